"""Offers and needs in the workspace: who teaches what, what is over, and contacts that nothing else holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from skillgraph.errors import InputError, NotFoundError
from skillgraph.model import Action, Agent
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.access.audit import Writer
from skillgraph.workspace.connections import connections as job
from skillgraph.workspace.connections.requests import (
    ConnectionKind,
    ConnectionListRequest,
    ConnectionRequest,
    Sender,
)
from skillgraph.workspace.connections.teaching import taught
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.moderation.moderating import ModerationRequest, forget, moderate
from skillgraph.workspace.results import connection_json
from skillgraph.workspace.review.asking import decide_asked
from skillgraph.workspace.review.requests import DecisionRequest

ANA = Writer(Agent("", "Ana"))
CONTACT = "jane.doe@example.org"
SKILLS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/skill/> .
<https://example.org/skills> a skos:ConceptScheme .
x:metal a skos:Concept ; skos:prefLabel "work metal"@en , "travailler le métal"@fr .
x:weld a skos:Concept ; skos:prefLabel "weld metal"@en ; skos:broader x:metal .
x:cook a skos:Concept ; skos:prefLabel "cook"@en .
"""
METAL, WELD, COOK = (f"https://example.org/skill/{one}" for one in ("metal", "weld", "cook"))


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "workspace")
    (tmp_path / "skills.ttl").write_text(SKILLS, encoding="utf-8")
    loading.load_framework(made, [tmp_path / "skills.ttl"], name="trades", version="1")
    outcome = {"id": "https://example.org/mc/w#1", "text": "Weld pipes"}
    credential = {"id": "https://example.org/mc/w", "name": "W", "issuer": "College", "outcomes": [outcome]}
    (tmp_path / "credentials.json").write_text(json.dumps([credential]), encoding="utf-8")
    loading.load_credentials(made, tmp_path / "credentials.json")
    asked = DecisionRequest(action=Action.CHANGE, target=outcome["id"], concept=WELD)
    decide_asked(made, [asked], Agent("", "Ana"))
    return made


def leave(
    space: Workspace, kind: str = "need", skill: str = COOK, days: int = 30, **more: str
) -> job.Connection:
    said = {"organisation": "Sample Inn", "contact": CONTACT, "place": "Ottawa, ON"} | more
    request = ConnectionRequest(
        kind=ConnectionKind(kind),
        skill=skill,
        role=Sender.EMPLOYER,
        until=said.pop("until", in_days(days)),
        **said,
    )
    return job.leave(space, request)


def accept(space: Workspace, *left: job.Connection) -> None:
    for one in left:
        request = ModerationRequest(entry=one.id, state=EntryState.ACCEPTED)
        moderate(space, job.connection_journal(space), one.kind, request, ANA)


def test_who_teaches_what_is_needed(space: Workspace) -> None:
    needs = [leave(space, skill=one) for one in (METAL, COOK, "Flambéing")]
    offers = [leave(space, "offer", one) for one in ("flambéing", WELD)]
    accept(space, *needs, *offers)
    board = job.board(space)
    found = {one.need.skill: one for one in taught(space, board.needs, board.offers)}
    assert next(iter(found)) == "cook"
    assert (found["work metal"].credentials, found["work metal"].accepted) == (
        ("https://example.org/mc/w",),
        1,
    )
    assert found["cook"].by_nobody
    assert not found["Flambéing"].known
    assert [one.skill for one in found["Flambéing"].offers] == ["flambéing"]


def test_a_label_in_any_language_is_the_concept(space: Workspace) -> None:
    assert leave(space, skill="Travailler le métal").concept == METAL
    assert leave(space, skill="whatever").concept == ""


def test_what_waits_is_over_or_elsewhere_is_counted_and_not_shown(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = leave(space), leave(space, region="Québec")
    nowhere, over = leave(space, place="online"), leave(space, days=1)
    leave(space)
    accept(space, here, elsewhere, nowhere, over)
    monkeypatch.setattr(job, "today", lambda: in_days(2))
    board = job.board(space, "Ontario")
    assert {one.id for one in board.needs} == {here.id, nowhere.id}
    assert (board.waiting, board.refused, board.expired) == (1, 0, 1)
    assert [one.region for one in (here, elsewhere, nowhere)] == ["CA-ON", "CA-QC", ""]
    listed = job.listed(space, ConnectionListRequest(state=(EntryState.ACCEPTED,), expired=True))
    assert {one.id for one in listed} == {here.id, elsewhere.id, nowhere.id, over.id}


def test_a_contact_is_where_it_is_asked_for_and_nowhere_else(space: Workspace) -> None:
    one, other = leave(space), leave(space, contact="+1 555 0100")
    accept(space, one, other)
    for each in job.listed(space, ConnectionListRequest()):
        assert "contact" not in asdict(each)
        assert CONTACT not in json.dumps(connection_json(each))
    assert job.contacts(space, [one]) == {one.id: CONTACT}
    holding = [path.name for path in space.path.rglob("*") if path.is_file() and b"jane" in path.read_bytes()]
    assert holding == [job.NAME]
    forget(space, job.connection_journal(space), "need", one.id, ANA)
    assert not any(b"jane" in path.read_bytes() for path in space.path.rglob("*") if path.is_file())
    assert job.contacts(space, [one, other]) == {other.id: "+1 555 0100"}


@pytest.mark.parametrize(
    ("leaving", "error"),
    [
        (lambda space: leave(space, skill="https://example.org/none"), NotFoundError),
        (lambda space: leave(space, skill=" "), InputError),
        (lambda space: leave(space, organisation=""), InputError),
        (lambda space: leave(space, contact=""), InputError),
        (lambda space: leave(space, contact="\x07x"), InputError),
        (lambda space: leave(space, contact="x" * 201), InputError),
        (lambda space: leave(space, days=-1), InputError),
        (lambda space: leave(space, days=800), InputError),
        (lambda space: leave(space, until="soon"), InputError),
    ],
)
def test_what_cannot_be_used_is_said_and_no_contact_quoted(
    space: Workspace, leaving: Callable[[Workspace], object], error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        leaving(space)
    assert CONTACT not in str(raised.value)
    assert job.listed(space, ConnectionListRequest()) == []
