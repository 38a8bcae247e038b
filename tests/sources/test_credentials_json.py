from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.model import Assessment, Credential, Endorsement, EndorsementClaim
from skillgraph.sources import read_credentials_json

DOCS = Path(__file__).parents[2] / "docs"


def read(folder: Path, content: object) -> tuple[list[Credential], list[tuple[int | None, str, str]]]:
    path = folder / "c.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    log = ProblemLog()
    credentials = list(read_credentials_json(path, problems=log))
    return credentials, [(problem.line, problem.field, problem.reason) for problem in log]


def test_the_documented_example_fills_every_field(tmp_path: Path) -> None:
    match = re.search(
        r"```json\n(.*?)```", (DOCS / "credentials-json.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert match
    (credential,), problems = read(tmp_path, match[1])
    assert problems == []
    filled = {name for name in Credential.__dataclass_fields__ if getattr(credential, name)}
    assert filled == set(Credential.__dataclass_fields__) - {"original"}
    assert [outcome.lang for outcome in credential.outcomes] == ["en", "fr", "en"]
    assert credential.alignments[0].outcome == credential.outcomes[2].id
    assert credential.outcomes[1].id == "https://w3id.org/skillgraph/id/outcome/FS-2"
    assert credential.assessments[0].threshold == 0.9
    assert credential.endorsements == (
        Endorsement("Sample Bakers' Guild", EndorsementClaim.DEMAND, "food hygiene", "2027-12-31"),
    )


@pytest.mark.parametrize("wrap", [lambda c: c, lambda c: [c], lambda c: {"credentials": [c]}])
def test_one_an_array_or_a_wrapper(tmp_path: Path, wrap: object) -> None:
    assert callable(wrap)
    credentials, problems = read(tmp_path, wrap({"name": "A", "issuer": "X", "outcomes": ["one"]}))
    assert [credential.name for credential in credentials] == ["A"]
    assert problems == []


def test_errors_name_line_record_and_key_path(tmp_path: Path) -> None:
    credentials, problems = read(
        tmp_path,
        """[
{"name": "A", "issuer": "X", "id": "a", "outcomes": ["one", 2, {"lang": "en"}, "one"]},
{"name": "B"},
{"name": "C", "issuer": "X", "id": "a"},
"text",
{"name": "D", "issuer": "X", "outcomes": "one", "mood": 1, "level": ["x", "y"], "duration_hours": "?",
 "assessments": [{"kind": "quiz", "threshold": "most"}, {"authentic": true}], "endorsements": [3],
 "prerequisites": ["p", 4]},
{"name": "E", "issuer": "X", "mood": 2, "outcomes": [{"text": "six", "id": "o"},
 {"text": "seven", "id": "o"}]}
]""",
    )
    assert [credential.name for credential in credentials] == ["A", "D", "E"]
    assert credentials[1].assessments == (Assessment("quiz"),)
    assert len({outcome.id for outcome in credentials[2].outcomes}) == 2
    assert sorted((line, field.strip(": .")) for line, field, _ in problems if line) == sorted(
        [
            (2, "record 1: outcomes[1]"),
            (2, "record 1: outcomes[2].text"),
            (2, "record 1: outcomes[3].outcome"),
            (3, "record 2: issuer"),
            (4, "record 3: id"),
            (5, "record 4"),
            (6, "record 5: outcomes"),
            (6, "record 5: level"),
            (6, "record 5: duration_hours"),
            (6, "record 5: assessments[0].threshold"),
            (6, "record 5: assessments[1].kind"),
            (6, "record 5: endorsements[0]"),
            (6, "record 5: prerequisites[1]"),
            (6, "Credential.mood"),
            (9, "record 6: outcomes[1].outcome_id"),
        ]
    )


@pytest.mark.parametrize(
    ("content", "said"), [('"outcomes": []', 1), ('"outcomes": ["Weld"]', 0), ('"level": "1"', 0)]
)
def test_an_empty_list_of_outcomes_is_said(tmp_path: Path, content: str, said: int) -> None:
    _, problems = read(tmp_path, f'[{{"name": "A", "issuer": "B", {content}}}]')
    assert [field.rpartition(" ")[2] for _, field, _ in problems] == ["outcomes"] * said


@pytest.mark.parametrize("issuer", ["City College", ["City College"], {"name": "City College", "id": "x"}])
def test_an_issuer_may_be_a_list_of_one_or_an_object_with_a_name(tmp_path: Path, issuer: object) -> None:
    (credential,), problems = read(tmp_path, {"name": "Baking", "issuer": issuer, "outcomes": ["Bake bread"]})
    assert credential.issuer == "City College"
    assert problems == []


def test_several_issuers_are_reported(tmp_path: Path) -> None:
    found, problems = read(tmp_path, {"name": "Baking", "issuer": ["A", "B"], "outcomes": ["Bake bread"]})
    assert found == []
    assert any(field.endswith("issuer") for _, field, _ in problems)
