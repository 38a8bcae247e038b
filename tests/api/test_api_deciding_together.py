"""Decisions that arrive while another is written go into the next commit, each with its own answer."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.errors import NotFoundError, StaleDecisionError
from skillgraph.model import Action, Agent, MappingStatus
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import Writer, audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.review.requests import DecisionRequest
from skillgraph.workspace.review.together import Asked, decide_each

ANA, LEO = Agent("https://example.org/ana", "Ana"), Agent("https://example.org/leo", "Léo")


@pytest.fixture
def space(workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


def asked(target: str, by: Agent = ANA, action: Action = Action.ACCEPT, **more: Any) -> Asked:  # noqa: ANN401
    return Asked(DecisionRequest(action=action, target=target, **more), Writer(by, request=f"of {by.label}"))


def test_one_commit_holds_what_several_people_decide(space: Workspace) -> None:
    first, second = (one.uri for one in space.snapshot().mappings)
    before = space.snapshot().manifest.generation
    one, two = decide_each(space, [asked(first), asked(second, LEO, Action.REJECT)])
    assert isinstance(one, tuple)
    assert isinstance(two, tuple)
    assert [(made[0].uri, made[0].status) for made in (one, two)] == [
        (first, MappingStatus.ACCEPTED),
        (second, MappingStatus.REJECTED),
    ]
    assert {uri: record.status for uri, record in space.snapshot().records.items()} == {
        first: MappingStatus.ACCEPTED,
        second: MappingStatus.REJECTED,
    }
    assert space.snapshot().manifest.generation != before


def test_a_decision_that_is_refused_hinders_no_other(space: Workspace) -> None:
    first, second = (one.uri for one in space.snapshot().mappings)
    results = decide_each(
        space,
        [
            asked(first, seen=0),
            asked(first, LEO, Action.REJECT, seen=0),
            asked("none"),
            asked(second, seen=0),
        ],
    )
    kinds = [type(one) for one in results]
    assert kinds == [tuple, StaleDecisionError, NotFoundError, tuple]
    assert all(one.status is MappingStatus.ACCEPTED for one in space.snapshot().mappings)
    said = [(one["name"], one["targets"][0], one["state"]) for one in audit_log(space).entries()]
    begun = [("Ana", first), ("Léo", first), ("Ana", "none"), ("Ana", second)]
    assert said[:4] == [(*one, "begun") for one in begun]
    assert [state for _, _, state in said[4:]] == ["done", "refused", "refused", "done"]


def test_many_decide_at_once_over_http_and_each_has_an_answer(space: Workspace) -> None:
    uris = [one.uri.rsplit("/", 1)[-1] for one in space.snapshot().mappings]
    key, _ = make_key(space, "Ana", Scope.REVIEWER)
    headers = {"Authorization": f"Bearer {key}"}

    async def ask() -> list[int]:
        transport = httpx2.ASGITransport(app=create_app(space))
        async with httpx2.AsyncClient(transport=transport, base_url="http://here", headers=headers) as client:
            answers = await asyncio.gather(
                *(
                    client.post(
                        f"/api/v1/mappings/{uri}/decisions",
                        json={"action": "accept"},
                        headers={"If-Match": '"0"'},
                    )
                    for uri in uris * 8
                )
            )
        return sorted(answer.status_code for answer in answers)

    # Browsers of other tests leave an event loop in this thread.
    with ThreadPoolExecutor(1) as apart:
        statuses = apart.submit(lambda: asyncio.run(ask())).result()
    assert statuses == [200] * len(uris) + [412] * 7 * len(uris)


@pytest.mark.parametrize("day", ["0", "1764400000", "2026-13-01", "25 November 2026"])
def test_a_day_is_a_date_as_it_is_written(client: TestClient, day: str) -> None:
    assert client.get("/api/v1/credentials/check", params={"day": day}).status_code == 422
