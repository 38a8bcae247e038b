"""Every route of the service: latency, alone and among clients, and memory over many requests.

Besides, `cover` by how it is asked, and `/health` while others are served.
"""

from __future__ import annotations

import csv
import http.client
import json
import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import psutil

from benchmarks.inputs import ESCO, FRENCH, Inputs
from benchmarks.measure import Sample
from benchmarks.report import Report, ReportRow
from benchmarks.serving import fill, served

CLIENTS = 8
CROWD = 200
_SECONDS = 15.0
"""How long `/health` is asked while others are served."""

MARKS = (1_000, 5_000, 10_000)
"""After so many requests memory is looked at."""

LIMITS = {"labels": 20.0, "free words": 150.0}
"""Milliseconds that 95 of 100 questions of `cover` may take at most."""

SKILLS = {
    ("labels", "English"): ("manage budgets", "give constructive feedback", "JOIN METAL", "teamwork"),
    ("labels", "French"): ("gérer des budgets", "électricien", "développeur web", "Gerer des budgets"),
    ("free words", "English"): ("help people speak up", "teach adults to read", "talk to angry customers"),
    ("free words", "French"): ("aider les gens à s'exprimer", "parler à des clients en colère"),
}
"""What `cover` is asked for."""

_TIMEOUT = 120.0
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Question:
    """One route with what it is asked; a body makes it a POST.

    Attributes:
        uncertain: Whether nothing may be found, or the service may be too busy.
    """

    name: str
    path: str
    body: str | None = None
    uncertain: bool = False

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
        if response.status != 200 and not (self.uncertain and response.status in (404, 503)):
            raise RuntimeError(f"{self.path}: {response.status} {said[:300]!r}")
        return (time.perf_counter() - start) * 1_000


def run(inputs: Inputs) -> Report:
    """Fill a workspace with ESCO, credentials, proposals and postings, serve it, and ask."""
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        folder = Path(scratch) / "workspace"
        fill(inputs, folder, Path(scratch))
        with served(folder) as (service, address):
            questions, repeat = _questions(address), 5 if inputs.quick else 20
            rows = [*_alone(questions, address, repeat), *_crowded(questions, address, repeat)]
            rows += _cover(inputs, address, repeat)
            rows += _watched(questions, address)
            rows += _memory(questions, address, service, MARKS[:1] if inputs.quick else MARKS)
    notes = (
        "ESCO 1.2.0, 568 badge templates (without real data: the samples), their proposals, sample postings.",
        "The fast profile; the first question of each route is not counted.",
        f"Among {CLIENTS} clients, each asks every route in turn, from another route on.",
        "cover in French, and the questions of employers, need the real data.",
    )
    return Report("routes", "latency of every route, and memory", "", tuple(rows), notes)


def _questions(address: str) -> list[Question]:
    """One for every route that answers questions."""
    found = _get(address, "/api/v1/concepts/search?" + urlencode({"label": "manage"}))
    concept = found["concepts"][0]["uri"]
    fast = {"profile": "fast", "framework": ESCO}
    suggest = {"texts": ["Give constructive feedback to colleagues"], **fast}
    return [
        Question("/healthz", "/healthz"),
        Question("/frameworks", "/api/v1/frameworks"),
        Question("/concepts", "/api/v1/concepts?" + urlencode({"uri": concept})),
        Question("/concepts/search", "/api/v1/concepts/search?" + urlencode({"label": "give c"})),
        Question("/suggest", "/api/v1/suggest", json.dumps(suggest)),
        Question("/cover, a label", "/api/v1/cover?" + urlencode({"skill": "manage budgets", **fast})),
        Question(
            "/cover, free words", "/api/v1/cover?" + urlencode({"skill": "help people speak up", **fast})
        ),
        Question("/mappings", "/api/v1/mappings?top=50"),
        Question("/gaps", "/api/v1/gaps?" + urlencode({"top": 10, **fast})),
        Question("/demand", "/api/v1/demand?" + urlencode({"top": 10, **fast})),
        Question("/demand/trend", "/api/v1/demand/trend?" + urlencode({"top": 10, **fast})),
        Question("/demand/sentences", "/api/v1/demand/sentences?" + urlencode({"top": 10, **fast})),
        Question("/plan", "/api/v1/plan?" + urlencode({"words": "manage budgets", **fast})),
        Question(
            "/credentials/overlap", "/api/v1/credentials/overlap?" + urlencode({"outcomes": "Weld", **fast})
        ),
    ]


def _cover(inputs: Inputs, address: str, repeat: int) -> Iterator[ReportRow]:
    """`cover` by a label and by free words, in both languages, with and without a framework."""
    frameworks = {"English": ESCO, "French": f"esco@{FRENCH}"}
    there = ("English", "French") if inputs.esco_files(FRENCH) else ("English",)
    for (how, lang), skills in SKILLS.items():
        for framework in ("", frameworks[lang]) if lang in there else ():
            times = _asked(skills, framework, address, repeat)
            name = f"cover, {how} in {lang}, {framework or 'no framework named'}"
            yield from spread(name, times, limit=LIMITS[how])
    for framework in ("", ESCO) if "French" in there else ():
        times = _asked(_employers(inputs), framework, address, 3)
        yield from spread(f"cover, questions of employers, {framework or 'no framework named'}", times)


