"""The plot of confidence against truth: what it draws, says and tabulates."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from skillgraph.errors import InputError
from skillgraph.export.page_words import Words
from skillgraph.export.reliability import panels, write_reliability
from skillgraph.matching.evaluation.evaluation import Evaluation
from skillgraph.matching.evaluation.reliability import Offered, at_thresholds, reliability
from skillgraph.matching.judging.cutoffs import cutoffs

SVG = "{http://www.w3.org/2000/svg}"
SUBJECT = "gold <1>.jsonl"


def measured(seed: int = 0, languages: dict[str, Evaluation] | None = None) -> Evaluation:
    rng = np.random.default_rng(seed)
    confidences = rng.random(400)
    right = rng.random(400) < confidences
    bins = reliability(confidences, right)
    offered = Offered(confidences, right, np.arange(400) // 5, 200, 80)
    return Evaluation(
        queries=80, skilled=70, rp={5: 50.0}, rp_interval={5: (40.0, 60.0)}, mrr=50.0,
        any_right=80.0, silent_with=5.0, silent_without=90.0, ece=0.04,
        ece_shown=0.05, ece_floor=0.03, ece_shown_floor=0.02,
        auroc=0.9, texts_per_second=10.0, unknown_uris=0, best=bins[2:], shown=bins,
        thresholds=at_thresholds(offered), cutoffs=cutoffs(confidences, right), languages=languages or {},
    )  # fmt: skip


class Cells(HTMLParser):
    """The text of every cell of a page's tables."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in ("td", "th"):
            self.inside = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


def test_the_picture_names_itself_and_every_point(tmp_path: Path) -> None:
    found = measured()
    write_reliability(tmp_path / "plot.svg", found, subject=SUBJECT)
    root = ET.parse(tmp_path / "plot.svg").getroot()
    assert root.attrib["role"] == "img"
    title, described = (root.find(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert title is not None
    assert SUBJECT in str(title.text)
    assert described is not None
    notes = [one.text for one in root.iter(f"{SVG}title")][1:]
    # An interval and a point for each bin.
    assert len(notes) == 2 * (len(found.best) + len(found.shown))
    assert all(str(note) in str(described.text) for note in notes)
    assert not [one for one in root.iter() if "href" in " ".join(one.attrib)]


def test_the_page_holds_the_same_numbers_as_tables(tmp_path: Path) -> None:
    found = measured()
    write_reliability(tmp_path / "plot.html", found, subject=SUBJECT)
    page = (tmp_path / "plot.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "gold &lt;1&gt;.jsonl" in page
    parser = Cells()
    parser.feed(page)
    words = Words("en", "reliability")
    for one in found.shown:
        assert words.percent(one.confidence) in parser.cells
    for row in found.thresholds:
        assert words.percent(row.recall) in parser.cells
    for cutoff in found.cutoffs:
        assert words.score(cutoff.threshold) in parser.cells


def test_each_language_has_its_panels(tmp_path: Path) -> None:
    found = measured(languages={"en": measured(1), "fr": measured(2)})
    titles = [panel.title for panel in panels(found, Words("en", "reliability"))]
    assert len(set(titles)) == 6
    assert titles[-1].endswith("(fr)")
    write_reliability(tmp_path / "plot.svg", found, subject=SUBJECT)
    assert "(fr)" in (tmp_path / "plot.svg").read_text(encoding="utf-8")


def test_the_same_measures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_reliability(tmp_path / f"{name}.svg", measured(), subject=SUBJECT)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


@pytest.mark.parametrize("name", ["plot.png", "plot", "plot.svg.gz"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be written") as caught:
        write_reliability(tmp_path / name, measured(), subject=SUBJECT)
    assert ".svg or .html" in caught.value.hint
    assert not list(tmp_path.iterdir())
