"""Addresses that run a script, hold content or open a file are named and left out, wherever they stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources import read_credentials, read_postings
from skillgraph.sources.identifiers import credential_uri
from skillgraph.sources.openbadges import read_openbadges
from skillgraph.sources.openbadges.contexts import OB2
from skillgraph.sources.schemes import parse_address, parse_identifier

HARMFUL = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "  javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\u200bscript:alert(1)",
    "javascript :alert(1)",
    "\u200b" * 1_000 + "javascript:alert(1)",
    "javascript%3Aalert(1)",
    "%6Aavascript:alert(1)",
    "%256Aavascript:alert(1)",
    "javascript&#58;alert(1)",
    "javascript&colon;alert(1)",
    "ｊavascript：alert(1)",
    "vbscript:msgbox(1)",
    "VBScript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "view-source:javascript:alert(1)",
]
KIND = [
    "https://example.org/a?b=javascript:c",
    "HTTP://example.org",
    "https://example.org/a%3Ab",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "did:web:example.org",
    "mailto:registrar@example.org",
    "doi:10.1/x",
    "www.example.org/data:x",
    "example.org:8080/x",
    "",
]


@pytest.mark.parametrize("text", HARMFUL)
def test_harmful_schemes_are_found_however_they_are_written(text: str) -> None:
    for parse in (parse_address, parse_identifier):
        with pytest.raises(ValueError, match="has the scheme"):
            parse(text)


@pytest.mark.parametrize("text", KIND)
def test_addresses_and_identifiers_pass(text: str) -> None:
    assert parse_address(text) == parse_identifier(text) == text


def test_codes_with_colons_are_identifiers_and_no_addresses() -> None:
    assert parse_identifier("CIP:12.03") == "CIP:12.03"
    assert parse_identifier("Databases: an introduction") == "Databases: an introduction"
    with pytest.raises(ValueError, match="scheme cip"):
        parse_address("CIP:12.03")


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def sheet(bad: str) -> str:
    columns = "credential,issuer,outcome,credential_id,outcome_id,url"
    return f"{columns}\nBaking,College,Bakes bread,{bad},{bad},{bad}\n"


def credentials(bad: str) -> str:
    outcome = {"text": "Bakes bread", "id": bad}
    credential = {"name": "Baking", "issuer": "College", "id": bad, "url": bad, "issuer_id": bad}
    alignment = {"target_url": bad, "target_name": "bake"}
    return json.dumps({**credential, "outcomes": [outcome], "alignments": [alignment]})


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "VBSCRIPT:x", "data:text/html;x", "file:///etc/passwd"]
)
@pytest.mark.parametrize(("name", "written"), [("c.csv", sheet), ("c.json", credentials)])
def test_credentials_without_them(tmp_path: Path, name: str, written: object, bad: str) -> None:
    assert callable(written)
    path = write(tmp_path, name, written(bad))
    problems = ProblemLog()
    (credential,) = read_credentials(path, problems=problems)
    assert credential.id == credential_uri("College", "Baking")
    assert credential.url == credential.issuer_id == ""
    assert credential.alignments == ()
    assert [outcome.id.startswith("https://w3id.org/") for outcome in credential.outcomes] == [True]
    named = {problem.field.rpartition(".")[2].rpartition(" ")[2] for problem in problems}
    assert named >= (
        {"credential_id", "outcome_id", "url"} if name == "c.csv" else {"id", "url", "issuer_id"}
    )
    with pytest.raises(InputError, match="has the scheme"):
        list(read_credentials(path, problems=ProblemLog(strict=True)))


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "%6Aavascript:alert(1)", "data:text/html;x"])
def test_postings_without_them(tmp_path: Path, bad: str) -> None:
    schema = {"@type": "JobPosting", "title": "Baker", "description": "Bakes.", "url": bad, "@id": bad}
    for path in (
        write(tmp_path, "p.csv", f"id,title,description,url\n{bad},Baker,Bakes.,{bad}\n"),
        write(tmp_path, "p.json", json.dumps(schema)),
    ):
        problems = ProblemLog()
        (posting,) = read_postings(path, problems=problems)
        assert (posting.url, "script" in posting.id, "data" in posting.id) == ("", False, False)
        assert [problem.field for problem in problems] == ["id", "url"]


def badge(**more: object) -> dict[str, object]:
    issuer = {"id": "https://e.org/i", "type": "Profile", "name": "I"}
    return {
        "@context": OB2,
        "type": "BadgeClass",
        "id": "https://e.org/b",
        "name": "Baking",
        "description": "Able to bake bread.",
        "image": "data:image/png;base64,iVBORw0KGgo=",
        "criteria": {"narrative": "Bakes bread."},
        "issuer": issuer,
        **more,
    }


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "JAVASCRIPT&#58;alert(1)", "file:///etc/passwd"])
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (lambda bad: badge(criteria={"id": bad, "narrative": "Bakes."}), "criteria.id"),
        (lambda bad: badge(image=bad), "image"),
        (lambda bad: badge(alignment=[{"targetUrl": bad, "targetName": "bake"}]), "alignment[0].targetUrl"),
    ],
)
def test_badges_without_them(tmp_path: Path, changed: object, field: str, bad: str) -> None:
    assert callable(changed)
    problems = ProblemLog()
    (credential,) = read_openbadges(write(tmp_path, "b.json", json.dumps(changed(bad))), problems=problems)
    assert [(problem.field, "left out" in problem.reason) for problem in problems] == [(field, True)]
    assert credential.url == ""
    assert bad not in credential.original


def test_a_badge_is_read_without_such_an_address(tmp_path: Path) -> None:
    for number, bad in enumerate(("javascript:alert(1)", "data:text/html,x", "vbscript:x")):
        problems = ProblemLog()
        path = write(tmp_path, f"{number}.json", json.dumps(badge(id=bad)))
        (credential,) = read_openbadges(path, problems=problems)
        assert bad not in credential.id + credential.original
        assert [problem.field for problem in problems] == ["id"]


def test_a_picture_may_be_written_out_in_a_badge(tmp_path: Path) -> None:
    problems = ProblemLog()
    assert list(read_openbadges(write(tmp_path, "b.json", json.dumps(badge())), problems=problems))
    assert list(problems) == []
