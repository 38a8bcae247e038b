"""Results of queries in SPARQL 1.1 JSON, read row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Solutions:
    """What a SELECT found.

    Attributes:
        names: Of its variables.
        rows: Their values in that order, read as they are asked for: the text of a literal, an IRI, the name
            of a blank node, or nothing.
    """

    names: tuple[str, ...]
    rows: Iterator[tuple[str, ...]]


def read_solutions(body: bytes) -> Solutions | bool:
    """The rows of a SELECT, or the answer of an ASK.

    Args:
        body: SPARQL 1.1 JSON results, as `answer` gives them.
    """
    import pyoxigraph as ox

    results = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        return bool(results)
    names = tuple(variable.value for variable in results.variables)
    return Solutions(names, (tuple(_text(row[name]) for name in names) for row in results))


def _text(term: object) -> str:
    return str(getattr(term, "value", term or ""))
