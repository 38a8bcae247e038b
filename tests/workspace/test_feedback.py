"""Feedback in the workspace: kept over loads, counted once accepted, taken out for good when forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.errors import DecisionError, InputError, NotFoundError
from skillgraph.model import Agent
from skillgraph.model.feedback import Ratings, SupplyRatings
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.access.audit import Writer, audit_log
from skillgraph.workspace.feedback import feedback
from skillgraph.workspace.feedback.requests import FeedbackListRequest, FeedbackRequest, Role
from skillgraph.workspace.keeping.backup import back_up, restore
from skillgraph.workspace.moderation import entries
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.moderation.moderating import ModerationRequest, forget, moderate
from skillgraph.workspace.state.verifying import verify

WELDING = "https://example.org/mc/welding"
ANA = Writer(Agent("", "Ana"))


def credential(name: str, *outcomes: str) -> dict[str, object]:
    said = [{"id": f"{WELDING}#{n}", "text": text} for n, text in enumerate(outcomes, start=1)]
    return {"id": f"https://example.org/mc/{name}", "name": name, "issuer": "College", "outcomes": said}


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "workspace")
    load(made, tmp_path, credential("welding", "Weld pipes", "Read drawings"))
    return made


def load(space: Workspace, folder: Path, *credentials: dict[str, object]) -> None:
    file = folder / "credentials.json"
    file.write_text(json.dumps(credentials), encoding="utf-8")
    loading.load_credentials(space, file, name="college")


def give(space: Workspace, rating: int = 4, words: str = "", outcome: str = "") -> feedback.Feedback:
    asked = FeedbackRequest(
        credential="welding", rating=rating, role=Role.EMPLOYER, words=words, outcome=outcome
    )
    return feedback.give(space, asked)


def decide(space: Workspace, entry: str, state: EntryState, reason: str = "", **more: EntryState) -> None:
    request = ModerationRequest(entry=entry, state=state, reason=reason, **more)
    moderate(space, feedback.feedback_journal(space), feedback.KIND, request, ANA)


def listed(space: Workspace, **asked: object) -> list[feedback.Feedback]:
    return feedback.listed(space, FeedbackListRequest(**asked))  # type: ignore[arg-type]


def test_only_what_is_accepted_counts_and_the_rest_is_counted_apart(space: Workspace) -> None:
    given = [give(space, rating) for rating in (5, 2, 1, 3)]
    decide(space, given[0].id, EntryState.ACCEPTED)
    decide(space, given[1].id[:8], EntryState.ACCEPTED)
    decide(space, given[2].id, EntryState.REFUSED, "about another course")
    assert feedback.ratings(space)[WELDING] == Ratings(2, 3.5, (0, 1, 0, 0, 1), waiting=1, refused=1)
    assert [one.id for one in listed(space, state=(EntryState.WAITING,))] == [given[3].id]
    decide(space, given[0].id, EntryState.REFUSED, "was no employer", seen=EntryState.ACCEPTED)
    assert feedback.ratings(space)[WELDING].mean == 2
    (first,) = [one for one in listed(space) if one.id == given[0].id]
    assert [(one.state.value, one.reason) for one in first.moderations] == [
        ("accepted", ""),
        ("refused", "was no employer"),
    ]


def test_it_outlives_its_credential_and_is_named_when_that_is_gone(space: Workspace, tmp_path: Path) -> None:
    one = give(space, words="Welds well.", outcome="2")
    assert (one.outcome, one.outcome_text) == (f"{WELDING}#2", "Read drawings")
    decide(space, one.id, EntryState.ACCEPTED)
    load(space, tmp_path, credential("welding", "Weld plates"))
    assert feedback.ratings(space)[WELDING].count == 1
    assert not listed(space, credential="welding")[0].gone
    load(space, tmp_path, credential("cooking", "Cook"))
    assert [(one.name, one.gone) for one in listed(space, credential=WELDING)] == [("welding", True)]
    assert [(one.name, one.gone, one.ratings.count) for one in feedback.rated(space)] == [
        ("welding", True, 1)
    ]


def test_what_is_forgotten_is_in_no_byte_of_the_workspace(space: Workspace) -> None:
    kept, secret = give(space, words="Good."), give(space, words="Jane Doe of Elm Street")
    decide(space, secret.id, EntryState.REFUSED, "names Jane Doe")
    decide(space, kept.id, EntryState.ACCEPTED)
    forget(space, feedback.feedback_journal(space), feedback.KIND, secret.id, ANA)
    every = b"".join(one.read_bytes() for one in space.path.rglob("*") if one.is_file())
    assert b"Jane" not in every
    assert [one for one in verify(space) if one.wrong] == []
    states = {one.id: one.state.value for one in listed(space)}
    assert states == {kept.id: "accepted", secret.id: "forgotten"}
    assert listed(space, credential="welding")[0].words == "Good."
    assert list(audit_log(space).entries())[-1]["targets"] == [secret.id]
    with pytest.raises(DecisionError, match="forgotten"):
        decide(space, secret.id, EntryState.ACCEPTED)
    assert give(space).state is EntryState.WAITING


def test_a_backup_has_it_and_a_damaged_line_is_named(space: Workspace, tmp_path: Path) -> None:
    one = give(space, words="Welds well.")
    back_up(space, tmp_path / "all.zip")
    again = restore(tmp_path / "all.zip", tmp_path / "again").workspace
    assert listed(again) == listed(space) == [one]
    journal = space.path / feedback.NAME
    journal.write_bytes(journal.read_bytes().replace(b"Welds well", b"Welds ill."))
    with pytest.raises(InputError, match=r"feedback\.jsonl is damaged in line 1"):
        listed(Workspace.open(space.path))
    assert [one.part for one in verify(space) if one.wrong] == [feedback.NAME]


@pytest.mark.parametrize(
    ("leave", "error"),
    [
        (lambda space: give(space, 6), InputError),
        (lambda space: give(space, words="x" * 2001), InputError),
        (lambda space: give(space, outcome="3"), NotFoundError),
        (lambda space: decide(space, "no", EntryState.ACCEPTED), NotFoundError),
        (lambda space: decide(space, give(space).id, EntryState.REFUSED), InputError),
        (lambda space: decide(space, give(space).id, EntryState.WAITING), InputError),
        (lambda space: decide(space, give(space).id, EntryState.REFUSED, "x" * 1001), InputError),
        (
            lambda space: decide(space, give(space).id, EntryState.ACCEPTED, seen=EntryState.REFUSED),
            DecisionError,
        ),
    ],
)
def test_what_cannot_be_done_is_said(
    space: Workspace, leave: Callable[[Workspace], None], error: type[Exception]
) -> None:
    with pytest.raises(error):
        leave(space)


def test_no_more_waits_than_may(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_WAITING", 2)
    first = give(space)
    give(space)
    with pytest.raises(InputError, match="no more may"):
        give(space)
    decide(space, first.id, EntryState.ACCEPTED)
    give(space)


def test_the_supply_of_a_gap_says_what_is_unrated_and_what_is_poor() -> None:
    some = [Ratings.of([5, 4]), Ratings.of([1]), Ratings.of([], waiting=3)]
    assert SupplyRatings.of(some) == SupplyRatings(3, 3, 10 / 3, unrated=1, poor=1)
    assert SupplyRatings.of([]) == SupplyRatings()
