"""Reviewing in a big workspace: list, filter and decide, in a process that stays and as commands."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.inputs import ESCO, Inputs, command
from benchmarks.measure import Sample, process, seconds
from benchmarks.report import Report, ReportRow
from skillgraph.alignment.listing import ReviewFilter
from skillgraph.alignment.verdicts import Verdict
from skillgraph.clock import now
from skillgraph.errors import DecisionError
from skillgraph.graph import codec
from skillgraph.model import Action, Agent, LearningOutcome, Mapping, MappingStatus, Predicate, Review
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials, load_framework
from skillgraph.workspace.review.deciding import decide_or_raise
from skillgraph.workspace.review.listing import listed
from skillgraph.workspace.state import graphs

MAPPINGS = 10_000
PAGE = 50
LIMIT = 100.0
"""Milliseconds that listing, filtering and deciding may each take in a process that stays."""

_FILTER = ReviewFilter(issuer="College 3", min_confidence=0.5, max_confidence=0.8)


def run(inputs: Inputs) -> Report:
    """Fill a workspace with ESCO and proposals, and review there."""
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        folder = Path(scratch) / "workspace"
        load_framework(Workspace.create(folder), inputs.esco("1.2.0"))
        _fill(Workspace.open(folder), Path(scratch) / "outcomes.csv")
        rows = [*_staying(Workspace.open(folder), 5 if inputs.quick else 30), *_commands(folder)]
        rows.append(_crowd(folder))
    notes = (
        f"{MAPPINGS:,} proposals for 3,400 outcomes, beside ESCO 1.2.0; a page is {PAGE} rows.",
        "Every decision is on disk (fsync) before it is said to be made.",
    )
    return Report("review", "reviewing 10,000 mappings", "", tuple(rows), notes)


def _fill(space: Workspace, sheet: Path) -> None:
    rows = [
        f"Credential {n // 6},College {n % 7},Explain and apply part {n} of the trade" for n in range(3400)
    ]
    sheet.write_text("\n".join(["credential,issuer,outcome", *rows]), encoding="utf-8")
    load_credentials(space, sheet)
    propose_by_chance(space)


def propose_by_chance(space: Workspace) -> None:
    """Propose `MAPPINGS` mappings of the loaded outcomes to concepts of ESCO, always the same."""
    snapshot = space.snapshot()
    concepts = [concept.uri for concept in snapshot.concepts(snapshot.manifest.framework(ESCO))]
    outcomes = [outcome for credential in snapshot.credentials for outcome in credential.outcomes]
    with space.writing() as draft:
        draft.store.replace_graph(graphs.MAPPINGS, codec.encode_mappings(_proposals(outcomes, concepts)))


def _proposals(outcomes: list[LearningOutcome], concepts: list[str]) -> Iterator[Mapping]:
    chance = random.Random(20261125)
    for _, outcome in zip(range(MAPPINGS), cycle(outcomes), strict=False):
        yield Mapping(
            outcome.id,
            Predicate.CLOSE,
            chance.choice(concepts),
            "semapv:CompositeMatching",
            subject_label=outcome.text,
            object_label="a concept",
            object_source="esco",
            object_source_version="1.2.0",
            confidence=(confidence := chance.random()),
            tool_confidence=confidence,
            similarity_score=0.5,
            similarity_measure="cosine",
            mapping_tool="skillgraph",
            mapping_date="2026-11-25",
        )


def _staying(space: Workspace, repeat: int) -> list[ReportRow]:
    """In a process that keeps its snapshot; the list is asked for anew after every decision."""
    first = seconds(partial(_page, space, ReviewFilter()))
    waiting = listed(space, ReviewFilter(statuses=frozenset([MappingStatus.PROPOSED]))).records[:repeat]
    times: dict[str, list[float]] = {"list": [], "filter": [], "accept": []}
    for record in waiting:
        works: dict[str, Callable[[], object]] = {
            "accept": partial(_accept, space, record.uri, "Ana"),
            "list": partial(_page, space, ReviewFilter()),
            "filter": partial(_page, space, _FILTER),
        }
        for name, work in works.items():
            times[name].append(seconds(work) * 1_000)
    rows = [
        ReportRow(f"{name}, in a process that stays", "ms", Sample(tuple(t)), limit=LIMIT)
        for name, t in times.items()
    ]
    return [ReportRow("the first list of a process", "ms", Sample((first * 1_000,))), *rows]


def _commands(folder: Path) -> list[ReportRow]:
    """Each a process of its own."""
    records = listed(
        Workspace.open(folder), ReviewFilter(statuses=frozenset([MappingStatus.PROPOSED]))
    ).records
    names = [record.uri.rsplit("/", 1)[-1][:10] for record in records[:3]]
    timed = {
        "review list": [["review", "list", "--format", "json", "--top", str(PAGE)]] * 3,
        "review show": [["review", "show", name] for name in names],
        "review accept": [["review", "accept", name, "--as", "Ana"] for name in names],
    }
    return [
        ReportRow(
            f"skillgraph {name}",
            "ms",
            Sample(tuple(process(command(folder, *w)).seconds * 1_000 for w in words)),
        )
        for name, words in timed.items()
    ]


def _crowd(folder: Path) -> ReportRow:
    """A hundred reviewers who decide on one mapping at once."""
    (target, *_) = listed(
        Workspace.open(folder), ReviewFilter(statuses=frozenset([MappingStatus.PROPOSED]))
    ).records
    refused: list[str] = []

    def decide(number: int) -> None:
        try:
            _accept(Workspace.open(folder), target.uri, f"Nr {number}")
        except DecisionError as error:
            refused.append(error.message)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(100)]

    def all_at_once() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    taken = seconds(all_at_once) * 1_000
    return ReportRow(f"a hundred at once on one mapping ({len(refused)} refused)", "ms", Sample((taken,)))


def _page(space: Workspace, wanted: ReviewFilter) -> object:
    return listed(space, wanted).items(stop=PAGE)


def _accept(space: Workspace, record: str, who: str) -> None:
    decide_or_raise(space, [Verdict(Action.ACCEPT, record, Review(Agent("", who), now()), seen=0)], wait=120)
