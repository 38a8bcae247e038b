"""Which concepts of a SKOS file are out of use, and what is in their place; there are many ways to say it."""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from skillgraph import languages
from skillgraph.model import is_retired
from skillgraph.namespaces import DCTERMS, ISOTHES, OWL, RDF, RDFS, SKOS
from skillgraph.taxonomies.rdf import RdfTerm, Statements
from skillgraph.taxonomies.skos_scope import collections_of, members_of, narrower_of, schemes_of

Report = Callable[[str, str], None]
"""Told of a predicate, and what was read from it."""

_SCHEMA = ("https://schema.org/", "http://schema.org/")
_EUVOC = "http://publications.europa.eu/ontology/euvoc#"
_STATUS = (
    ISOTHES.status,
    "http://www.w3.org/ns/adms#status",
    f"{_EUVOC}status",
    "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status",
    f"{DCTERMS}status",
    *(f"{base}creativeWorkStatus" for base in _SCHEMA),
)
_REPLACED_BY = (
    DCTERMS.isReplacedBy,
    "http://purl.obolibrary.org/obo/IAO_0100001",
    *(f"{base}supersededBy" for base in _SCHEMA),
)
_VALID = f"{DCTERMS}valid"
"""A period by DCMI, such as ``start=2001-01-01; end=2010-01-01;``."""
_ENDS = (f"{_EUVOC}endDate", *(f"{base}expires" for base in _SCHEMA))
_RETIRED_CLASSES = frozenset((f"{OWL}DeprecatedClass", f"{OWL}DeprecatedProperty"))
_NOTES = (f"{SKOS}historyNote", f"{SKOS}changeNote", f"{SKOS}editorialNote")
_NAMES = (SKOS.prefLabel, DCTERMS.title, RDFS.label)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ADDRESS = re.compile(r"(https?://|urn:)\S+$")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_SHOWN = 3


class Retirements:
    """What a file says of concepts that are out of use.

    They are so by a status, ``owl:deprecated``, a successor, an end that has passed, a class, a label with
    ``(deprecated)``, a collection, scheme or broader concept that is called so ("Deprecated concepts"), or a
    note that begins so. What rests on words alone is told. ``owl:deprecated false`` outweighs these.
    """

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self.successors = _successors(statements)

    def status(self, uri: str) -> str:
        """What the file says of a concept's use; a word for retired where it says so in another way."""
        stated = next(filter(None, map(self._word, self._statements_of(uri, _STATUS))), "")
        deprecated = self._statements.first(uri, OWL.deprecated).strip().lower()
        if is_retired(stated) or deprecated in ("false", "0", "no"):
            return stated
        if deprecated in ("true", "1", "yes") or self._is_of_a_retired_class(uri):
            return "deprecated"
        if uri in self.successors:
            return "replaced"
        return "deprecated" if self._has_ended(uri) or uri in self._by_words else stated

    def report(self, concepts: Sequence[str], report: Report) -> None:
        """Name the concepts that are out of use by words alone, and those of which a note speaks of it."""
        by_words = [uri for uri in concepts if self.status(uri) == "deprecated" and uri in self._by_words]
        for words in dict.fromkeys(self._by_words[uri] for uri in by_words):
            these = [uri for uri in by_words if self._by_words[uri] == words]
            reason = f"{_some(these)} taken as retired {words}; owl:deprecated false says otherwise"
            report("status", reason)
        doubtful = [
            uri
            for uri in concepts
            if not is_retired(self.status(uri)) and any(map(_speaks_of_end, self._notes(uri)))
        ]
        if doubtful:
            reason = f"{_some(doubtful)} kept, with a note that speaks of an end; owl:deprecated would retire"
            report(_NOTES[0], f"{reason} it" if len(doubtful) == 1 else f"{reason} them")

    def _statements_of(self, uri: str, predicates: Iterable[str]) -> Iterator[RdfTerm]:
        return (term for predicate in predicates for term in self._statements.objects(uri, predicate))

    def _word(self, status: RdfTerm) -> str:
        """The word of a status: its text, what the file calls it, or the end of its IRI."""
        end = status.value.strip() if status.is_literal else re.split(r"[#/:]", status.value.rstrip("/#"))[-1]
        names = [end] if status.is_literal else [end, self._statements.first(status.value, *_NAMES)]
        return end if is_retired(end) or not any(map(_is_of_end, names)) else "deprecated"

    def _is_of_a_retired_class(self, uri: str) -> bool:
        return bool(_RETIRED_CLASSES & set(self._statements.iris(uri, RDF.type)))

    def _has_ended(self, uri: str) -> bool:
        """Whether the last day that is named as an end has passed."""
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        periods = (term.value.partition("end=")[2] for term in self._statements.objects(uri, _VALID))
        texts = (*(term.value for term in self._statements_of(uri, _ENDS)), *periods)
        ends = [day for text in texts for day in _DATE.findall(text)]
        return bool(ends) and max(ends) < today

    @cached_property
    def _by_words(self) -> Mapping[str, str]:
        """The concepts that words alone put out of use, each with where these stand."""
        found: dict[str, str] = {}
        for uri in self._statements.subjects(SKOS.prefLabel):
            if any(map(_is_marked, self._names(uri))):
                found[uri] = "by the label"
        for predicate in _NOTES:
            for uri, notes in self._statements.subjects(predicate).items():
                if any(_begins_with_end(note.value) for note in notes if note.is_literal):
                    found.setdefault(uri, "by how a note begins")
        for uri, place in self._within_retired():
            found.setdefault(uri, place)
        return found

    def _within_retired(self) -> Iterator[tuple[str, str]]:
        """What is in collections and schemes that are called retired, or is below a concept called so."""
        for collection in collections_of(self._statements):
            if name := self._retired_name(collection):
                for one in members_of(self._statements, collection):
                    yield one, f"within “{name}”"
        yield from self._in_retired_schemes()
        yield from self._below_retired()

    def _in_retired_schemes(self) -> Iterator[tuple[str, str]]:
        """The concepts of such schemes alone, where a file has others: no title retires all of a file."""
        within = {
            uri: sorted(schemes_of(self._statements, uri)) for uri in self._statements.subjects(SKOS.inScheme)
        }
        names = {scheme: self._retired_name(scheme) for schemes in within.values() for scheme in schemes}
        if all(names.values()):
            return
        for uri, schemes in within.items():
            if all(names[scheme] for scheme in schemes):
                yield uri, f"within “{names[schemes[0]]}”"

    def _below_retired(self) -> Iterator[tuple[str, str]]:
        below = narrower_of(self._statements)
        seen: set[str] = set()
        fresh = {uri: name for uri in sorted(below) if (name := self._retired_name(uri))}
        while fresh:
            yield from ((uri, f"at or below “{name}”") for uri, name in fresh.items())
            seen |= fresh.keys()
            found = [(one, name) for uri, name in fresh.items() for one in sorted(below.get(uri, ()))]
            fresh = {one: name for one, name in found if one not in seen}

    def _retired_name(self, uri: str) -> str:
        return next((name for name in self._names(uri) if _is_of_end(name)), "")

    def _names(self, uri: str) -> Iterator[str]:
        return (term.value for term in self._statements_of(uri, _NAMES) if term.is_literal)

    def _notes(self, uri: str) -> Iterator[str]:
        return (term.value for term in self._statements_of(uri, _NOTES) if term.is_literal)


