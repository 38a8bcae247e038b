"""Decisions in a workspace: one winner, nothing lost, and the rest of the workspace follows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from skillgraph.alignment.listing import ReviewFilter
from skillgraph.analytics.coverage import CoverageKind
from skillgraph.errors import DecisionError, NotFoundError, WorkspaceLockedError
from skillgraph.graph import codec
from skillgraph.matching.profile import Profile
from skillgraph.model import Action, Agent, MappingStatus
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.cover import cover
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.loading import load_credentials, load_framework
from skillgraph.workspace.requests import CoverRequest, ProposeRequest
from skillgraph.workspace.review.accepted_texts import reviewed_gold
from skillgraph.workspace.review.deciding import (
    decide_or_raise,
    outcome_named,
    record_named,
    term_named,
)
from skillgraph.workspace.review.listing import agreement, listed, shown, without_record
from skillgraph.workspace.state import graphs
from tests.support.review_steps import ANA, LEO, OUTCOMES, record_of, verdict


def test_a_decision_is_in_the_graph_and_in_the_snapshot_at_hand(space: Workspace) -> None:
    before = record_of(space, "weld")
    decide_or_raise(space, [verdict(Action.ACCEPT, before.uri, seen=0)])

    fresh = Workspace.open(space.path).snapshot()
    assert fresh.mappings == space.snapshot().mappings
    assert fresh.records == space.snapshot().records
    assert record_of(space, "weld").status is MappingStatus.ACCEPTED
    assert fresh.store.ask("ASK { ?outcome <http://www.w3.org/2004/02/skos/core#closeMatch> ?concept }")
    assert codec.read_mapping(fresh.store, graphs.MAPPINGS, before.uri) == record_of(space, "weld")
    assert [row.text for row in reviewed_gold(space, "en")] == ["Weld metal"]


def test_of_a_hundred_at_once_one_wins_and_the_others_are_told_who(space: Workspace) -> None:
    target = record_of(space, "weld").uri
    won: list[str] = []
    told: list[str] = []
    start = threading.Barrier(100)

    def decide(number: int) -> None:
        mine = Workspace.open(space.path) if number % 4 else space
        action = Action.ACCEPT if number % 2 else Action.REJECT
        start.wait()
        try:
            decide_or_raise(mine, [verdict(action, target, Agent("", f"Nr {number}"), seen=0)], wait=60)
        except DecisionError as error:
            told.append(error.message)
        else:
            won.append(f"Nr {number}")

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(told)) == (1, 99)
    decided = record_of(Workspace.open(space.path), "weld")
    assert decided.reviewer_label == tuple(won)
    said = f"At {decided.history[0].at} {won[0]} {decided.status.value} it after you looked at it."
    assert set(told) == {said}


def test_processes_of_their_own_leave_one_winner_too(space: Workspace) -> None:
    target = record_of(space, "weld").uri
    command = [sys.executable, "-m", "skillgraph", "-w", str(space.path), "review", "accept", target]
    running = [
        subprocess.Popen([*command, "--as", f"Nr {n}", "--wait", "60"], stderr=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    told = [process.communicate()[1] for process in running]

    assert sorted(process.returncode for process in running) == [0, 1, 1, 1]
    assert sum("accepted it already" in words for words in told) == 3


def test_a_writer_is_waited_for_and_no_longer_than_said(space: Workspace) -> None:
    target = record_of(space, "weld").uri
    with space.writing(), pytest.raises(WorkspaceLockedError, match="Another process is writing"):
        decide_or_raise(Workspace.open(space.path), [verdict(Action.ACCEPT, target)], wait=0.05)
    begun = threading.Event()

    def hold() -> None:
        with Workspace.open(space.path).writing():
            begun.set()
            time.sleep(0.1)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait()
    decide_or_raise(space, [verdict(Action.ACCEPT, target)], wait=30)
    holder.join()


LOOP = """
import sys
from pathlib import Path
from skillgraph.alignment.verdicts import Verdict
from skillgraph.clock import now
from skillgraph.model import Action, Agent, Review
from skillgraph.workspace import Workspace
from skillgraph.workspace.review.deciding import decide_or_raise
space = Workspace.open(Path(sys.argv[1]))
for number in range(10_000):
    action = Action.UNDO if number % 2 else Action.ACCEPT
    decide_or_raise(space, [Verdict(action, sys.argv[2], Review(Agent("", "Ana"), now()))])
    print(number + 1, flush=True)
