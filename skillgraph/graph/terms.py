"""RDF terms: the one place that knows how Python's values become IRIs and literals, and back.

IRIs are checked when they are made; language tags too. Oxigraph keeps language tags in lower case, so tags
are given back in the case that BCP 47 recommends (``zh-Hans``, ``fr-CA``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from skillgraph.errors import InputError
from skillgraph.namespaces import RDF, XSD, minted

Term = NamedNode | BlankNode | Literal | Triple
"""Anything that may be the object of a triple."""

__all__ = [
    "BlankNode",
    "Literal",
    "NamedNode",
    "Quad",
    "Term",
    "Triple",
    "boolean",
    "conventional",
    "date",
    "iri",
    "is_iri",
    "json",
    "lang_of",
    "mint",
    "moment",
    "number",
    "predicate",
    "reference",
    "text",
    "value",
    "whole",
]


def iri(uri: str) -> NamedNode:
    """An IRI as a term.

    Raises:
        InputError: If ``uri`` is not an absolute IRI.
    """
    try:
        return NamedNode(uri)
    except ValueError as error:
        raise InputError(
            f"{uri!r} is not an absolute IRI: {str(error)[:1].lower()}{str(error)[1:]}.",
            hint="Give a full address such as http://data.europa.eu/esco/skill/…, without spaces.",
        ) from error


@lru_cache(maxsize=1024)
def predicate(uri: str) -> NamedNode:
    """The same, for the few IRIs that are used over and over."""
    return iri(uri)


def is_iri(uri: str) -> bool:
    """Whether ``uri`` is an absolute IRI."""
    try:
        NamedNode(uri)
    except ValueError:
        return False
    return True


def reference(words: str) -> NamedNode | Literal:
    """An IRI where the words are one, else a plain literal: for slots that sources fill in both ways."""
    return NamedNode(words) if is_iri(words) else text(words)


def text(words: str, lang: str = "") -> Literal:
    """A literal, with a language where one is given.

    Raises:
        InputError: If ``lang`` is not a BCP 47 tag, or the words hold half of a surrogate pair.
    """
    try:
        return Literal(words, language=lang) if lang else Literal(words)
    except ValueError as error:
        raise _unusable(words, lang) from error


def _unusable(words: str, lang: str) -> InputError:
    if not words.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in words):
        return InputError(
            f"{words[:40]!r} holds half a surrogate pair, which is no character.",
            hint="Save the source again as UTF-8.",
        )
    return InputError(
        f"{lang!r} is not a language tag.",
        hint="Use tags of BCP 47 such as en, fr-CA or zh-Hans.",
    )


def number(measure: float) -> Literal:
    """An ``xsd:double``."""
    return Literal(float(measure))


def boolean(flag: bool) -> Literal:
    """An ``xsd:boolean``."""
    return Literal(flag)


def date(day: str) -> Literal:
    """An ``xsd:date`` where ``day`` is written ``YYYY-MM-DD``, else the words as they are."""
    written = len(day) == 10 and day.isascii() and day[4] == day[7] == "-" and day.replace("-", "").isdigit()
    return Literal(day, datatype=predicate(XSD.date)) if written and day.count("-") == 2 else text(day)


def json(document: str) -> Literal:
    """JSON text as an ``rdf:JSON`` literal, letter for letter."""
    return Literal(document, datatype=predicate(RDF.JSON))


def moment(at: str) -> Literal:
    """An ``xsd:dateTime`` where ``at`` is written ``YYYY-MM-DDThh:mm:ssZ``, else the words as they are."""
    return Literal(at, datatype=predicate(XSD.dateTime)) if _MOMENT.fullmatch(at) else text(at)


def whole(count: int) -> Literal:
    """An ``xsd:integer``."""
    return Literal(int(count))


def value(term: Term) -> str:
    """The IRI or the words of a term."""
    return str(term) if isinstance(term, Triple) else term.value


def lang_of(term: Term) -> str:
    """The language of a literal in BCP 47's case; empty where there is none."""
    tag = term.language if isinstance(term, Literal) else None
    return conventional(tag) if tag else ""


@lru_cache(maxsize=256)
def conventional(tag: str) -> str:
    """A language tag in BCP 47's case: lower, but ``Hans`` for scripts and ``CA`` for regions.

    Subtags after one of a single letter (private use, extensions) stay in lower case.
    """
    first, *rest = tag.lower().split("-")
    subtags, private = [first], len(first) == 1
    for subtag in rest:
        private = private or len(subtag) == 1
        subtags.append(subtag if private else _CASES.get(len(subtag), str.lower)(subtag))
    return "-".join(subtags)


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_CASES = {2: str.upper, 4: str.title}


def mint(kind: str, *parts: str) -> NamedNode:
    """A stable IRI of skillgraph's own, made from a hash of the parts."""
    return NamedNode(minted(kind, *parts))
