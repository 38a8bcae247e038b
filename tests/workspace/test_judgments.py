"""What people decided in their tables becomes reviewed mappings of the outcomes that are loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.errors import NotFoundError
from skillgraph.model import NO_TERM_FOUND, Agent, Mapping, MappingStatus, Predicate
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.reconciling.judgments import Judged, Judgment, judge

WELD, COOK = "https://example.org/weld", "https://example.org/cook"
FIRST, SECOND, THIRD = (f"https://example.org/mc#{number}" for number in (1, 2, 3))
ANNA, BEN = Agent("https://orcid.org/0000-0002-1825-0097", "Anna"), Agent("mailto:ben@example.org", "Ben")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "skills.ttl").write_text(
        f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <{WELD}> a skos:Concept ; skos:prefLabel "weld metal"@en .
        <{COOK}> a skos:Concept ; skos:prefLabel "cook meals"@en .""",
        encoding="utf-8",
    )
    texts = ({FIRST: "Weld steel"}, {SECOND: "Weld  steel", THIRD: "Sing"})
    credentials = [
        {
            "id": f"https://example.org/mc/{number}",
            "name": f"Course {number}",
            "issuer": "X",
            "outcomes": [{"id": name, "text": text} for name, text in outcomes.items()],
        }
        for number, outcomes in enumerate(texts)
    ]
    (tmp_path / "mc.json").write_text(json.dumps(credentials), encoding="utf-8")
    made = Workspace.create(tmp_path / "workspace")
    loading.load_framework(made, [tmp_path / "skills.ttl"], name="x", version="1")
    loading.load_credentials(made, tmp_path / "mc.json")
    return made


def mappings(workspace: Workspace) -> list[tuple[str, str, MappingStatus]]:
    return sorted((one.subject_id, one.object_id, one.status) for one in workspace.snapshot().mappings)


def test_a_text_stands_for_every_outcome_that_has_it(workspace: Workspace) -> None:
    found = judge(workspace, "x", [Judgment(WELD, text=" Weld steel ", reason="clear")], ANNA)
    assert found == [Judged(0, FIRST), Judged(0, SECOND)]
    assert mappings(workspace) == [
        (FIRST, WELD, MappingStatus.ACCEPTED),
        (SECOND, WELD, MappingStatus.ACCEPTED),
    ]
    record: Mapping = workspace.snapshot().mappings[0]
    assert record.predicate_id is Predicate.CLOSE
    assert (record.history[-1].by, record.history[-1].reason) == (ANNA, "clear")


def test_an_outcome_may_be_named_and_have_no_term(workspace: Workspace) -> None:
    named = Judgment(WELD, outcome=SECOND, relation=Predicate.BROAD)
    assert judge(workspace, "x", [named, Judgment("", outcome=THIRD)], ANNA) == [
        Judged(0, SECOND),
        Judged(1, THIRD),
    ]
    assert mappings(workspace) == [
        (SECOND, WELD, MappingStatus.ACCEPTED),
        (THIRD, NO_TERM_FOUND, MappingStatus.NO_TERM),
    ]
    assert workspace.snapshot().mappings_to([WELD])[0].predicate_id is Predicate.BROAD


def test_to_say_the_same_again_changes_nothing(workspace: Workspace) -> None:
    said = [Judgment(WELD, outcome=FIRST), Judgment("", outcome=THIRD)]
    judge(workspace, "x", said, ANNA)
    before = workspace.snapshot().mappings
    assert [one.refused for one in judge(workspace, "x", said, ANNA)] == ["", ""]
    assert workspace.snapshot().mappings == before


def test_what_is_refused_does_not_keep_the_rest_back(workspace: Workspace) -> None:
    judge(workspace, "x", [Judgment("", outcome=THIRD)], ANNA)
    said = [
        Judgment(WELD, text="Nobody says this"),
        Judgment(WELD, outcome="urn:nothing"),
        Judgment("https://example.org/unknown", outcome=FIRST),
        Judgment(COOK, outcome=THIRD),
        Judgment(WELD, outcome=FIRST),
    ]
    found = judge(workspace, "x", said, BEN)
    assert [one.row for one in found] == [0, 1, 2, 3, 4]
    for one, words in zip(found, ("Nobody says", "urn:nothing", "unknown", "no term", ""), strict=True):
        assert words in one.refused
        assert bool(one.refused) == bool(words)
    assert (FIRST, WELD, MappingStatus.ACCEPTED) in mappings(workspace)
    assert (THIRD, COOK, MappingStatus.ACCEPTED) not in mappings(workspace)


def test_a_framework_that_is_not_loaded_is_named(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError, match="onet"):
        judge(workspace, "onet", [Judgment(WELD, outcome=FIRST)], ANNA)
