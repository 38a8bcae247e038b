"""A plan for a posting, an occupation or skills, over the graph of a workspace."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from skillgraph.analytics.objective import DemandedBy
from skillgraph.cli.app import app
from skillgraph.errors import InputError, NotFoundError
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.answers.plan import Planned, plan_for
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.loading import load_framework
from skillgraph.workspace.requests import PlanRequest, ProposeRequest
from tests.workspace.conftest import TURTLE, written

FAST = Query(profile=Profile.FAST)
OCCUPATION = """
@prefix esco: <http://data.europa.eu/esco/model#> .
t:welder a skos:Concept , esco:Occupation ; skos:inScheme t:scheme ; skos:prefLabel "welder"@en ;
    esco:relatedEssentialSkill t:weld , t:report ; esco:relatedOptionalSkill t:cook .
"""


@pytest.fixture(scope="module")
def mapped(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which credentials are mapped, and the framework knows what a welder needs."""
    folder = tmp_path_factory.mktemp("mapped")
    made = Workspace.open(shutil.copytree(indexed, folder / "ws"))
    load_framework(made, [written(folder / "trades.ttl", TURTLE + OCCUPATION)])
    propose(made, ProposeRequest(profile=Profile.FAST, limit=1, min_confidence=0.0))
    return made.path


@pytest.fixture
def supplied(mapped: Path, tmp_path: Path) -> Workspace:
    """A copy of it."""
    return Workspace.open(shutil.copytree(mapped, tmp_path / "ws"))


def _names(found: Planned) -> tuple[list[str], list[str]]:
    return [step.credential for step in found.plan.steps], [one.label for one in found.plan.uncovered]


def test_a_posting_demands_what_its_sentences_say(supplied: Workspace, trade: Callable[[str], str]) -> None:
    found = plan_for(supplied, PlanRequest(words=("p1",), profile=Profile.FAST, min_confidence=0.3))
    assert [(one.kind, one.label) for one in found.sources] == [(DemandedBy.POSTING, "Welder")]
    assert {one.uri for one in found.demanded} >= {trade("weld"), trade("report")}
    assert _names(found) == (["Welding basics"], ["write inspection reports"])
    assert found.plan.steps[0].covers[0].outcome == "Weld metal"


def test_a_posting_that_is_not_loaded_is_read_from_its_text(supplied: Workspace) -> None:
    text = "Cook\n\nPrepare hot meals.\nNice to have:\n- Weld metal"
    found = plan_for(supplied, PlanRequest(words=(), profile=Profile.FAST, text=text, min_confidence=0.3))
    assert {one.label: one.required for one in found.demanded}["prepare hot meals"]
    assert not {one.label: one.required for one in found.demanded}["weld metal"]
    assert _names(found)[0] == ["Kitchen helper", "Welding basics"]
    needed = plan_for(
        supplied, PlanRequest(words=(), profile=Profile.FAST, text=text, min_confidence=0.3, required=True)
    )
    assert _names(needed)[0] == ["Kitchen helper"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Prepare hot meals.\nWeld metal.", True),
        ("Prepare hot meals\nWeld metal", True),
        ("- Prepare hot meals\n- Weld metal", True),
        ("Prepare hot meals\n\nWeld metal", True),
        ("Prepare hot meals.", True),
        ("Hot meals cook\n\nWeld metal", False),
    ],
)
def test_a_first_line_that_is_a_requirement_is_no_title(
    supplied: Workspace, trade: Callable[[str], str], text: str, *, first: bool
) -> None:
    found = plan_for(supplied, PlanRequest(text=text, profile=Profile.FAST, min_confidence=0.3))
    assert (trade("cook") in {one.uri for one in found.demanded}) is first
    assert found.sources[0].label == text.splitlines()[0]


