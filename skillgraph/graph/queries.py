"""The named queries of ``ontologies/queries``, each with the type of its rows.

A row's fields are the query's variables in snake case. What is bound is passed by the variable's name and
becomes an IRI or a literal as the row's class says; nothing is ever formatted into a query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, TypeVar, get_type_hints

from skillgraph import resources
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import Literal, Term, conventional, iri, text, value


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A row of the named query ``query``."""

    query: ClassVar[str]


@dataclass(frozen=True, slots=True)
class ConceptByLabel(QueryRow):
    """A concept with the label that was asked for. Bind ``text``."""

    query: ClassVar[str] = "concept-by-label"
    uri: str
    label: str
    lang: str
    label_kind: str
    kind: str


@dataclass(frozen=True, slots=True)
class ConceptByExactLabel(QueryRow):
    """A concept with exactly this preferred label. Bind ``label`` to a literal with its language."""

    query: ClassVar[str] = "concept-by-exact-label"
    uri: str
    label: str


@dataclass(frozen=True, slots=True)
class ConceptByNotation(QueryRow):
    """A concept with exactly this code. Bind ``text``."""

    query: ClassVar[str] = "concept-by-notation"
    uri: str


@dataclass(frozen=True, slots=True)
class LabelOf(QueryRow):
    """A label of a concept; ``label_kind`` is preferred, alternative or hidden. Bind ``uri``."""

    query: ClassVar[str] = "labels-of"
    label: str
    lang: str
    label_kind: str


@dataclass(frozen=True, slots=True)
class BroaderEdge(QueryRow):
    """A concept and one directly above it."""

    query: ClassVar[str] = "broader-edges"
    uri: str
    broader: str


@dataclass(frozen=True, slots=True)
class SkillOfOccupation(QueryRow):
    """A skill that an occupation needs; ``need`` is essential or optional. Bind ``occupation``."""

    query: ClassVar[str] = "skills-of-occupation"
    skill: str
    need: str


@dataclass(frozen=True, slots=True)
class OccupationOfSkill(QueryRow):
    """An occupation that needs a skill; ``need`` is essential or optional. Bind ``skill``."""

    query: ClassVar[str] = "skills-of-occupation"
    occupation: str
    need: str


@dataclass(frozen=True, slots=True)
class RecordOfOutcome(QueryRow):
    """A mapping record of an outcome. Bind ``outcome``."""

    query: ClassVar[str] = "records-of-outcome"
    record: str


@dataclass(frozen=True, slots=True)
class RecordNamed(QueryRow):
    """A mapping record whose IRI holds some letters. Bind ``text``."""

    query: ClassVar[str] = "records-named"
    record: str


@dataclass(frozen=True, slots=True)
class OutcomeText(QueryRow):
    """A text of an outcome, the first in its own language. Bind ``outcome``."""

    query: ClassVar[str] = "outcome-text"
    outcome_text: str
    lang: str


@dataclass(frozen=True, slots=True)
class OutcomeCredential(QueryRow):
    """A credential that has an outcome, with its texts, that in its own language first. Bind ``outcome``."""

    query: ClassVar[str] = "outcome-credentials"
    outcome: str
    outcome_text: str
    lang: str
    credential: str
    credential_name: str
    issuer: str


ROWS: tuple[type[QueryRow], ...] = (
    ConceptByLabel,
    ConceptByExactLabel,
    ConceptByNotation,
    LabelOf,
    BroaderEdge,
    RecordOfOutcome,
    RecordNamed,
    OutcomeText,
    OutcomeCredential,
    SkillOfOccupation,
)
"""Every row type; each has its ``.rq`` file and every file its row type."""

LITERALS = frozenset({"text"})
"""Variables that are bound to literals; all others are bound to IRIs."""

R = TypeVar("R", bound=QueryRow)


def run(
    store: TripleStore, row: type[R], *, graphs: Sequence[str] | None = None, **bindings: str | Literal
) -> Iterator[R]:
    """Run the query that a row type belongs to.

    Args:
        store: Where to ask.
        row: The row type, such as :class:`ConceptByLabel`.
        graphs: The graphs to ask; ``None`` for all. (A query with ``GRAPH`` looks at all of them.)
        bindings: Values for variables of the query, as words, URIs or literals with a language.

    Raises:
        InputError: If a value for a URI is not one.
    """
    terms = {name: _bound(name, given) for name, given in bindings.items()}
    readers = _readers(row)  # type: ignore[arg-type]  # mypy takes a class for its instances
    for solution in store.select(source(row.query), graphs=graphs, bindings=terms):
        found = {_snake(name): term for name, term in solution.items()}
        yield row(**{name: read(found.get(name)) for name, read in readers.items()})


def _bound(name: str, given: str | Literal) -> Term:
    if isinstance(given, Literal):
        return given
    return text(given) if name in LITERALS else iri(given)


@cache
def source(name: str) -> str:
    """The text of a named query."""
    return resources.ontologies("queries", f"{name}.rq").read_text(encoding="utf-8")


@cache
def _snake(variable: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", variable).lower()


@cache
def _readers(row: type[QueryRow]) -> dict[str, Reader]:
    hints = get_type_hints(row)
    return {
        field.name: _lang if field.name == "lang" else _READERS[hints[field.name]] for field in fields(row)
    }


def _words(term: Term | None) -> str:
    return "" if term is None else value(term)


def _lang(term: Term | None) -> str:
    return conventional(_words(term))


Reader = Callable[[Term | None], Any]
_READERS: dict[Any, Reader] = {
    str: _words,
}
