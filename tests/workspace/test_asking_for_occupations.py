"""`cover` and `plan` find an occupation by the word for it, and ask for what most of those called so need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.analytics.reading import ReadingKind
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.cover import cover
from skillgraph.workspace.answers.plan import plan_for
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.loading import load_framework
from skillgraph.workspace.requests import CoverRequest, PlanRequest, ProposeRequest

OCCUPATIONS = """
@prefix esco: <http://data.europa.eu/esco/model#> .
t:group a skos:Concept , esco:OccupationGroup ; skos:inScheme t:scheme ; skos:prefLabel "Metal trades"@en .
t:pipe a skos:Concept , esco:Occupation ; skos:inScheme t:scheme ; skos:broader t:group ;
    skos:prefLabel "pipe welder"@en , "soudeur de tuyaux/soudeuse de tuyaux"@fr ;
    esco:relatedEssentialSkill t:weld , t:report .
t:spot a skos:Concept , esco:Occupation ; skos:inScheme t:scheme ; skos:broader t:group ;
    skos:prefLabel "spot welder"@en , "soudeur par point/soudeuse par point"@fr ;
    esco:relatedEssentialSkill t:weld , t:tig .
t:ship a skos:Concept , esco:Occupation ; skos:inScheme t:scheme ; skos:broader t:group ;
    skos:prefLabel "ship welder"@en , "soudeur de bateaux/soudeuse de bateaux"@fr ;
    esco:relatedEssentialSkill t:weld , t:cook .
"""


@pytest.fixture
def trades(loaded: Workspace, turtle: Path) -> Workspace:
    turtle.write_text(turtle.read_text(encoding="utf-8") + OCCUPATIONS, encoding="utf-8")
    load_framework(loaded, [turtle])
    propose(loaded, ProposeRequest(profile=Profile.FAST, limit=1, min_confidence=0.0))
    return loaded


@pytest.mark.parametrize("asked", ["welder", "Welders", "soudeuse", "soudeur"])
def test_several_are_called_so_and_what_most_of_them_need_is_asked(trades: Workspace, asked: str) -> None:
    resolved, found = cover(trades, CoverRequest(skill=asked, profile=Profile.FAST))
    assert (resolved.kind, resolved.found_by) == (ReadingKind.OCCUPATION, "part")
    assert len(resolved.uris) == 3
    assert [one.credential for one in found if one.coverage == "direct"] == ["Welding basics"]


def test_it_can_be_chosen(trades: Workspace) -> None:
    asked = CoverRequest(skill="welder", profile=Profile.FAST, reading=ReadingKind.OCCUPATION)
    assert cover(trades, asked)[0].kind is ReadingKind.OCCUPATION


@pytest.mark.parametrize("asked", ["welder", "soudeuse", "night welder"])
def test_a_plan_is_made_for_them(trades: Workspace, trade: Callable[[str], str], asked: str) -> None:
    found = plan_for(trades, PlanRequest(words=(asked,), profile=Profile.FAST))
    (source,) = found.sources
    assert source.kind == "occupation"
    assert {one.uri for one in found.demanded} == {trade("weld")}
    assert [step.credential for step in found.plan.steps] == ["Welding basics"]
