"""What lies under the page: numbers in words, colours, and the SVG of the charts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import pytest

from skillgraph.export import charts
from skillgraph.export.charts import LinePoint, ShareMark
from skillgraph.export.page_words import Words
from skillgraph.export.palette import DARK, LIGHT, contrast
from skillgraph.export.svg import embed
from skillgraph.model.gap import Cause


def test_numbers_are_written_as_readers_expect() -> None:
    words = Words("en", "publication")
    assert [words.percent(x) for x in (0, 0.004, 0.0849, 0.0996, 0.41, 1)] == [
        "0%",
        "0.4%",
        "8.5%",
        "10%",
        "41%",
        "100%",
    ]
    assert words.number(13939) == "13,939"
    assert [words.count(n, "posting") for n in (0, 1, 2)] == ["0 postings", "1 posting", "2 postings"]
    assert [words.score(x) for x in (None, 0.726)] == ["–", "0.73"]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_the_page(palette: Mapping[str, str]) -> None:
    assert LIGHT.keys() == DARK.keys()
    for name in palette.keys() - {"page", "panel", "grid"}:
        assert contrast(palette[name], palette["page"]) >= 4.5, name
    for name in ("muted", "link"):
        assert contrast(palette[name], palette["panel"]) >= 4.5, name


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_the_gap_chart_shows_cause_by_colour_and_shape_and_names_each_mark(width: int) -> None:
    marks = [
        ShareMark(f"a <b> & {cause}", 0.5, 0.3, 0.7, f"a <b> & {cause}: 5 postings", cause) for cause in Cause
    ]
    names = {value: name for name, value in charts.COLOURS.items()}
    svg = embed(
        charts.share_chart(marks, Words("en", "publication"), width, axis="Share"),
        key="k",
        title="T<",
        description="D&",
        colours=names,
    )
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert [element.text for element in list(root)[:2]] == ["T<", "D&"]
    titles = [element.text or "" for element in root.iter(f"{space}title")]
    points = [e for e in root.iter(f"{space}path") if e.get("class", "").startswith("f-")]
    assert len({e.get("d") for e in points}) == len({e.get("class") for e in points}) == len(Cause)
    for cause in Cause:
        assert any(f"a <b> & {cause}" in title and "5 postings" in title for title in titles)
    assert int(root.attrib["viewBox"].split()[2]) <= width + 20


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_marks_say_their_notes_and_nothing_that_the_renderer_made_up(lang: str) -> None:
    words = Words(lang, "publication")
    shares = ((0.2, 0.1, 0.3), (None, None, None), (0.3, 0.2, 0.4))
    points = [LinePoint(f"2025-Q{i}", *one, f"note {i}") for i, one in enumerate(shares, start=1)]
    ahead = LinePoint("2026-Q1", 0.3, 0.2, 0.5, "note 4", ahead=True)
    marks = [ShareMark("souder", 0.5, 0.3, 0.7, "note 5")]
    drawn = [charts.line_chart([*points, ahead], 0.6, words)]
    drawn += [charts.share_chart(marks, words, width, axis="x") for width in (charts.WIDE, charts.NARROW)]
    for svg in drawn:
        made = embed(svg, key="k", title="T", description="D", colours={})
        titles = re.findall("<title[^>]*>([^<]*)</title>", made)
        assert set(titles) - {"T"} <= {f"note {i}" for i in (1, 3, 4, 5)}
        assert len(titles) > 1
        assert "null" not in made


@pytest.mark.parametrize(
    ("quarters", "shown"), [(6, ["Q2", "Q3", "Q4"]), (12, ["2012", "2014", "2016", "2018"])]
)
def test_quarters_are_named_where_there_is_room_and_years_where_not(quarters: int, shown: list[str]) -> None:
    names = [f"{2012 + i // 3 * 2 if quarters > 8 else 2012 + i // 3}-Q{2 + i % 3}" for i in range(quarters)]
    points = [LinePoint(name, 0.25, 0.1, 0.4, name) for name in names]
    svg = charts.line_chart(points, 0.4, Words("en", "publication"))
    texts = [element.text for element in ET.fromstring(svg).iter() if element.text]
    assert set(shown) <= set(texts)
    assert texts.count("2014") == (1 if quarters > 8 else 0)


def test_an_embedded_picture_keeps_its_references_apart() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><defs><clipPath id="c">'
        '<path d="M0,0h9v9z"/></clipPath></defs>'
        '<g clip-path="url(#c)"><path d="M0,0h5" fill="#1C2127"/></g><g/></svg>'
    )
    made = embed(svg, key="a", title="t", description="d", colours={"#1c2127": "ink"})
    assert 'id="a-c"' in made
    assert "url(#a-c)" in made
    assert 'class="f-ink"' in made
    assert "M0,0h9v9z" in made
    assert "<g />" not in made
