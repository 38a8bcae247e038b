"""Answers to SPARQL queries that a user typed: reading only, within the workspace, in the W3C's formats."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from skillgraph.errors import InputError
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.namespaces import prefixes

_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_ASIDE = re.compile(
    r"""<[^<>"{}|^`\\\s]*>                              # an IRI
    |  \"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*\"{3}            # the four kinds of strings
    |  '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
    |  "(?:[^"\\\n]|\\.)*"
    |  '(?:[^'\\\n]|\\.)*'
    |  \#[^\n]*                                         # a comment
    |  [?$]\w+                                          # a variable
    |  [\w.-]*:[\w.:%-]*                                # a prefixed name
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = re.compile(
    r"^\s*(?:(?:BASE|PREFIX)\s*)*(INSERT|DELETE|WITH|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: SPARQL 1.1 results, or Turtle for ``CONSTRUCT`` and ``DESCRIBE``."""

    media_type: str
    body: bytes


def answer(store: OxigraphTripleStore, query: str, *, format: str = "json") -> Answer:  # noqa: A002
    """Run a query over the union of all graphs; ``GRAPH`` and ``FROM`` choose single ones.

    A triple that lies in two graphs matches twice: count with ``DISTINCT``.

    Args:
        store: Where to ask.
        query: SPARQL 1.1. The usual prefixes (``skos:``, ``esco:``, ``ceterms:``, ``sssom:`` …) need no
            declaration.
        format: ``json``, ``csv``, ``tsv`` or ``xml``; graphs are always given as Turtle.

    Raises:
        InputError: If the query is not SPARQL, changes data or asks another server, or the format is unknown.
    """
    if format not in _FORMATS:
        raise InputError(f"{format!r} is no format for results.", hint=f"Use one of {', '.join(_FORMATS)}.")
    found = _run(store, query)
    if isinstance(found, ox.QueryTriples):
        turtle = ox.serialize(found, format=ox.RdfFormat.TURTLE, prefixes=prefixes())
        return Answer(ox.RdfFormat.TURTLE.media_type, turtle or b"")
    return Answer(_FORMATS[format].media_type, found.serialize(format=_FORMATS[format]) or b"")


def _run(store: OxigraphTripleStore, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    words = _ASIDE.sub(" ", query)
    if _UPDATES.match(words):
        raise InputError(
            "Queries only read, and this one changes data.", hint="Use SELECT, ASK or CONSTRUCT."
        )
    if re.search(r"\bSERVICE\b", words, re.IGNORECASE):
        raise InputError("The query asks another server.", hint="Leave out SERVICE: queries stay in here.")
    return store.query(query, own_graphs=bool(re.search(r"\bFROM\b", words, re.IGNORECASE)))
