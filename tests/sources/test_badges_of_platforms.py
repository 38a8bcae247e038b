"""Badges as platforms give them: with days for moments, and wrapped in what they answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.sources import read_credentials

BADGE = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "BadgeClass",
    "id": "https://example.org/badge",
    "name": "Budgeting",
    "description": "Holders can manage budgets.",
    "image": "https://example.org/badge.png",
    "criteria": {"narrative": "Manage budgets."},
    "issuer": {"type": "Issuer", "id": "https://example.org", "name": "Sample", "url": "https://example.org"},
}
AWARD = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://example.org/award",
    "recipient": {"type": "email", "identity": "someone@example.org", "hashed": False},
    "badge": BADGE,
    "verification": {"type": "HostedBadge"},
    "issuedOn": "2026-01-31T12:00:00Z",
}


def loaded(folder: Path, value: object) -> tuple[list[str], list[str]]:
    path, log = folder / "badges.json", ProblemLog()
    path.write_text(json.dumps(value), encoding="utf-8")
    found = [one.name for one in read_credentials(path, problems=log)]
    return found, [f"{one.field}: {one.reason}" for one in log]


@pytest.mark.parametrize(
    ("said", "names", "told"),
    [
        ({"issuedOn": "2026-01-31"}, ["Budgeting"], "issuedOn: is '2026-01-31', a day without a time"),
        ({"expires": "2999-01-31"}, ["Budgeting"], "read as 2999-01-31T23:59:59Z"),
        ({"expires": "2020-01-31"}, [], "expires: has passed (2020-01-31)"),
        ({"issuedOn": "2999-01-31"}, [], "issuedOn: lies in the future"),
        ({"issuedOn": "31/01/2026"}, [], "not a date and time"),
        ({"issuedOn": "2026-02-31"}, [], "not a date and time"),
    ],
)
def test_a_day_without_a_time_is_that_day(
    tmp_path: Path, said: dict[str, str], names: list[str], told: str
) -> None:
    found, reasons = loaded(tmp_path, AWARD | said)
    assert found == names
    assert told in "\n".join(reasons)


@pytest.mark.parametrize("key", ["data", "result", "badges", "assertions"])
def test_what_a_platform_answers_is_read_or_named(tmp_path: Path, key: str) -> None:
    assert loaded(tmp_path, {key: [AWARD], "metadata": {"count": 1}})[0] == ["Budgeting"]
    template = {"id": "t", "badge_template": {"name": "Budgeting"}, "issued_at": "2026-01-31"}
    found, reasons = loaded(tmp_path, {key: [template], "metadata": {"count": 1}})
    assert found == []
    assert len(reasons) == 1
    assert f"{key}: holds what a platform answers programs with (1 of them), no Open Badges" in reasons[0]
