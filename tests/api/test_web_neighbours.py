"""The neighbourhood of a term, as a picture whose boxes are links and as lists; its demand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph import resources
from skillgraph.export.neighbourhood import SHOWN, Neighbour, draw_narrow, draw_wide, kept
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.frameworks.built_in import CROSSWALK, SKILLS_FOR_SUCCESS
from tests.api.conftest import FIRST_AID, GROUP, WELDING
from tests.support.site import WIDE, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"
X = "http://data.europa.eu/esco/skill/"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def knotted(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A term with nine below it, two occupations, a related one, and some in bad faith."""
    folder = tmp_path_factory.mktemp("knotted")
    below = "\n".join(
        f'x:n{n} a skos:Concept; skos:broader x:knots ; skos:prefLabel "knot number {n}"@en , "nœud {n}"@fr .'
        for n in range(9)
    )
    text = f"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix x: <{X}> .
@prefix o: <http://data.europa.eu/esco/occupation/> .
x:ropes a skos:Concept ; skos:prefLabel "handle ropes"@en , "manier des cordes"@fr .
x:knots a skos:Concept ; skos:prefLabel "tie knots"@en , "nouer"@fr ; skos:broader x:ropes ;
    skos:related x:bad .
x:bad a skos:Concept ; skos:prefLabel {json.dumps(HOSTILE)}@en .
x:climb a skos:Concept ; skos:prefLabel "climb"@en ; esco:relatedEssentialSkill x:knots .
x:alone a skos:Concept ; skos:prefLabel "alone"@en .
o:sailor a skos:Concept , esco:Occupation ; skos:prefLabel "sailor"@en , "marin"@fr ;
    esco:relatedEssentialSkill x:knots .
{below}
"""
    (folder / "terms.ttl").write_text(text, encoding="utf-8")
    made = Workspace.create(folder / "workspace")
    loading.load_framework(made, [folder / "terms.ttl"], name="knots", version="1")
    return made


@pytest.fixture(scope="module")
def knots(knotted: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(knotted), raise_server_exceptions=False) as made:
        yield made


def pictures(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(one) for one in re.findall(r'<svg [^>]*class="neighbours".*?</svg>', page)]


def links(picture: ElementTree.Element) -> dict[str, str]:
    return {one.attrib["aria-label"]: one.attrib["href"] for one in picture.iter(f"{SVG}a")}


def test_the_picture_has_a_few_of_each_kind_and_counts_the_others(knots: TestClient) -> None:
    page = knots.get("/en/concept", params={"uri": f"{X}knots"}).text
    wide, narrow = pictures(page)
    assert links(wide) == links(narrow)
    found = links(wide)
    assert {"handle ropes", "knot number 0", f"knot number {SHOWN - 1}", f"{9 - SHOWN} more"} <= found.keys()
    assert f"knot number {SHOWN}" not in found
    assert found["3 more"] == "#below"
    assert found["handle ropes"].startswith("/en/concept?uri=")
    assert f"{HOSTILE} (related)" in found
    assert wide.attrib["role"] == "group"
    assert "tie knots" in wide.attrib["aria-label"]
    lists = page.partition('id="above"')[2]
    for label in ("handle ropes", "knot number 8", "climb"):
        assert label in lists


def test_the_picture_is_in_the_language_of_the_page_and_absent_where_nothing_is_around(
    knots: TestClient,
) -> None:
    page = knots.get("/fr/concept", params={"uri": f"{X}knots"}).text
    assert {"manier des cordes", "nœud 0"} <= links(pictures(page)[0]).keys()
    assert pictures(knots.get("/en/concept", params={"uri": f"{X}alone"}).text) == []


def test_no_style_and_no_script_stands_in_the_picture(knots: TestClient) -> None:
    for one in pictures(knots.get("/en/concept", params={"uri": f"{X}knots"}).text)[0].iter():
        assert "style" not in one.attrib
        assert not [name for name in one.attrib if name.startswith("on")]
        assert one.tag.removeprefix(SVG) in {"svg", "g", "a", "title", "rect", "text", "path"}


def test_long_labels_are_cut_on_two_lines_and_named_in_full() -> None:
    label = "apply " + "very long words of a label " * 6
    few = kept([Neighbour(label, "/x")], "Above", "{n} more", "#above")
    for drawn in (draw_wide(label, [few], [], "n"), draw_narrow(label, [few], "n")):
        root = ElementTree.fromstring(drawn)
        (link,) = root.iter(f"{SVG}a")
        assert link.attrib["aria-label"] == label.strip()
        assert len(link.findall(f"{SVG}text")) == 2
    assert kept([Neighbour("a", "/a")] * (SHOWN + 1), "t", "{n} more", "#x").more is None


def test_skills_for_success_and_other_frameworks_are_shown(tmp_path: Path) -> None:
    written = f"{X}0e161427-3369-47c0-8669-9e226207f6d0"
    (tmp_path / "terms.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<{written}> a skos:Concept ; skos:prefLabel "discern written communication"@en .\n',
        encoding="utf-8",
    )
    made = Workspace.create(tmp_path / "workspace")
    loading.load_framework(made, [tmp_path / "terms.ttl"], name="esco", version="1.2.0")
    loading.load_framework(made, [resources.ontologies(SKILLS_FOR_SUCCESS)])
    loading.load_crosswalk(made, resources.ontologies(CROSSWALK))
    client = TestClient(create_app(made))
    page = client.get("/en/concept", params={"uri": written}).text
    assert ">reading</a>" in page.partition('id="success"')[2]
    assert "reading (in another framework)" in links(pictures(page)[0])
    french = client.get("/fr/concept", params={"uri": written}).text
    assert ">lecture</a>" in french.partition('id="success"')[2]


def test_the_page_of_a_term_says_how_many_postings_ask_for_it(analyst: TestClient) -> None:
    page = analyst.get("/en/concept", params={"uri": FIRST_AID}).text
    number = re.search(r"(\d+) of (\d+) loaded postings ask for it", page)
    assert number
    assert int(number[1]) >= 7
    assert "map/sentences?concept=" in page
    few = analyst.get("/fr/concept", params={"uri": WELDING}).text
    assert "Moins de 5 des offres chargées" in few
    group = analyst.get("/en/concept", params={"uri": GROUP}).text
    assert 'id="demand"' in group


def test_what_was_not_searched_yet_is_told_on_the_page_of_a_term(bare_client: TestClient) -> None:
    answer = bare_client.get("/en/concept", params={"uri": FIRST_AID})
    assert answer.status_code == 200
    assert "How many postings ask for it cannot be told:" in answer.text


@pytest.mark.parametrize(("width", "lang", "dark"), [(WIDE, "en", False), (320, "fr", True)])
def test_the_boxes_are_walked_through_by_keyboard(
    browser: Browser, knotted: Workspace, width: int, lang: str, dark: bool
) -> None:
    label = {"en": "handle ropes", "fr": "manier des cordes"}[lang]
    with served(knotted) as base, visit(browser, base, width=width, dark=dark) as reader:
        page = reader.page
        reader.go(f"/{lang}/concept?uri={X}knots")
        reader.check()
        assert page.evaluate("window.hit") is None
        boxes = page.locator("svg.neighbours:visible a")
        assert boxes.count() >= SHOWN
        boxes.first.focus()
        assert page.locator(":focus").get_attribute("aria-label") == label
        page.keyboard.press("Tab")
        assert page.locator("svg.neighbours :focus").count() == 1
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**ropes")
        assert page.locator("h1").inner_text() == label
        reader.check()