"""


def test_a_killed_process_has_lost_nothing_that_it_said_was_done(space: Workspace) -> None:
    target = record_of(space, "weld").uri
    process = subprocess.Popen(
        [sys.executable, "-c", LOOP, str(space.path), target], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(4)]
    os.kill(process.pid, signal.SIGKILL)
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()

    done = int([line for line in said if line.endswith("\n")][-1])
    assert record_of(Workspace.open(space.path), "weld").revision in (done, done + 1)
    decide_or_raise(space, [verdict(Action.REJECT, record_of(space, "tig").uri)])


def test_several_decisions_are_taken_together_or_not_at_all(space: Workspace) -> None:
    weld, tig = record_of(space, "weld").uri, record_of(space, "tig").uri
    with pytest.raises(NotFoundError):
        decide_or_raise(space, [verdict(Action.ACCEPT, weld), verdict(Action.ACCEPT, "urn:nothing")])
    assert record_of(space, "weld").revision == 0
    assert len(decide_or_raise(space, [verdict(Action.ACCEPT, one) for one in (weld, tig)])) == 2


def test_mappings_outcomes_and_concepts_are_named(space: Workspace) -> None:
    snapshot, weld = space.snapshot(), record_of(space, "weld")
    short = weld.uri.rsplit("/", 1)[-1][:8]

    assert record_named(snapshot, short) == weld.uri
    assert outcome_named(snapshot, short) == outcome_named(snapshot, weld.subject_id) == weld.subject_id
    assert term_named(snapshot, "Metal Welding") == term_named(snapshot, weld.object_id)
    assert term_named(snapshot, "souder au TIG", "trades").label.startswith("operate tungsten")
    for name, words in ((record_named, "ffffffffff"), (term_named, "nothing")):
        with pytest.raises(NotFoundError, match=words):
            name(snapshot, words)


def test_a_concept_without_a_label_in_its_version_is_named_by_another(
    space: Workspace, turtle: Path, trade: Callable[[str], str]
) -> None:
    newer = turtle.read_text(encoding="utf-8").replace('"1.0"', '"1.1"')
    labels = re.compile(r";\s*skos:prefLabel .prepare hot meals[^.]*\.")
    turtle.write_text(labels.sub(".", newer), encoding="utf-8")
    load_framework(space, [turtle])

    term = term_named(space.snapshot(), trade("cook"), "trades@1.1")
    assert (term.label, term.source_version) == ("prepare hot meals", "1.1")
    with pytest.raises(NotFoundError, match="nowhere"):
        term_named(space.snapshot(), trade("nowhere"), "trades@1.1")


def test_what_is_shown_has_history_others_and_opinions(space: Workspace) -> None:
    weld = record_of(space, "weld")
    decide_or_raise(space, [verdict(Action.ACCEPT, weld.uri)])
    decide_or_raise(space, [verdict(Action.REJECT, weld.uri, LEO, second_opinion=True)])
    food = term_named(space.snapshot(), "prepare hot meals")
    decide_or_raise(space, [verdict(Action.CHANGE, weld.subject_id, term=food)])

    found = shown(space, weld.uri)
    assert [step.by for step in found.record.history] == [ANA, LEO]
    assert [one.label for one in found.others] == ["prepare hot meals"]
    assert [one.judgement for one in found.opinions] == ["right", "wrong"]
    assert [one.uri for one in listed(space, ReviewFilter(disagreement=True)).items()] == [weld.uri]
    assert [(one.n, one.observed) for one in agreement(space)] == [(1, 0.0)]
    assert [outcome.text for _, outcome in without_record(space)] == ["Apply food safety rules"]


def test_a_rejected_mapping_and_no_term_supply_nothing(space: Workspace, trade: Callable[[str], str]) -> None:
    decide_or_raise(space, [verdict(Action.NO_TERM, record_of(space, "cook").subject_id)])
    assert cover(space, CoverRequest(skill=trade("cook"), profile=Profile.FAST))[1] == []
    decide_or_raise(space, [verdict(Action.ACCEPT, record_of(space, "weld").uri)])
    assert [
        one.status for one in cover(space, CoverRequest(skill=trade("weld"), profile=Profile.FAST))[1]
    ] == [MappingStatus.ACCEPTED]
    assert {one.status for one in space.snapshot().mappings} == {
        "proposed",
        "accepted",
        "rejected",
        "no-term",
    }


def test_proposing_again_keeps_what_was_decided_and_loading_opens_what_changed(
    space: Workspace, tmp_path: Path
) -> None:
    weld, tig = record_of(space, "weld"), record_of(space, "tig")
    decide_or_raise(space, [verdict(Action.REJECT, weld.uri), verdict(Action.ACCEPT, tig.uri)])
    request = ProposeRequest(min_confidence=0.0, profile=Profile.FAST)
    first = propose(space, request)
    assert (first.kept, first.reopened, first.gone) == (2, (), 0)
    rejected = space.snapshot().records[weld.uri]
    assert (rejected.status, rejected.revision) == (MappingStatus.REJECTED, 1)
    assert [m.uri for m in space.snapshot().mappings if m.object_id == weld.object_id].count(weld.uri) == 1

    path = tmp_path / "outcomes.csv"
    text = OUTCOMES.replace("Weld metal,", "Weld metal and inspect it,")
    path.write_text("\n".join(line for line in text.splitlines() if ",k" not in line), encoding="utf-8")
    counts = load_credentials(space, path).counts
    assert [number for what, number in counts.items() if "opened again" in what] == [1]
    opened = space.snapshot().records[weld.uri]
    assert (opened.status, opened.subject_label) == (MappingStatus.REOPENED, "Weld metal and inspect it")
    (item,) = listed(space, ReviewFilter(statuses=frozenset([MappingStatus.REOPENED]))).items()
    assert item.decided_before is MappingStatus.REJECTED

    second = propose(space, request)
    assert (second.kept, second.reopened) == (1, ())
    assert second.gone > 0
    gone = [one for one in listed(space, ReviewFilter()).items() if "outcome-gone" in one.marks]
    assert len(gone) == second.gone


def test_a_snapshot_takes_over_what_is_still_the_same(space: Workspace) -> None:
    before = space.snapshot()
    held = (before.credentials, before.mappings)
    decide_or_raise(space, [verdict(Action.ACCEPT, record_of(space, "weld").uri)])

    after = space.snapshot()
    assert after is not before
    assert after.credentials is held[0]
    assert [one.uri for one in after.mappings] == [one.uri for one in held[1]]
    with space.writing() as draft:
        codec.put_mappings(draft.store, graphs.MAPPINGS, [replace(record_of(space, "tig"), comment="x")])
    assert record_of(space, "tig").comment == "x", "what others commit is read anew"


def test_only_what_a_person_accepted_covers_where_that_is_asked(
    space: Workspace, trade: Callable[[str], str]
) -> None:
    weld = CoverRequest(skill=trade("weld"), profile=Profile.FAST, accepted=True)
    assert cover(space, weld)[1] == []
    decide_or_raise(space, [verdict(Action.ACCEPT, record_of(space, "tig").uri)])
    (found,) = cover(space, weld)[1]
    assert found.coverage is CoverageKind.NARROWER  # what is unreviewed is closer, and does not count
    assert [piece.concept for piece in found.evidence] == [trade("tig")]
    decide_or_raise(space, [verdict(Action.ACCEPT, record_of(space, "weld").uri)])
    (found,) = cover(space, weld)[1]
    assert {piece.status for piece in found.evidence} == {MappingStatus.ACCEPTED}
