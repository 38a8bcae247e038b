"""The service under load: its main questions alone, among clients, beside a writer, and far too many.

Every phase is bounded in time and in requests, and nothing leaves this machine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count, cycle, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import psutil

from benchmarks.clients import FAILED, Answer, Ask, Plan, Result, ask_together
from benchmarks.inputs import ESCO, Inputs
from benchmarks.measure import Sample
from benchmarks.report import Report, ReportRow
from benchmarks.serving import fill_credentials, served, wait_until_ready
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key

CLIENTS = 8
CROWD = 10 * CLIENTS
LIMITS = {"concept search": 10.0, "cover": 20.0, "decision": 100.0, "suggest": 60.0}
"""Milliseconds that 95 of 100 requests of one client may take at most."""

LIGHT, REFUSED = 20.0, 100.0
"""The same for light questions while heavy ones run, and for being sent away."""

SECONDS = 6.0
"""Of each phase."""

_ALONE = 300
_WRITER = "writer"
_MARKS = (0, 500, 1_000, 2_000)
_LONGEST = 40.0
"""Seconds of mixed requests between two looks at the memory; where they do not suffice there are fewer."""

_MEGABYTE = 1e6
_OWN_LIMITS: Mapping[str, str] = {"SKILLGRAPH_SERVE_RATE": "1000000"}
"""The service as it is by default, but for requests a minute, which a crowd would meet at once."""

SEARCHES = ("give c", "manage", "plan proj", "analyse d", "weld", "negociate", "teach", "budget")
SKILLS = ("manage budgets", "give constructive feedback", "JOIN METAL", "teamwork", "project management")
TEXTS = (
    "Give constructive feedback to colleagues",
    "Plan and manage the budget of a small project",
    "Write clear technical reports for non-specialists",
    "Analyse survey data with a statistics package",
)
HEAVY = """
SELECT ?group (COUNT(DISTINCT ?skill) AS ?skills) {
  ?skill skos:broader+ ?group . ?skill skos:prefLabel ?label FILTER(CONTAINS(LCASE(?label), "manage"))
} GROUP BY ?group ORDER BY DESC(?skills) LIMIT 20
"""


def run(inputs: Inputs) -> Report:
    """Fill a workspace with ESCO, credentials and proposals, serve it, and ask."""
    seconds = SECONDS / 3 if inputs.quick else SECONDS
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        folder = inputs.own_workspace(Path(scratch))
        fill_credentials(inputs, folder, Path(scratch))
        rows = measured(folder, "fast" if inputs.quick else "precise", seconds)
    notes = (
        "ESCO 1.2.0 in English, 568 badge templates (without real data: the samples), their proposals.",
        f"Among {CLIENTS}: so many clients ask the same at once. Beside a writer: one decides without pause.",
        f"Crowd: {CROWD} clients that ask again 50 ms after they were sent away, of one address or of many.",
        "The clients share the processors with the service.",
    )
    return Report("service", "the service under load", "", tuple(rows), notes)


def measured(folder: Path, profile: str, seconds: float) -> list[ReportRow]:
    """All rows, for a workspace that is filled.

    Args:
        folder: The workspace; decisions are made in it.
        profile: Of the matcher, for `suggest`.
        seconds: Of each phase.
    """
    workspace = Workspace.open(folder)
    key, _ = make_key(workspace, "the benchmark", Scope.REVIEWER)
    decisions = _decisions(workspace, key)
    with served(folder) as (service, address):
        wait_until_ready(address)
        questions = _questions(profile)
        _warm(address, questions, decisions)
        rows = [*_loaded(_Asked(address, service), questions, decisions, seconds)]
        rows += _light(address, questions, seconds)
        rows += _memory(address, questions, service)
    with served(folder, _OWN_LIMITS) as (_, address):
        wait_until_ready(address)
        _warm(address, questions, decisions)
        rows += _crowded(address, questions, seconds)
    return rows


def _questions(profile: str) -> dict[str, list[Ask]]:
    """What is asked, by its name."""
    query = urlencode({"query": HEAVY})
    return {
        "concept search": [_get("concept search", "concepts/search", label=one) for one in SEARCHES],
        "cover": [_get("cover", "cover", skill=one, framework=ESCO, profile="fast") for one in SKILLS],
        "suggest": [
            Ask("suggest", "/api/v1/suggest", _json({"texts": [one], "profile": profile, "framework": ESCO}))
            for one in TEXTS
        ],
        "heavy SPARQL": [Ask("heavy SPARQL", f"/sparql?{query}")],
    }


def _get(name: str, route: str, **parameters: str) -> Ask:
    return Ask(name, f"/api/v1/{route}?{urlencode(parameters)}")


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _decisions(workspace: Workspace, key: str) -> Iterator[Ask]:
    """Acceptances of one mapping after the other, each of another outcome; then each is undone, and so on."""
    undecided = {one.subject_id: one for one in workspace.snapshot().mappings if one.revision == 0}
    names = [one.uri.rsplit("/", 1)[-1] for one in undecided.values()]
    for revision in count():
        body = _json({"action": "undo" if revision % 2 else "accept"})
        headers = {"Authorization": f"Bearer {key}", "If-Match": f'"{revision}"'}
        for name in names:
            yield Ask("decision", f"/api/v1/mappings/{name}/decisions", body, headers)


def _warm(address: str, questions: Mapping[str, Sequence[Ask]], decisions: Iterator[Ask]) -> None:
    """Ask everything once; nothing may be refused."""
    every = chain(chain.from_iterable(questions.values()), [next(decisions)])
    _whole(ask_together(address, [Plan(every, 60.0)]))


def _whole(result: Result) -> Result:
    """A result without anything that failed or was refused.

    Raises:
        RuntimeError: If there is something.
    """
    wrong = [one for one in result.answers if one.status not in (200, 201)]
    if wrong:
        raise RuntimeError(f"{len(wrong)} requests were not answered, the first of them {wrong[0]}.")
    return result


@dataclass(frozen=True, slots=True)
class _Asked:
    """The service that is asked.

    Attributes:
        address: Host and port.
        process: Its process.
    """

    address: str
    process: psutil.Process

    def rows(self, name: str, plans: Sequence[Plan], limit: float | None = None) -> Iterator[ReportRow]:
        """What clients are answered, and what it costs; what is called `writer` is not counted."""
        before = self._processor()
        result = _whole(ask_together(self.address, plans))
        spent = self._processor() - before
        yield from _rows(name, result.but(_WRITER), limit)
        each = 1_000 * spent / len(result.answers)
        yield ReportRow(f"{name}: processor time a request", "ms", _one(each))

    def _processor(self) -> float:
        """Seconds of processors that the service has taken, its processes for queries included."""
        spent = self.process.cpu_times()
        found: float = spent.user + spent.system + spent.children_user + spent.children_system
        for one in self.process.children(recursive=True):
            own = one.cpu_times()
            found += own.user + own.system
        return found


def _loaded(
    asked: _Asked, questions: Mapping[str, Sequence[Ask]], decisions: Iterator[Ask], seconds: float
) -> Iterator[ReportRow]:
    """Each question by one client, by several, and by one beside a writer."""
    all_asks: dict[str, Callable[[], Iterator[Ask]]] = {
        name: partial(cycle, asks) for name, asks in questions.items()
    }
    all_asks["decision"] = lambda: decisions
    for name, asks in all_asks.items():
        yield from asked.rows(f"{name}, alone", [Plan(asks(), seconds, _ALONE)], LIMITS.get(name))
        yield from asked.rows(f"{name}, among {CLIENTS}", [Plan(asks(), seconds) for _ in range(CLIENTS)])
        writer = Plan((replace(one, name=_WRITER) for one in decisions), seconds)
        yield from asked.rows(f"{name}, beside a writer", [Plan(asks(), seconds), writer])


def _light(address: str, questions: Mapping[str, Sequence[Ask]], seconds: float) -> Iterator[ReportRow]:
    """Light questions while others ask heavy ones."""
    light = [*questions["concept search"], Ask("frameworks", "/api/v1/frameworks"), Ask("alive", "/healthz")]
    heavy = (questions["suggest"], questions["suggest"], questions["heavy SPARQL"], questions["heavy SPARQL"])
    plans = [Plan(cycle(light), seconds), *(Plan(cycle(asks), seconds) for asks in heavy)]
    result = _whole(ask_together(address, plans))
    names = {one.name for one in light}
    answers = tuple(one for one in result.answers if one.name in names)
    yield from _rows(f"light ones while {len(heavy)} ask heavy ones", Result(answers, result.seconds), LIGHT)


def _memory(
    address: str, questions: Mapping[str, Sequence[Ask]], service: psutil.Process
) -> Iterator[ReportRow]:
    """Resident memory of the service, its processes for queries included, over mixed requests."""
    usual = [one for name in ("concept search", "cover", "suggest") for one in questions[name]]
    asks = cycle([*usual, *usual, *questions["heavy SPARQL"]])
    done = 0
    for mark in _MARKS:
        plan = Plan(asks, _LONGEST, math.ceil((mark - done) / 2))
        done += len(_whole(ask_together(address, [plan, plan])).answers)
        held = sum(one.memory_info().rss for one in (service, *service.children(recursive=True)))
        yield ReportRow(f"memory after {done:,} mixed requests", "MB", Sample((held / _MEGABYTE,)))


def _crowded(address: str, questions: Mapping[str, Sequence[Ask]], seconds: float) -> Iterator[ReportRow]:
    """Ten times the load: what is sent away, how fast, and whether all is well at once afterwards."""
    mixed = [*chain.from_iterable(questions.values())]
    search = questions["concept search"]
    for whose, sources in (("one address", repeat("127.0.0.1")), ("many", _sources())):
        plans = [
            Plan(cycle([*mixed[start:], *mixed[:start]]), seconds, source=source, pause=0.05)
            for start, source in zip((n % len(mixed) for n in range(CROWD)), sources, strict=False)
        ]
        yield from _refusals(f"crowd of {whose}", ask_together(address, plans))
        after = ask_together(address, [Plan(cycle(search), seconds, 50)])
        yield from _rows(
            f"concept search after the crowd of {whose}", _whole(after), LIMITS["concept search"]
        )


def _sources() -> Iterator[str]:
    """Addresses of this machine, each of which is a client to the service."""
    return (f"127.0.1.{number}" for number in range(1, 255))


def _refusals(name: str, result: Result) -> Iterator[ReportRow]:
    refused = [one for one in result.answers if one.status in (429, 503)]
    share = 100 * len(refused) / max(1, len(result.answers))
    yield ReportRow(f"{name}: requests", "1/s", _one(len(result.answers) / result.seconds), better="more")
    yield ReportRow(f"{name}: answered with 429 or 503", "%", _one(share))
    lost = [one for one in result.answers if one.status in (FAILED, 500)]
    yield ReportRow(f"{name}: failed or not answered", "requests", _one(len(lost)), limit=0.0)
    if refused:
        yield from _percentiles(f"{name}: being sent away", refused, REFUSED)


def _rows(name: str, result: Result, limit: float | None = None) -> Iterator[ReportRow]:
    """Requests a second, and percentiles of their times; the limit is that of the 95th."""
    rate = len(result.answers) / result.seconds
    yield ReportRow(f"{name}: requests", "1/s", _one(rate), better="more")
    yield from _percentiles(name, result.answers, limit)


def _percentiles(name: str, answers: Sequence[Answer], limit: float | None) -> Iterator[ReportRow]:
    times = sorted(one.milliseconds for one in answers)
    for percent in (50, 95, 99):
        found = times[math.ceil(percent / 100 * len(times)) - 1]
        kept = limit if percent == 95 else None
        yield ReportRow(f"{name}: p{percent}", "ms", _one(found), limit=kept)


def _one(value: float) -> Sample:
    return Sample((value,))
