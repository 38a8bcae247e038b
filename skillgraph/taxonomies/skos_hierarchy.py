"""Which concept a SKOS file puts below which, and what stands there that is no concept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from skillgraph.model.texts import many
from skillgraph.namespaces import ISOTHES, RDFS, SKOS
from skillgraph.taxonomies.rdf import Statements
from skillgraph.taxonomies.skos_scope import Report

_KINDS_OF_HIERARCHY = ("Generic", "Partitive", "Instantial")
_BROADER = tuple(f"{ISOTHES}broader{kind}" for kind in _KINDS_OF_HIERARCHY)
_NARROWER = tuple(f"{ISOTHES}narrower{kind}" for kind in _KINDS_OF_HIERARCHY)
"""Which ISO 25964 puts below ``skos:broader`` and ``skos:narrower``."""

_LEADING: Final = (
    SKOS.broader,
    SKOS.narrower,
    *_BROADER,
    *_NARROWER,
    SKOS.related,
    SKOS.member,
    SKOS.hasTopConcept,
    SKOS.topConceptOf,
    SKOS.inScheme,
)
"""What leads to a thing, and never to a text."""

_SHOWN: Final = 60


def stated_broader(statements: Statements) -> list[tuple[str, str]]:
    """Each pair of a concept and its broader one, once and sorted, from either direction."""
    pairs = _pairs(statements, SKOS.broader, *_BROADER)
    pairs |= _turned(_pairs(statements, SKOS.narrower, *_NARROWER))
    if not pairs:  # a file that states the closure alone
        pairs = _pairs(statements, f"{SKOS}broaderTransitive")
        pairs |= _turned(_pairs(statements, f"{SKOS}narrowerTransitive"))
    return sorted(pairs)


def _pairs(statements: Statements, *predicates: str) -> set[tuple[str, str]]:
    """What some predicates, and those that the file puts below them, lead from and to."""
    below = (
        name
        for name, terms in statements.subjects(RDFS.subPropertyOf).items()
        if {term.value for term in terms} & set(predicates)
    )
    found = (statements.subjects(one) for one in (*predicates, *below))
    return {
        (uri, term.value) for said in found for uri, terms in said.items() for term in terms if term.is_iri
    }


def report_texts(statements: Statements, report: Report) -> None:
    """Name what stands as a text where a file has to name a concept or another thing by its IRI."""
    for predicate in _LEADING:
        texts = [
            (uri, term.value)
            for uri, terms in sorted(statements.subjects(predicate).items())
            for term in terms
            if term.is_literal
        ]
        if texts:
            uri, text = texts[0]
            shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
            what = many(len(texts), "value is a text and no IRI", "values are texts and no IRIs")
            report(predicate, f"{what}, such as {shown!r} of <{uri}>; left out")


def _turned(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(other, one) for one, other in pairs}


def without_cycles(
    parents: Mapping[str, Iterable[str]],
) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Walk up from every concept in the order of URIs, and cut the links that lead back onto the way."""
    kept: dict[str, list[str]] = {uri: [] for uri in sorted(parents)}
    cut: list[tuple[str, str]] = []
    done: set[str] = set()
    for start in kept:
        if start in done:
            continue
        way = {start: iter(sorted(parents[start]))}
        while way:
            uri = next(reversed(way))
            parent = next(way[uri], None)
            if parent is None:
                done.add(uri)
                del way[uri]
            elif parent in way:
                cut.append((uri, parent))
            else:
                kept[uri].append(parent)
                if parent not in done:
                    way[parent] = iter(sorted(parents[parent]))
    return kept, cut
