"""The charts of the map as pictures, and what says how its numbers can be made again."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from skillgraph.export.svg import PNG_SCALE, png, sheet
from skillgraph.workspace import Workspace
from skillgraph.workspace.reports.making import rerun_report

SMALL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><text x="2" y="15">{}</text></svg>'


def pixels(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)


@pytest.mark.parametrize(("kind", "lang"), [("demand", "en"), ("trends", "fr"), ("gaps", "en")])
def test_charts_are_pictures_with_twice_the_pixels(analyst: TestClient, lang: str, kind: str) -> None:
    page = analyst.get(f"/{lang}/{'map' if kind == 'demand' else f'map/{kind}'}").text
    assert f'href="/{lang}/map/{kind}.png"' in page
    drawing = ElementTree.fromstring(analyst.get(f"/{lang}/map/{kind}.svg").text)
    answer = analyst.get(f"/{lang}/map/{kind}.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    width, height = (float(drawing.attrib[side]) for side in ("width", "height"))
    got = pixels(answer.content)
    assert abs(got[0] - PNG_SCALE * width) <= 2
    assert abs(got[1] - PNG_SCALE * height) <= 2


def test_periods_are_one_sheet_with_a_label_above_each_chart(analyst: TestClient) -> None:
    drawing = analyst.get("/en/map/demand.svg", params={"by": "concept,period"})
    assert drawing.status_code == 200
    texts = [one.text for one in ElementTree.fromstring(drawing.text)]
    assert "manage budgets" in texts
    assert analyst.get("/en/map/demand.png", params={"by": "concept,period"}).status_code == 200
    assert analyst.get("/en/map/demand.png", params={"place": "Nowhere"}).status_code == 404


def test_letters_of_both_languages_are_drawn_and_do_not_depend_on_the_machine() -> None:
    pictures = {words: png(SMALL.format(words)) for words in ("é", "è", "œ", "…")}
    assert len(set(pictures.values())) == len(pictures)
    assert png(SMALL.format("é")) == pictures["é"]


def test_a_sheet_has_as_many_rows_as_it_needs() -> None:
    one = SMALL.format("x")
    for count, columns in ((1, 1), (3, 3), (4, 3)):
        made = ElementTree.fromstring(sheet([(f"n{n}", one) for n in range(count)], columns=3))
        width, height = made.attrib["viewBox"].split()[2:]
        assert float(width) == columns * 64
        assert float(height) == (1 if count < 4 else 2) * 66


@pytest.mark.parametrize("kind", ["trends", "gaps"])
def test_from_the_manifest_the_tables_are_made_again(
    analyst: TestClient, counted: Workspace, tmp_path: Path, kind: str
) -> None:
    asked = {"region": "CA-ON", "min_confidence": "0.7"}
    answer = analyst.get(f"/fr/map/{kind}/manifest.json", params=asked)
    assert answer.headers["content-type"] == "application/json"
    file = tmp_path / "manifest.json"
    file.write_bytes(answer.content)
    said = json.loads(answer.content)
    assert said["request"]["where"] == ["region=CA-ON"]
    assert said["versions"]["skillgraph"]
    assert {one["role"] for one in said["inputs"]} >= {"postings", "mentions", "framework esco@1.2.0"}
    again = rerun_report(counted, file)
    assert again.same
    assert len(again.tables) >= 4


def test_the_shares_at_other_confidences_stand_beside_gaps_too(analyst: TestClient) -> None:
    page = analyst.get("/en/map/gaps", params={"sensitivity": "1"}).text
    assert "If mentions counted from another confidence on" in page
    shares = page.partition("If mentions counted")[2].partition("</table>")[0]
    for confidence in ("0.30", "0.50", "0.90"):
        assert f">{confidence}</th>" in shares
    assert "provide first aid" in shares
    assert "weld metal" not in shares
    assert "If mentions counted" not in analyst.get("/en/map/gaps").text


def test_few_postings_and_no_dates_are_said_beside_the_number(analyst: TestClient) -> None:
    page = analyst.get("/en/map").text
    assert "few postings: a wide interval" in page
    assert "Without a date, and so in no period: " in page
    assert "Postings without a date are left out" in analyst.get("/en/map?since=2026-01-01").text
    assert "Les offres sans date" in analyst.get("/fr/map?until=2026-12-31").text
