"""Answers narrowed by what credentials say of themselves, and what each further choice would leave."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from skillgraph.analytics.facets import CredentialCondition, Facet
from skillgraph.errors import InputError
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.answers.cover import cover, faceted
from skillgraph.workspace.requests import CoverRequest

SKILLS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:x:weld> a skos:Concept ; skos:prefLabel "weld metal"@en .
"""
ASKED = CoverRequest(skill="weld metal", profile=Profile.FAST)


def credential(number: int, **said: object) -> dict[str, object]:
    return {
        "id": f"https://example.org/{number}",
        "name": f"Welding {number}: weld metal",
        "issuer": "North College" if number % 2 else "South College",
        "outcomes": [{"id": f"https://example.org/{number}#1", "text": "Weld metal"}],
        **said,
    }


CREDENTIALS = [
    credential(1, delivery="Online", duration_hours=10, lang="en", assessments=[{"kind": "exam"}]),
    credential(2, delivery="online", duration_hours=40, lang="fr-CA", credits=3),
    credential(3, delivery="In person", duration_hours=400, lang="en", cost="free", transcriptable=True),
    credential(4, delivery="Hybrid", assessments=[{"kind": "Exam"}, {"kind": "portfolio"}]),
]


@pytest.fixture(scope="module")
def supplied(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("facets")
    (folder / "skills.ttl").write_text(SKILLS, encoding="utf-8")
    (folder / "welding.json").write_text(json.dumps(CREDENTIALS), encoding="utf-8")
    made = Workspace.create(folder / "workspace")
    loading.load_framework(made, [folder / "skills.ttl"], name="few", version="1")
    loading.load_credentials(made, folder / "welding.json")
    return made


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ((), {1, 2, 3, 4}),
        (("delivery=ONLINE",), {1, 2}),
        (("delivery=online", "delivery=Hybrid"), {1, 2, 4}),
        (("delivery=online", "assessment=exam"), {1}),
        (("assessment=exam",), {1, 4}),
        (("hours=40",), {1, 2}),
        (("hours=9.5",), set()),
        (("credit=yes",), {2, 3}),
        (("cost=free", "hours=1000"), {3}),
        (("delivery=by post",), set()),
    ],
)
def test_conditions_on_one_field_are_alternatives_and_those_on_several_hold_together(
    supplied: Workspace, where: tuple[str, ...], left: set[int]
) -> None:
    _, found = cover(supplied, replace(ASKED, where=where))
    assert {int(one.credential_id.rpartition("/")[2]) for one in found} == left


def test_each_value_is_counted_as_it_would_be_with_it_alone_and_all_other_conditions(
    supplied: Workspace,
) -> None:
    facets = faceted(supplied, replace(ASKED, where=("delivery=online",), issuer="north")).facets
    assert facets[Facet.DELIVERY] == {"In person": 1, "Online": 1}
    assert facets[Facet.ISSUER] == {"North College": 1, "South College": 1}
    assert facets[Facet.ASSESSMENT] == {"exam": 1}
    everything = faceted(supplied, ASKED).facets
    assert everything[Facet.DELIVERY] == {"Online": 2, "Hybrid": 1, "In person": 1}
    assert everything[Facet.LANG] == {"en": 2, "fr": 1}
    assert everything[Facet.HOURS] == {"20": 1, "40": 2, "400": 3}
    assert everything[Facet.CREDIT] == {"yes": 2}
    assert everything[Facet.FIELD] == {}
    for facet, counts in everything.items():
        for value, n in counts.items():
            if facet not in (Facet.ISSUER, Facet.LANG):
                assert len(cover(supplied, replace(ASKED, where=(f"{facet}={value}",)))[1]) == n


@pytest.mark.parametrize(
    "text",
    ["", "online", "delivery=", "=x", "issuer=North", "colour=red", "hours=long", "hours=nan", "hours=-1"],
)
def test_conditions_that_cannot_be_read_are_refused(supplied: Workspace, text: str) -> None:
    with pytest.raises(InputError):
        CredentialCondition.parse(text)
    with pytest.raises(InputError):
        cover(supplied, replace(ASKED, where=(text,)))