def _employers(inputs: Inputs) -> list[str]:
    """What employers ask, of the real data."""
    assert inputs.shared is not None
    with (inputs.shared.parent / "cases" / "cover.tsv").open(encoding="utf-8", newline="") as stream:
        return [row["question"] for row in csv.DictReader(stream, delimiter="\t")]


def _asked(skills: Sequence[str], framework: str, address: str, repeat: int) -> list[float]:
    """Times of questions of `cover`, each a few times in turn; the first of each is not counted."""
    named = {"framework": framework} if framework else {}
    parts = (urlencode({"skill": skill, "profile": "fast", **named}) for skill in skills)
    questions = [Question("cover", f"/api/v1/cover?{part}", uncertain=True) for part in parts]
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    times = [[question.ask(connection) for question in questions] for _ in range(repeat + 1)]
    return [one for some in times[1:] for one in some]


def _watched(questions: Sequence[Question], address: str) -> Iterator[ReportRow]:
    """`/health` on connections of its own, while some clients ask everything else, and then very many."""
    others = [replace(one, uncertain=True) for one in questions if one.name != "/healthz"]
    for clients in (CLIENTS, CROWD):
        until = time.monotonic() + _SECONDS
        with ThreadPoolExecutor(clients) as crowd:
            for start in range(clients):
                crowd.submit(_ask_until, until, others, address, start)
            times = []
            while time.monotonic() < until:
                times.append(_fresh(questions[0], address))
                time.sleep(0.02)
        yield from spread(f"/healthz while {clients} others ask", times, limit=100.0)


def _ask_until(until: float, questions: Sequence[Question], address: str, start: int) -> None:
    for question in islice(cycle(questions), start, None):
        if time.monotonic() >= until:
            return
        _fresh(question, address)
        time.sleep(0.01)


def spread(name: str, times: Sequence[float], *, limit: float | None = None) -> Iterator[ReportRow]:
    """The median and the 95th percentile of times; the limit is that of the latter."""
    yield ReportRow(name, "ms", Sample(tuple(times)))
    ordered = sorted(times)
    p95 = Sample((ordered[math.ceil(0.95 * len(ordered)) - 1],))
    yield ReportRow(f"{name}, 95th percentile", "ms", p95, limit=limit)


def _get(address: str, path: str) -> Any:  # noqa: ANN401
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    connection.request("GET", path)
    return json.loads(connection.getresponse().read())


def _alone(questions: Sequence[Question], address: str, repeat: int) -> Iterator[ReportRow]:
    """One client, that keeps its connection, and that makes a new one for each question."""
    for question in questions:
        connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
        question.ask(connection)
        reused = [question.ask(connection) for _ in range(repeat)]
        connection.close()
        yield from spread(f"{question.name}, reused connection", reused)
        fresh = [_fresh(question, address) for _ in range(repeat)]
        yield from spread(f"{question.name}, fresh connection", fresh)


def _fresh(question: Question, address: str) -> float:
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    try:
        return question.ask(connection)
    finally:
        connection.close()


def _crowded(questions: Sequence[Question], address: str, rounds: int) -> Iterator[ReportRow]:
    """Several clients at once, that keep their connections, and that make new ones."""
    for how in ("reused", "fresh"):
        taken: dict[str, list[float]] = {question.name: [] for question in questions}
        with ThreadPoolExecutor(CLIENTS) as clients:
            client = partial(_client, questions, address, rounds, how == "fresh")
            for name, milliseconds in chain.from_iterable(clients.map(client, range(CLIENTS))):
                taken[name].append(milliseconds)
        for name, times in taken.items():
            yield from spread(f"{name}, {how} connection, among {CLIENTS} clients", times)


def _client(
    questions: Sequence[Question], address: str, rounds: int, fresh: bool, start: int
) -> list[tuple[str, float]]:
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    asked = islice(cycle(questions), start, start + rounds * len(questions))
    return [(one.name, _fresh(one, address) if fresh else one.ask(connection)) for one in asked]


def _memory(
    questions: Sequence[Question], address: str, service: psutil.Process, marks: Sequence[int]
) -> Iterator[ReportRow]:
    """Resident memory at the start, when every route has answered, and after so many requests more."""
    yield ReportRow("resident memory before", "MB", Sample((service.memory_info().rss / _MEGABYTE,)))
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    for number, question in enumerate(islice(cycle(questions), marks[-1]), 1):
        question.ask(connection)
        if number in marks:
            held = service.memory_info().rss / _MEGABYTE
            yield ReportRow(f"resident memory after {number:,} requests", "MB", Sample((held,)))
