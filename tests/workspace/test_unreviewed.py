"""Plans, overlaps and gaps say how much of them rests on mappings that no person has reviewed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.matching.profile import Profile
from skillgraph.model import Mapping, MappingStatus, PredicateModifier, RestsOn
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.requests import ProposeRequest

Ask = Callable[..., Any]
ASKED: Sequence[tuple[str, ...]] = (
    ("plan", "weld metal", "prepare hot meals"),
    ("credential", "overlap", "Welding basics", "--limit", "1"),
    ("credential", "overlap", "--outcome", "Prepare hot meals"),
)


@pytest.fixture
def ask(loaded: Workspace) -> Ask:
    """Asks in a workspace whose mappings are all proposals; JSON where that is asked for, else all text."""
    propose(loaded, ProposeRequest(profile=Profile.FAST, limit=1, min_confidence=0.0))

    def run(*words: str) -> Any:  # noqa: ANN401
        result = CliRunner().invoke(app, ["--workspace", str(loaded.path), *words])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout) if "json" in words else result.output

    return run


def rests_on(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    """The one place in each answer."""
    said: dict[str, Any] = (answer[0] if isinstance(answer, list) else answer)["rests_on"]
    return said


@pytest.mark.parametrize("words", ASKED)
def test_each_answer_says_it_as_text_and_as_json(ask: Ask, words: tuple[str, ...]) -> None:
    said = rests_on(ask(*words, "--profile", "fast", "--format", "json"))
    assert said["mappings"] == said["unreviewed"] > 0
    assert 0 < said["median_confidence"] <= said["highest_confidence"] <= 1
    text = " ".join(ask(*words, "--profile", "fast").split())
    assert (
        f"It rests on {said['mappings']} mappings; {said['unreviewed']} are proposed, not reviewed"
        f" (confidence: median {said['median_confidence']:.2f}, highest {said['highest_confidence']:.2f})."
    ) in text


def test_gaps_say_it_beside_their_rows(ask: Ask) -> None:
    rows = ask("gaps", "--no-new-terms", "--min-confidence", "0.3", "--format", "json")
    assert any(row["supply"] > row["accepted_supply"] == 0 for row in rows)
    told = " ".join(ask("gaps", "--no-new-terms", "--min-confidence", "0.3").split())
    assert re.search(r"It rests on (\d+) mappings; \1 are proposed, not reviewed", told)


def test_what_a_person_accepted_counts_no_longer(ask: Ask) -> None:
    question = ("plan", "weld metal", "prepare hot meals", "--profile", "fast", "--format", "json")
    before = rests_on(ask(*question))
    waiting = {(one["text"], one["label"]): one["uri"] for one in ask("review", "list", "--format", "json")}
    ask("review", "accept", waiting["Weld metal", "weld metal"], "--as", "ann")
    after = rests_on(ask(*question))
    assert (after["mappings"], after["unreviewed"]) == (before["mappings"], before["unreviewed"] - 1)


def test_an_answer_without_mappings_says_nothing(ask: Ask) -> None:
    words = ("plan", "write inspection reports", "--profile", "fast")
    assert rests_on(ask(*words, "--format", "json")) == {
        "mappings": 0,
        "unreviewed": 0,
        "highest_confidence": None,
        "median_confidence": None,
    }
    assert "rests on" not in ask(*words)


RECORD = Mapping("o", "skos:closeMatch", "c", "semapv:CompositeMatching", confidence=0.4)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], RestsOn()),
        ([RECORD], RestsOn(1, 1, 0.4, 0.4)),
        ([replace(RECORD, tool_confidence=0.6)], RestsOn(1, 1, 0.6, 0.6)),
        ([replace(RECORD, confidence=None)], RestsOn(1, 1)),
        ([replace(RECORD, status=MappingStatus.REOPENED)], RestsOn(1, 1, 0.4, 0.4)),
        ([replace(RECORD, status=MappingStatus.ACCEPTED)], RestsOn(1, 0)),
        ([RECORD, replace(RECORD, status=MappingStatus.ACCEPTED)], RestsOn(1, 0)),
        ([replace(RECORD, status=MappingStatus.ACCEPTED), RECORD], RestsOn(1, 0)),
        ([RECORD, replace(RECORD, object_id="d", confidence=0.8)], RestsOn(2, 2, 0.8, 0.6)),
        ([replace(RECORD, predicate_modifier=PredicateModifier.NOT)], RestsOn(1, 0)),
    ],
)
def test_each_mapping_counts_once(records: list[Mapping], expected: RestsOn) -> None:
    assert RestsOn.of(records) == expected
