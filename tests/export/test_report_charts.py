"""What lies under the page: bins, words, colours, and the SVG of the charts."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.export import charts
from skillgraph.export.content import GapCause, GapRow, QuarterRow, SuggestedOutcome
from skillgraph.export.svg import embed
from skillgraph.export.words import TEMPLATES, Words, languages

CSS = (TEMPLATES / "report.css.j2").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in CSS.split("prefers-color-scheme: dark", 1)
)


def outcome(confidence: float | None) -> SuggestedOutcome:
    return SuggestedOutcome("c", "o", confidence=confidence, abstained=confidence is None)


@given(st.lists(st.none() | st.floats(0, 1)))
def test_each_outcome_is_in_one_bin(confidences: list[float | None]) -> None:
    bins = charts.confidence_bins(map(outcome, confidences))
    assert sum(n for _, n in bins) == len(confidences)
    assert bins[-1] == (None, confidences.count(None))
    assert [low for low, _ in bins[:-1]] == sorted(
        (low for low, _ in bins[:-1] if low is not None), reverse=True
    )


@pytest.mark.parametrize(("confidence", "low"), [(0.0, 0.0), (0.3, 0.3), (0.7, 0.7), (0.79, 0.7), (1.0, 0.9)])
def test_edges_belong_to_the_bin_above(confidence: float, low: float) -> None:
    assert (low, 1) in charts.confidence_bins([outcome(confidence)])


def test_numbers_are_written_as_readers_expect() -> None:
    words = Words("en")
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


def leaves(tree: object, path: str = "") -> set[str]:
    if isinstance(tree, dict):
        return {leaf for key, value in tree.items() for leaf in leaves(value, f"{path}.{key}")}
    return {path}


def test_all_languages_have_the_same_words() -> None:
    english = leaves(Words("en").tree)
    assert all(leaves(Words(lang).tree) == english for lang in languages())


def test_no_word_is_left_over() -> None:
    sources = [*TEMPLATES.glob("*.j2"), *TEMPLATES.parent.glob("*.py")]
    used = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    enums = {"causes", "cause_help", "relations", "relation_help", "claims", "status", "numbers"}
    words = Words("en").tree
    for section in words.keys() - enums:
        for key in words[section]:
            assert re.search(rf"\b{section}(\.|\"\]\[\"){key}\b|\"{key}\"|w\[key\]\.{key}\b", used), (
                f"{section}.{key}"
            )


def test_the_page_and_the_charts_have_the_same_colours() -> None:
    assert {name: LIGHT[name] for name in charts.COLOURS} == charts.COLOURS
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_the_page(palette: dict[str, str]) -> None:
    for name in palette.keys() - {"page", "panel", "grid"}:
        assert contrast(palette[name], palette["page"]) >= 4.5, name
    assert contrast(palette["muted"], palette["panel"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_the_gap_chart_shows_cause_by_colour_and_shape_and_names_each_mark(width: int) -> None:
    gaps = [
        GapRow(f"u{i}", f"a <b> & {cause}", 5, 0.5, 0.3, 0.7, 0, 0, cause) for i, cause in enumerate(GapCause)
    ]
    names = {value: name for name, value in charts.COLOURS.items()}
    svg = embed(
        charts.gap_chart(gaps, Words("en"), width), key="k", title="T<", description="D&", colours=names
    )
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert [element.text for element in list(root)[:2]] == ["T<", "D&"]
    titles = [element.text or "" for element in root.iter(f"{space}title")]
    points = [e for e in root.iter(f"{space}path") if e.get("class", "").startswith("f-")]
    assert len({e.get("d") for e in points}) == len({e.get("class") for e in points}) == len(GapCause)
    for cause in GapCause:
        assert any(f"a <b> & {cause}" in title and "5 postings" in title for title in titles)
    assert int(root.attrib["viewBox"].split()[2]) <= width + 20


@pytest.mark.parametrize(
    ("quarters", "shown"), [(6, ["Q2", "Q3", "Q4"]), (12, ["2012", "2014", "2016", "2018"])]
)
def test_quarters_are_named_where_there_is_room_and_years_where_not(quarters: int, shown: list[str]) -> None:
    names = [f"{2012 + i // 3 * 2 if quarters > 8 else 2012 + i // 3}-Q{2 + i % 3}" for i in range(quarters)]
    rows = [QuarterRow("u", "welding", name, 1, 4, 0.25, 0.1, 0.4) for name in names]
    [(_, label, svg)] = charts.quarter_charts(rows, {}, Words("en"))
    texts = [element.text for element in ET.fromstring(svg).iter() if element.text]
    assert label == "welding"
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