def test_an_occupation_demands_its_skills(supplied: Workspace) -> None:
    found = plan_for(supplied, PlanRequest(words=("welder",), profile=Profile.FAST))
    assert [(one.kind, one.skills) for one in found.sources] == [(DemandedBy.OCCUPATION, 3)]
    assert _names(found) == (["Kitchen helper", "Welding basics"], ["write inspection reports"])
    assert _names(plan_for(supplied, PlanRequest(words=("welder",), profile=Profile.FAST, at_most=1)))[0] == [
        "Welding basics"
    ]


def test_a_posting_that_states_no_skill_asks_for_those_of_the_occupation_in_its_title(
    supplied: Workspace,
) -> None:
    text = "Welder\n\nOur office is open on Mondays."
    found = plan_for(supplied, PlanRequest(text=text, profile=Profile.FAST, min_confidence=0.3))
    assert [(one.kind, one.occupation, one.skills) for one in found.sources] == [
        (DemandedBy.POSTING, "welder", 3)
    ]
    stated = plan_for(
        supplied, PlanRequest(text=f"{text}\nYou weld metal.", profile=Profile.FAST, min_confidence=0.3)
    )
    assert [one.occupation for one in stated.sources] == [""]


def test_skills_are_taken_together_by_uri_label_or_words(
    supplied: Workspace, trade: Callable[[str], str]
) -> None:
    found = plan_for(
        supplied,
        PlanRequest(
            words=(
                trade("food"),
                "SOUDAGE",
            ),
            profile=Profile.FAST,
        ),
    )
    assert {one.kind for one in found.sources} == {DemandedBy.SKILL}
    assert _names(found) == (["Kitchen helper", "Welding basics"], [])


@pytest.mark.parametrize(
    ("words", "kind", "error"),
    [
        (["https://example.org/none"], None, NotFoundError),
        (["p99"], DemandedBy.POSTING, NotFoundError),
        (["weld metal"], DemandedBy.OCCUPATION, NotFoundError),
        ([], None, InputError),
    ],
)
def test_what_is_not_there_is_named(
    supplied: Workspace, words: list[str], kind: DemandedBy | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        plan_for(supplied, PlanRequest(words=tuple(words), profile=Profile.FAST, kind=kind))


def test_the_command_says_the_same(supplied: Workspace) -> None:
    arguments = ["-w", str(supplied.path), "plan", "welder", "--profile", "fast"]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0
    assert "Welding basics" in told.stdout
    assert "2 skills covered, 1 not; 2 credentials (none has less)." in told.stderr
    content = json.loads(CliRunner().invoke(app, [*arguments, "--format", "json"]).stdout)
    assert [step["credential"] for step in content["steps"]] == ["Kitchen helper", "Welding basics"]
    assert (content["covered"], content["exact"], content["value"]) == (2, True, 2)


@pytest.fixture
def lacking(supplied: Workspace, tmp_path: Path) -> Workspace:
    """A newer version, in French only, without the skills of its occupation."""
    newer = (TURTLE + OCCUPATION).replace('"1.0"', '"1.1"')
    newer = newer.replace(
        "esco:relatedEssentialSkill t:weld , t:report ; esco:relatedOptionalSkill t:cook", ""
    )
    newer = newer.replace(
        'skos:prefLabel "welder"@en ;', 'skos:prefLabel "soudeur"@fr ; skos:notation "7212.3"'
    )
    load_framework(supplied, [written(tmp_path / "trades.ttl", newer)])
    return supplied


@pytest.mark.parametrize("name", ["welder", "Welders", "soudeur", "7212.3"])
@pytest.mark.parametrize("kind", [None, DemandedBy.OCCUPATION])
def test_another_version_lends_the_skills_of_an_occupation(
    lacking: Workspace, name: str, kind: DemandedBy | None
) -> None:
    found = plan_for(lacking, PlanRequest(words=(name,), profile=Profile.FAST, kind=kind))
    assert [(one.kind, one.skills, one.lenders) for one in found.sources] == [
        (DemandedBy.OCCUPATION, 3, ("trades@1.0",))
    ]
