"""The pages on a workspace as large as an institution has: how fast they answer, how heavy they are.

In a real browser, where there is one: how long a letter that is typed at the desk with 200 outcomes takes.
"""

from __future__ import annotations

import http.client
import json
import random
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote

from skillgraph_api.web.handles import handle

from benchmarks.inputs import ESCO, Inputs, command
from benchmarks.measure import Sample, process
from benchmarks.report import Report, ReportRow
from benchmarks.review import MAPPINGS, propose_by_chance
from benchmarks.routes import Question, spread
from benchmarks.serving import served, wait_until_ready
from skillgraph.model import Concept
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials

CREDENTIALS, OUTCOMES = 879, 4
POSTINGS, SENTENCES = 28_000, 10
LABELS: Final = 2_000
"""So many skills are asked for, few of them often."""

LIMIT: Final = 200.0
"""Milliseconds that 95 of 100 answers of a page may take at most."""

FIRST: Final = 150.0
"""Kilobytes of the start page with everything that it loads."""

DELAY: Final = 100.0
"""Milliseconds after which a letter that is typed must be there."""

DESK: Final = 200
"""Outcomes at the desk."""

_TIMEOUT: Final = 600.0
_ACCEPTS: Final = {"Accept": "text/html"}


def run(inputs: Inputs) -> Report:
    """Fill a workspace, serve it, ask for every page, and type at the desk."""
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        folder = inputs.own_workspace(Path(scratch))
        space = Workspace.open(folder)
        mentions = _fill(space, Path(scratch), quick=inputs.quick)
        snapshot = space.snapshot()
        skill = next(iter(snapshot.concepts(snapshot.manifest.framework(ESCO))))
        own = handle(snapshot.credentials[0].id)
        with served(folder) as (_, address):
            wait_until_ready(address)
            rows = list(_times(_questions(skill, own), address, 5 if inputs.quick else 40))
            rows += [_weight(address), *_typing(address)]
    notes = (
        f"ESCO 1.2.0, {MAPPINGS:,} mappings, {CREDENTIALS} credentials, {mentions:,} mentions.",
        "One reader; the first answer of each page is not counted.",
        "The start page weighs what is sent, uncompressed, with its style sheets, scripts and icon.",
    )
    return Report("pages", "the pages for readers", "", tuple(rows), notes)


def _fill(space: Workspace, scratch: Path, *, quick: bool) -> int:
    """Load credentials and postings, propose mappings, find mentions; gives how many mentions there are."""
    rows = [
        f"Credential {n // OUTCOMES},College {n % 7},Explain and apply part {n} of the trade"
        for n in range(CREDENTIALS * OUTCOMES)
    ]
    sheet, file = scratch / "outcomes.csv", scratch / "jobs.jsonl"
    sheet.write_text("\n".join(["credential,issuer,outcome", *rows]), encoding="utf-8")
    load_credentials(space, sheet)
    propose_by_chance(space)
    snapshot = space.snapshot()
    concepts = islice(snapshot.concepts(snapshot.manifest.framework(ESCO)), 3, 3 + LABELS)
    lines = _postings(list(concepts), POSTINGS // 20 if quick else POSTINGS)
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    process(command(space.path, "posting", "load", file))
    process(command(space.path, "posting", "extract", "--profile", "fast", "--framework", ESCO))
    return sum(record.count for record in space.snapshot().manifest.mentions)


def _postings(concepts: list[Concept], count: int) -> Iterator[Mapping[str, str]]:
    """Postings that ask for skills by their labels, few of them often, always the same."""
    chance = random.Random(20261129)
    labels = [concept.label("en") for concept in concepts]
    for number in range(count):
        asked = {labels[min(int(chance.paretovariate(0.8)) * 5, len(labels) - 1)] for _ in range(SENTENCES)}
        yield {
            "id": f"job-{number}",
            "title": f"Job {number % 500}",
            "description": "\n".join(f"You {label}." for label in sorted(asked)),
            "date": f"20{20 + number % 6}-{1 + number % 12:02}-15",
            "place": ("Toronto", "Ottawa", "Sudbury", "London")[number % 4],
            "employer": f"Employer {number % 300}",
            "lang": "en",
        }


def _questions(skill: Concept, own: str) -> list[Question]:
    """Every page that answers a reader; forms that look at texts take as long as the matcher does."""
    asked, uri = quote(skill.label("en")), quote(skill.uri, safe="")
    paths = {
        "start": "",
        "search, empty": "/search",
        "search, a label": f"/search?skill={asked}",
        "desk, empty": "/desk",
        "review": "/review",
        "review of a credential": f"/review/{own}",
        "review, a band": f"/review/{own}/band?least=0.5",
        "map": "/map",
        "map, by place": "/map?by=place",
        "map of a place": "/map?place=Ottawa",
        "trends": "/map/trends",
        "gaps": "/map/gaps",
        "sentences": f"/map/sentences?concept={uri}",
        "a concept": f"/concept?uri={uri}",
        "words of a concept": f"/concept?find={asked}",
        "terms while typing": f"/concept/terms?use=read&find={asked}",
        "tree": f"/concept/tree?at={uri}",
        "a credential": f"/credential/{own}",
    }
    return [
        Question(f"{name}, {lang}", f"/{lang}{path}", uncertain=True)
        for name, path in paths.items()
        for lang in ("en", "fr")
    ]


def _times(questions: list[Question], address: str, repeat: int) -> Iterator[ReportRow]:
    for question in questions:
        connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
        question.ask(connection)
        yield from spread(question.name, [question.ask(connection) for _ in range(repeat)], limit=LIMIT)
        connection.close()


def _weight(address: str) -> ReportRow:
    """What a reader's first page takes, with all that it loads."""
    start = _content(address, "/en")
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', start.decode())
    weight = len(start) + sum(len(_content(address, path)) for path in dict.fromkeys(loaded))
    return ReportRow("start page with what it loads", "kB", Sample((weight / 1_000,)), limit=FIRST)


def _content(address: str, path: str) -> bytes:
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    connection.request("GET", path, headers=_ACCEPTS)
    return connection.getresponse().read()


def _typing(address: str) -> Iterator[ReportRow]:
    """How long after a key the letter is there, at the desk with many outcomes; nothing without a browser."""
    try:
        from playwright.sync_api import sync_playwright

        from tests.support.browser import BROWSER
    except ImportError:
        return
    if not BROWSER:
        return
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(_TIMEOUT * 1_000)
        page.goto(f"http://{address}/en/desk")
        lines = [f"Explain and apply part {number} of a budget" for number in range(DESK)]
        page.locator("#text").fill("\n".join(lines))
        page.locator("#desk button").last.click()
        page.locator("#answer").wait_for()
        delays = _delays(page)
        browser.close()
    yield ReportRow(f"a letter at the desk with {DESK} outcomes", "ms", Sample(tuple(delays)), limit=DELAY)
    yield ReportRow("the slowest letter there", "ms", Sample((max(delays),)), limit=DELAY)


def _delays(page: Any) -> list[float]:  # noqa: ANN401 - a page of Playwright
    """Milliseconds from each key to the next picture of the page."""
    page.evaluate(
        """() => {
          window.delays = [];
          document.querySelector("#find").addEventListener("keydown", ({ timeStamp }) =>
            requestAnimationFrame(() => setTimeout(() => delays.push(performance.now() - timeStamp))));
        }"""
    )
    page.locator("#find").press_sequentially("manage budgets and staff", delay=120)
    page.wait_for_timeout(500)
    return [float(one) for one in page.evaluate("window.delays")]
