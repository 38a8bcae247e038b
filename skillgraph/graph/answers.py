"""Answers to SPARQL queries that a user typed: reading only, within the workspace, in the W3C's formats.

Each query runs in a process of its own, which `skillgraph.graph.query_process` keeps off the network and
within limits of time, memory and length.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.errors import InputError
from skillgraph.graph.store import TripleStore, folder_of
from skillgraph.settings import QueryLimits

_FORMATS = ("json", "csv", "tsv", "xml")
_START = "from skillgraph.graph.query_process import serve; serve()"
_OUT_OF_MEMORY = (b"emory", b"bad_alloc", b"mmap", b"Resource temporarily unavailable", b"failed to map")
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: SPARQL 1.1 results, or Turtle for ``CONSTRUCT`` and ``DESCRIBE``."""

    media_type: str
    body: bytes


def answer(
    store: TripleStore,
    query: str,
    *,
    format: str = "json",  # noqa: A002
    limits: QueryLimits | None = None,
) -> Answer:
    """Run a query over the union of all graphs; ``GRAPH`` and ``FROM`` choose single ones.

    A triple that lies in two graphs matches twice: count with ``DISTINCT``.

    Args:
        store: Where to ask; a folder, open for reading.
        query: SPARQL 1.1. The usual prefixes (``skos:``, ``esco:``, ``ceterms:``, ``sssom:`` …) need no
            declaration.
        format: ``json``, ``csv``, ``tsv`` or ``xml``; graphs are always given as Turtle.
        limits: What it may take (default: what the environment says).

    Raises:
        InputError: If the query is not SPARQL, changes data, asks another server or a graph that is not
            loaded, takes more than its limits allow, or the format is unknown.
    """
    if format not in _FORMATS:
        raise InputError(f"{format!r} is no format for results.", hint=f"Use one of {', '.join(_FORMATS)}.")
    limits = limits or QueryLimits.from_environment()
    question = {
        "folder": str(folder_of(store)),
        "query": query,
        "format": format,
        "parent": os.getpid(),
        "seconds": limits.seconds + 1,
        "memory": limits.memory * _MIB,
        "bytes": limits.result * _MIB,
        "rows": limits.rows,
    }
    head, body = _asked(question, limits)
    if "error" in head:
        raise InputError(head["error"], hint=head["hint"])
    if "over" in head:
        raise _over(head["over"], limits)
    return Answer(head["media_type"], body)


def _asked(question: dict[str, Any], limits: QueryLimits) -> tuple[dict[str, str], bytes]:
    """What the process says of the question; it is gone afterwards, whatever happens here."""
    content = json.dumps(question).encode("ascii")
    paths = [path or str(Path.cwd()) for path in sys.path]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _START],
            input=content,
            capture_output=True,
            timeout=limits.seconds,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"over": "seconds"}, b""
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode == 0:
        return json.loads(head), body
    if any(sign in done.stderr for sign in _OUT_OF_MEMORY):
        return {"over": "memory"}, b""
    raise InputError(
        f"The query ended its process ({done.returncode}).", hint="Nest it less deeply, or ask for less."
    )


def _over(what: str, limits: QueryLimits) -> InputError:
    limit, variable = {
        "seconds": (f"longer than {limits.seconds} seconds", "SKILLGRAPH_QUERY_SECONDS"),
        "memory": (f"more than {limits.memory} MiB of memory", "SKILLGRAPH_QUERY_MEMORY"),
        "bytes": (f"more than {limits.result} MiB for its result", "SKILLGRAPH_QUERY_RESULT"),
        "rows": (f"more than {limits.rows:,} rows for its result", "SKILLGRAPH_QUERY_ROWS"),
    }[what]
    return InputError(
        f"The query takes {limit}.", hint=f"Ask for less, with LIMIT say, or set {variable} higher."
    )
