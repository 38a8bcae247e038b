"""Answers to SPARQL queries that a user typed: reading only, within the workspace, in the W3C's formats.

Each query runs in a process of its own, which `skillgraph.graph.query_process` keeps off the network and
within limits of time, memory and length.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from skillgraph.errors import (
    InputError,
    NotAcceptableError,
    QueryError,
    QueryTimeoutError,
    QueryTooLargeError,
)
from skillgraph.graph.serializing import RDF_FORMATS
from skillgraph.graph.store import TripleStore, folder_of
from skillgraph.languages.sentences import error_of
from skillgraph.settings import QueryLimits

ROW_FORMATS = ("json", "xml", "csv", "tsv")
"""How the answers to ``SELECT`` and ``ASK`` are written."""

_START = "from skillgraph.graph.query_process import serve; serve()"
_OUT_OF_MEMORY = (b"emory", b"bad_alloc", b"mmap", b"Resource temporarily unavailable", b"failed to map")
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The graphs that a query is asked over, in place of what its ``FROM`` says.

    Attributes:
        default: The graphs that are its default graph together.
        named: The graphs that ``GRAPH`` may choose from.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: SPARQL 1.1 results, or RDF for ``CONSTRUCT`` and ``DESCRIBE``."""

    media_type: str
    body: bytes
    holds_triples: bool = False


class QueryStop:
    """Ends a query that nobody waits for any more, from any thread; once asked, none begins either."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = False
        self._process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """End the query, if it runs."""
        with self._lock:
            self._asked = True
            if self._process is not None:
                self._process.kill()

    def watch(self, process: subprocess.Popen[bytes]) -> None:
        """Take the process of the query, to be ended if that is asked, or was."""
        with self._lock:
            self._process = process
            if self._asked:
                process.kill()


def answer(
    store: TripleStore,
    query: str,
    *,
    format: str | None = "json",  # noqa: A002
    triples: str | None = ".ttl",
    dataset: QueryDataset | None = None,
    base: str | None = None,
    limits: QueryLimits | None = None,
    stop: QueryStop | None = None,
) -> Answer:
    """Run a query over the union of all graphs; ``GRAPH`` and ``FROM`` choose single ones.

    A triple that lies in two graphs matches twice: count with ``DISTINCT``.

    Args:
        store: Where to ask; a folder, open for reading.
        query: SPARQL 1.1. The usual prefixes (``skos:``, ``esco:``, ``ceterms:``, ``sssom:`` …) need no
            declaration.
        format: One of `ROW_FORMATS`, for ``SELECT`` and ``ASK``; ``None``: such a query is of no use.
        triples: An extension of `RDF_FORMATS`, for ``CONSTRUCT`` and ``DESCRIBE``; ``None`` as above.
        dataset: The graphs to ask instead of all, and instead of those that ``FROM`` chooses.
        base: The IRI that relative ones in the query are completed by; without it they are errors.
        limits: What it may take (default: what the environment says).
        stop: Ends it before that.

    Raises:
        QueryError: If the query is not SPARQL, changes data, asks another server or a graph that is not
            loaded.
        QueryTimeoutError: If it takes longer than its limits allow.
        QueryTooLargeError: If it takes more memory, or has a longer result.
        NotAcceptableError: If its kind of answer is of no use.
        InputError: If a format is unknown.
    """
    _check_formats(format, triples)
    limits = limits or QueryLimits.from_environment()
    question = {
        "folder": str(folder_of(store)),
        "query": query,
        "format": format,
        "triples": triples,
        "dataset": None if dataset is None else asdict(dataset),
        "base": base,
        "parent": os.getpid(),
        "seconds": limits.seconds + 1,
        "memory": limits.memory * _MIB,
        "bytes": limits.result * _MIB,
        "rows": limits.rows,
    }
    return _given(*_asked(question, limits, stop or QueryStop()), limits)


def _given(head: dict[str, str], body: bytes, limits: QueryLimits) -> Answer:
    """The answer of the query's process, or the error that it met."""
    if "error" in head:
        raise QueryError(head["error"], hint=head["hint"])
    if "useless" in head:
        raise _useless(head["useless"])
    if "over" in head:
        raise _over(head["over"], limits)
    return Answer(head["media_type"], body, head["kind"] == "triples")


def _check_formats(format: str | None, triples: str | None) -> None:  # noqa: A002
    if format not in (*ROW_FORMATS, None):
        raise InputError(
            f"{format!r} is no format for results.", hint=f"Use one of {', '.join(ROW_FORMATS)}."
        )
    if triples is not None and triples not in RDF_FORMATS:
        raise InputError(f"{triples!r} is no format for triples.", hint=f"Use {', '.join(RDF_FORMATS)}.")


def _useless(kind: str) -> NotAcceptableError:
    return error_of(NotAcceptableError, f"query-of-{kind}")


def _asked(question: dict[str, Any], limits: QueryLimits, stop: QueryStop) -> tuple[dict[str, str], bytes]:
    """What the process says of the question; it is gone afterwards, whatever happens here."""
    content = json.dumps(question).encode("ascii")
    with _process() as process:
        stop.watch(process)
        try:
            out, said = process.communicate(content, timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            return {"over": "seconds"}, b""
        finally:
            process.kill()
    head, _, body = out.partition(b"\n")
    if process.returncode == 0:
        return json.loads(head), body
    if any(sign in said for sign in _OUT_OF_MEMORY):
        return {"over": "memory"}, b""
    raise QueryError(
        f"The query ended its process ({process.returncode}).", hint="Nest it less deeply, or ask for less."
    )


def _process() -> subprocess.Popen[bytes]:
    paths = [path or str(Path.cwd()) for path in sys.path]
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def _over(what: str, limits: QueryLimits) -> InputError:
    most = {
        "seconds": limits.seconds,
        "memory": limits.memory,
        "bytes": limits.result,
        "rows": limits.rows,
    }
    kind: type[InputError] = QueryTimeoutError if what == "seconds" else QueryTooLargeError
    return error_of(kind, f"query-{what}", limit=most[what])
