"""The clients of the benchmark of the service ask a real one, and tell what they were answered."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, repeat
from pathlib import Path

from benchmarks.clients import FAILED, Ask, Plan, Result, ask_together
from skillgraph.workspace import Workspace
from tests.support.site import served

ALIVE, NONE = Ask("alive", "/healthz"), Ask("none", "/api/v1/nothing")
SUGGEST = Ask("suggest", "/api/v1/suggest", json.dumps({"texts": []}).encode())


def asked(address: str, plans: Sequence[Plan]) -> Result:
    """What clients are answered, from a thread of their own: in this one a browser may have a loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask_together, address, plans).result()


def test_clients_ask_together_and_in_turn(tmp_path: Path) -> None:
    with served(Workspace.create(tmp_path / "workspace")) as site:
        address = site.removeprefix("http://")
        plans = [Plan(cycle([ALIVE, NONE, SUGGEST]), 60.0, 6, fresh=fresh) for fresh in (True, False)]
        result = asked(address, plans)
        short = asked(address, [Plan(repeat(ALIVE), 0.2)])
        one = asked(address, [Plan(iter([ALIVE]), 60.0)])
    assert sorted((one.name, one.status) for one in result.answers) == sorted(
        [("alive", 200), ("none", 404), ("suggest", 422)] * 4
    )
    assert {one.name for one in result.but("none").answers} == {"alive", "suggest"}
    assert all(one.milliseconds > 0 for one in result.answers)
    assert short.answers
    assert len(one.answers) == 1


def test_a_service_that_is_not_there_is_told_of() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    (answer,) = asked(f"127.0.0.1:{port}", [Plan(repeat(ALIVE), 60.0, 1)]).answers
    assert answer.status == FAILED
