"""The service: latency of every route, alone and among eight clients, and its memory over many requests."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil

from benchmarks.flow import credential_files, sample_files
from benchmarks.inputs import ESCO, Inputs, command
from benchmarks.measure import Sample, process
from benchmarks.report import Report, ReportRow
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_framework

CLIENTS = 8
_TIMEOUT = 120.0
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Question:
    """One route with what it is asked; a body makes it a POST."""

    name: str
    path: str
    body: str | None = None

    def ask(self, connection: http.client.HTTPConnection) -> float:
        """Ask it; gives the milliseconds until all of the answer is there.

        Raises:
            RuntimeError: If the answer is an error.
        """
        start = time.perf_counter()
        headers = {"Content-Type": "application/json"} if self.body else {}
        connection.request("POST" if self.body else "GET", self.path, self.body, headers)
        response = connection.getresponse()
        said = response.read()
        if response.status != 200:
            raise RuntimeError(f"{self.path}: {response.status} {said[:300]!r}")
        return (time.perf_counter() - start) * 1_000


def run(inputs: Inputs) -> Report:
    """Fill a workspace with ESCO, credentials, proposals and postings, serve it, and ask."""
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        folder = Path(scratch) / "workspace"
        _fill(inputs, folder, Path(scratch))
        with _served(folder) as (service, address):
            questions = _questions(address)
            rows = [*_alone(questions, address, 5 if inputs.quick else 20)]
            rows += _crowded(questions, address, 5 if inputs.quick else 20)
            rows += _memory(questions, address, service, 500 if inputs.quick else 10_000)
    notes = (
        "ESCO 1.2.0, 568 badge templates (without real data: the samples), their proposals, sample postings.",
        "The fast profile; the first question of each route is not counted.",
        f"Among {CLIENTS} clients, each asks every route in turn, from another route on.",
    )
    return Report("service", "latency of every route, and memory", "", tuple(rows), notes)


def _fill(inputs: Inputs, folder: Path, scratch: Path) -> None:
    load_framework(Workspace.create(folder), inputs.esco("1.2.0"))
    steps: list[list[str | Path]] = [
        ["credential", "load", path] for path in credential_files(inputs, scratch)
    ]
    steps += [["posting", "load", path] for path in sample_files("postings")]
    steps += [["propose", "--profile", "fast", "--format", "json"], ["gaps", "--format", "json"]]
    for step in steps:
        process(command(folder, *step))


@contextmanager
def _served(folder: Path) -> Iterator[tuple[psutil.Process, str]]:
    """A running service, and its host and port."""
    started = subprocess.Popen(
        command(folder, "serve", "--port", "0"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    try:
        assert started.stderr is not None
        address = re.search(r"http://\S+", started.stderr.readline())
        assert address is not None
        yield psutil.Process(started.pid), urlsplit(address.group()).netloc
    finally:
        started.kill()
        started.communicate()


def _questions(address: str) -> list[Question]:
    """One for every route that answers questions."""
    found = _get(address, "/concepts/search?" + urlencode({"label": "manage"}))
    concept = found["concepts"][0]["uri"]
    fast = {"profile": "fast", "framework": ESCO}
    suggest = {"texts": ["Give constructive feedback to colleagues"], **fast}
    return [
        Question("/health", "/health"),
        Question("/frameworks", "/frameworks"),
        Question("/concepts", "/concepts?" + urlencode({"uri": concept})),
        Question("/concepts/search", "/concepts/search?" + urlencode({"label": "give c"})),
        Question("/suggest", "/suggest", json.dumps(suggest)),
        Question("/cover, a label", "/cover?" + urlencode({"skill": "manage budgets", **fast})),
        Question("/cover, free words", "/cover?" + urlencode({"skill": "help people speak up", **fast})),
        Question("/mappings", "/mappings?top=50"),
        Question("/gaps", "/gaps?" + urlencode({"top": 10, **fast})),
        Question("/demand", "/demand?" + urlencode({"top": 10, **fast})),
        Question("/demand/trend", "/demand/trend?" + urlencode({"top": 10, **fast})),
        Question("/demand/sentences", "/demand/sentences?" + urlencode({"top": 10, **fast})),
        Question("/plan", "/plan?" + urlencode({"words": "manage budgets", **fast})),
        Question("/credentials/overlap", "/credentials/overlap?" + urlencode({"outcomes": "Weld", **fast})),
    ]


def _get(address: str, path: str) -> Any:  # noqa: ANN401
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    connection.request("GET", path)
    return json.loads(connection.getresponse().read())


def _alone(questions: Sequence[Question], address: str, repeat: int) -> Iterator[ReportRow]:
    """One client, that keeps its connection, and that makes a new one for each question."""
    for question in questions:
        connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
        question.ask(connection)
        reused = Sample(tuple(question.ask(connection) for _ in range(repeat)))
        connection.close()
        fresh = Sample(tuple(_fresh(question, address) for _ in range(repeat)))
        yield ReportRow(f"{question.name}, reused connection", "ms", reused)
        yield ReportRow(f"{question.name}, fresh connection", "ms", fresh)


def _fresh(question: Question, address: str) -> float:
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    try:
        return question.ask(connection)
    finally:
        connection.close()


def _crowded(questions: Sequence[Question], address: str, rounds: int) -> Iterator[ReportRow]:
    taken: dict[str, list[float]] = {question.name: [] for question in questions}
    with ThreadPoolExecutor(CLIENTS) as clients:
        for results in clients.map(partial(_client, questions, address, rounds), range(CLIENTS)):
            for name, milliseconds in results:
                taken[name].append(milliseconds)
    for name, times in taken.items():
        yield ReportRow(f"{name}, among {CLIENTS} clients", "ms", Sample(tuple(times)))
        ordered = sorted(times)
        yield ReportRow(f"{name}, 95th percentile", "ms", Sample((ordered[int(0.95 * (len(times) - 1))],)))


def _client(questions: Sequence[Question], address: str, rounds: int, start: int) -> list[tuple[str, float]]:
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    asked = islice(cycle(questions), start, start + rounds * len(questions))
    return [(question.name, question.ask(connection)) for question in asked]


def _memory(
    questions: Sequence[Question], address: str, service: psutil.Process, requests: int
) -> Iterator[ReportRow]:
    """Resident memory at the start and after each fifth of many requests."""
    yield ReportRow("resident memory before", "MB", Sample((service.memory_info().rss / _MEGABYTE,)))
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    for number, question in enumerate(islice(cycle(questions), requests), 1):
        question.ask(connection)
        if number % (requests // 5) == 0:
            held = service.memory_info().rss / _MEGABYTE
            yield ReportRow(f"resident memory after {number:,} requests", "MB", Sample((held,)))