def _successors(statements: Statements) -> Mapping[str, Sequence[str]]:
    """What the file puts in the place of a concept, said of either; an address may be written as a text."""
    said = (pair for predicate in _REPLACED_BY for pair in _addresses(statements, predicate))
    pairs = {*said, *((old, new) for new, old in _addresses(statements, DCTERMS.replaces))}
    found: dict[str, list[str]] = {}
    for old, new in sorted(pairs):
        if old != new:
            found.setdefault(old, []).append(new)
    return found


def _addresses(statements: Statements, predicate: str) -> Iterator[tuple[str, str]]:
    """Each subject of a predicate with what it leads to, where that is an address."""
    for uri, terms in statements.subjects(predicate).items():
        for term in terms:
            text = term.value.strip()
            if term.is_iri or (term.is_literal and _ADDRESS.match(text)):
                yield uri, text


def _words(text: str) -> list[str]:
    letters = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.findall(r"\w+", "".join(letters).casefold())


def _known(key: str) -> frozenset[str]:
    return languages.words("retired", key)


def _is_of_end(text: str) -> bool:
    """Whether a text says that a concept is out of use, and nothing else.

    >>> list(map(_is_of_end, ["Deprecated concepts", "Compétences retirées", "Obsolete technology"]))
    [True, True, False]
    """
    words = set(_words(text))
    return bool(words & _known("out_of_use")) and words <= _known("out_of_use") | _known("of_vocabularies")


def _is_marked(label: str) -> bool:
    """Whether a label has a remark such as ``(deprecated)`` or begins with ``OBSOLETE:``.

    >>> list(map(_is_marked, ["telex (deprecated)", "[obsolète] télex", "Retired - telex", "obsolete files"]))
    [True, True, True, False]
    """
    head, sign, _ = re.sub(r"\s[-–]\s", ":", label, count=1).partition(":")
    return any(map(_is_of_end, (*_IN_BRACKETS.findall(label), head if sign else "")))


def _begins_with_end(note: str) -> bool:
    """Whether a note says before all that the concept is out of use, and not that it came back.

    >>> list(map(_begins_with_end, ["Deprecated in 2019.", "2019-01-01: obsolete", "Deprecated label gone"]))
    [True, True, False]
    """
    clauses = map(_words_alone, re.split(r"[.:;,()\[\]!]|\s[-–]\s", note))
    words = next(filter(None, clauses), [])
    fillers = _known("before") | _known("of_vocabularies")
    rest = list(itertools.dropwhile(fillers.__contains__, words))
    ended = rest[:1] != [] and rest[0] in _known("out_of_use")
    whole = not rest[1:] or rest[1] in _known("after") | _known("out_of_use")
    return ended and whole and not set(_words(note)) & _known("back_in_use")


def _words_alone(text: str) -> list[str]:
    return [word for word in _words(text) if not word.isdecimal()]


def _speaks_of_end(note: str) -> bool:
    return bool(set(_words(note)) & _known("out_of_use"))


def _some(uris: Sequence[str]) -> str:
    """Some concepts by number and name, with the verb that goes with them."""
    named = ", ".join(f"<{uri}>" for uri in uris[:_SHOWN]) + (" …" if len(uris) > _SHOWN else "")
    return f"1 concept ({named}) was" if len(uris) == 1 else f"{len(uris):,} concepts ({named}) were"
