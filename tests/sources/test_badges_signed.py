"""Badges as signed JWTs, and of the first versions: read or named as what they are."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources import read_credentials
from skillgraph.sources.openbadges.signed import UNVERIFIED

ACHIEVEMENT: dict[str, Any] = {
    "id": "https://example.org/a/1",
    "type": ["Achievement"],
    "name": "Welding",
    "description": "A badge.",
    "criteria": {"narrative": "- Weld metal"},
}
AWARD: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://example.org/i", "type": ["Profile"], "name": "North College"},
    "validFrom": "2025-01-01T00:00:00Z",
    "credentialSubject": {"type": ["AchievementSubject"], "achievement": ACHIEVEMENT},
}
OLDER = {
    "iss": "https://example.org/i",
    "jti": "urn:uuid:1",
    "nbf": 1735689600,
    "vc": {
        "@context": ["https://www.w3.org/2018/credentials/v1", AWARD["@context"][1]],
        **{key: AWARD[key] for key in ("type", "credentialSubject")},
    },
}


def token(payload: object) -> str:
    parts = [json.dumps({"alg": "RS256", "typ": "JWT"}), json.dumps(payload), "sig"]
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def read(path: Path) -> tuple[list[str], list[str]]:
    problems = ProblemLog()
    found = [one.name for one in read_credentials(path, problems=problems)]
    return found, [problem.reason for problem in problems]


SIGNED = token(AWARD)
ENVELOPE = {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{SIGNED}"}
ONE_SUBJECT = {**AWARD, "credentialSubject": [AWARD["credentialSubject"]]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("badge.jwt", SIGNED),
        ("badge.json", f"{SIGNED}\n"),
        ("badge.json", json.dumps(SIGNED)),
        ("badge.json", json.dumps([SIGNED])),
        ("badge.jsonl", json.dumps(SIGNED)),
        ("badge.json", json.dumps(ENVELOPE)),
        ("badge.json", token(OLDER)),
        ("badge.json", token(ONE_SUBJECT)),
    ],
)
def test_a_signed_badge_is_read_and_not_called_verified(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read(tmp_path / name) == (["Welding"], [UNVERIFIED])
    assert read(tmp_path) == (["Welding"], [UNVERIFIED])
    with zipfile.ZipFile(tmp_path / "badges.zip", "w") as archive:
        archive.writestr("badge.jwt", text)
    assert read(tmp_path / "badges.zip") == (["Welding"], [UNVERIFIED])
    with pytest.raises(InputError, match="not verified"):
        list(read_credentials(tmp_path / name, problems=ProblemLog(strict=True)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{SIGNED}~disclosed~", "SD-JWT"),
        ("eyJhbGciOiJSU0EifQ.a.b.c.d", "encrypted JWT"),
        (token("text"), "carries no JSON object"),
        ("eyJhbGciOiJub25lIn0.bm90.sig", "carries no JSON object"),
        (SIGNED.rpartition(".")[0].rpartition(".")[0] + ".", "carries no JSON object|cut off"),
    ],
)
def test_a_token_that_cannot_be_read_is_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "badge.jwt"
    path.write_text(text, encoding="utf-8")
    found, problems = read(path)
    assert found == []
    assert any(word in " ".join(problems) for word in reason.split("|")), problems


@pytest.mark.parametrize(
    "value",
    [
        {**ACHIEVEMENT, "@context": "https://w3id.org/openbadges/v1", "type": "BadgeClass"},
        {
            "uid": "1",
            "recipient": {"type": "email"},
            "badge": "https://example.org/b",
            "issuedOn": 1456370703,
        },
    ],
)
def test_the_first_versions_are_named(tmp_path: Path, value: object) -> None:
    path = tmp_path / "badge.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    found, problems = read(path)
    assert found == []
    assert any("Open Badges 1" in problem for problem in problems), problems
