"""What the process of one query does: read the question from its input, confine itself, answer, end."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from skillgraph.errors import InputError, SkillgraphError
from skillgraph.graph.confinement import close_network, end_with, limit
from skillgraph.graph.query_guard import GuardedQuery, check_loaded, guard
from skillgraph.graph.serializing import RDF_FORMATS
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.namespaces import prefixes

Row = TypeVar("Row")
Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}


_SHORTEST = {"json": 3, "csv": 1, "tsv": 1, "xml": 17}
"""Bytes of a row with nothing in it."""


class _TooLongError(Exception):
    """The result has more bytes than it may."""


class _TooManyRowsError(Exception):
    """The result has more rows, or triples, than it may."""


class _UselessError(Exception):
    """The result is of a kind, rows or triples, that is of no use to who asks."""


class _Bounded(io.BytesIO):
    """Takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, content: Any, /) -> int:  # noqa: ANN401 - whatever holds bytes
        self._left -= len(content)
        if self._left < 0:
            raise _TooLongError
        return super().write(content)


def serve() -> None:
    """Answer the one question of standard input: a line of JSON that says what came, then the content."""
    sys.setrecursionlimit(5000)  # the parser takes some twenty calls for a pair of brackets
    question = json.loads(sys.stdin.buffer.read())
    end_with(question["parent"])
    limit(seconds=question["seconds"], memory=question["memory"])
    try:
        kind, media_type, body = _answer(question, confined=close_network())
        head = {"kind": kind, "media_type": media_type}
    except SkillgraphError as error:
        head, body = {"error": str(error), "hint": error.hint or ""}, b""
    except _TooLongError:
        head, body = {"over": "bytes"}, b""
    except _TooManyRowsError:
        head, body = {"over": "rows"}, b""
    except _UselessError as error:
        head, body = {"useless": str(error)}, b""
    except MemoryError:
        head, body = {"over": "memory"}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    os._exit(0)  # taking a big store apart is time that nobody needs


def _answer(question: dict[str, Any], *, confined: bool) -> tuple[str, str, bytes]:
    store = OxigraphTripleStore.open_read_only(Path(question["folder"]))
    query = guard(question["query"], store.graph_names())
    if not confined and "service" in query.text.casefold():
        # Without this word Oxigraph has no way out, however it reads the text.
        raise InputError(
            "On this system, a query cannot have the word SERVICE, not even in a string.",
            hint="Run it on Linux, where the system itself keeps queries off the network.",
        )
    found = _found(store, query, question["dataset"], question["base"])
    output = _Bounded(question["bytes"])
    try:
        return *_written(found, question, output), output.getvalue()
    except (_TooLongError, _TooManyRowsError):
        raise
    except OSError as error:
        if isinstance(error.__cause__ or error.__context__, _TooLongError) or output._left < 0:
            raise _TooLongError from error
        raise InputError(f"The query cannot be answered: {error}.", hint="Ask for less.") from error


def _found(
    store: OxigraphTripleStore, query: GuardedQuery, dataset: dict[str, list[str]] | None, base: str | None
) -> Found:
    if dataset is None:
        return store.query(query.text, own_graphs=query.own_graphs, base=base)
    default, named = dataset["default"], dataset["named"]
    check_loaded([*default, *named], store.graph_names())
    return store.query(query.text, graphs=default, named_graphs=named, base=base)


def _written(found: Found, question: dict[str, Any], output: io.BytesIO) -> tuple[str, str]:
    rows = question["rows"]
    if isinstance(found, ox.QueryTriples):
        chosen = RDF_FORMATS[_useful(question["triples"], "triples")]
        ox.serialize(_at_most(rows, found), output, format=chosen, prefixes=prefixes())
        return "triples", chosen.media_type
    form = _useful(question["format"], "rows")
    found.serialize(output, FORMATS[form])
    if isinstance(found, ox.QuerySolutions) and output.tell() > rows * _SHORTEST[form]:
        deque(_at_most(rows, _rows(output.getvalue(), form)), maxlen=0)
    return "rows", FORMATS[form].media_type


def _useful(form: str | None, kind: str) -> str:
    if form is None:
        raise _UselessError(kind)
    return form


def _rows(body: bytes, form: str) -> Iterable[object]:
    """The rows of a result: Oxigraph writes them without telling how many, and the text may hold any sign."""
    if form == "csv":
        csv.field_size_limit(len(body))
        read = csv.reader(io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline=""))
        next(read)
        return read
    parsed = ox.parse_query_results(body, FORMATS[form])
    assert isinstance(parsed, ox.QuerySolutions)
    return parsed


def _at_most(limit: int, rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == limit:
            raise _TooManyRowsError
        yield row
