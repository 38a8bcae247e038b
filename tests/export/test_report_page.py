"""The report as a page: self-contained, escaped, reproducible, readable without seeing its charts."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from skillgraph.errors import NotFoundError
from skillgraph.export.report import (
    CoverageRelation,
    CoverageRow,
    CoverQuestion,
    EvidenceRow,
    FrameworkRow,
    GapCause,
    GapRow,
    InputRow,
    Provenance,
    QuarterRow,
    ReportContent,
    SentenceRow,
    SuggestedOutcome,
    Totals,
    render_report,
    write_report,
)
from skillgraph.model import Assessment, Endorsement, EndorsementClaim, MappingStatus

ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission."


def gap(rank: int, label: str, postings: int, cause: GapCause) -> GapRow:
    share = postings / 40
    evidence = (SentenceRow(f"We need someone for {label}.", f"p{rank}", 0.8),)
    return GapRow(
        f"http://example.org/{rank}", label, postings, share, share / 2, share + 0.1, 0, 0, cause, evidence
    )


def quarter(label: str, name: str, postings: int) -> QuarterRow:
    share = postings / 10
    return QuarterRow(f"http://example.org/{label}", label, name, postings, 10, share, share / 2, share + 0.1)


def content(text: str = "Write Python programs", uri: str = "http://example.org/1") -> ReportContent:
    """A small report in which ``text`` stands wherever data may stand."""
    evidence = EvidenceRow(text, text, MappingStatus.PROPOSED, 0.7, uri, "en")
    coverage = CoverageRow(
        credential=text,
        issuer=text,
        coverage=CoverageRelation.DIRECT,
        status=MappingStatus.ACCEPTED,
        assessment=(Assessment(text, text, True, 0.9),),
        endorsements=(Endorsement(text, EndorsementClaim.DEMAND, valid_until="2027-01-31"),),
        evidence=(evidence, evidence),
        url=uri,
    )
    gaps = (gap(1, text, 9, GapCause.NO_CREDENTIAL), gap(2, "welding", 4, GapCause.COVERED))
    return ReportContent(
        created="2026-11-23",
        totals=Totals(2, 3, 1234, "2026-01-05", "2026-06-30"),
        frameworks=(
            FrameworkRow("esco", "1.2.0", 13939, text, ("en",), ACKNOWLEDGEMENT, True),
            FrameworkRow("sfs", "1", 9, "Skills for Success"),
        ),
        suggestions=(
            SuggestedOutcome(text, text, text, uri, 0.72, (text, "top"), text, (text,), False, text, "fr"),
            SuggestedOutcome(text, "Reflect", text, abstained=True, reason=text),
        ),
        questions=(CoverQuestion(text, (text,), (coverage,)), CoverQuestion("alchemy", (), ())),
        gaps=gaps,
        provenance=Provenance("0.1", (InputRow(text, "ab" * 32, text, text),), ((text, text),)),
        quarters=tuple(quarter(text, name, n) for name, n in (("2026-Q1", 4), ("2026-Q2", 0))),
        title=text,
    )


class Page(HTMLParser):
    """Gathers the tags, identifiers, references and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, *names: str) -> list[str]:
        return [value for name, value in self.attributes if name in names]


@pytest.fixture(scope="module")
def html() -> str:
    return render_report(content())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_the_page_fetches_nothing_and_runs_nothing(html: str, page: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert not page.values("src", "srcset", "xlink:href", "action")
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "@import" not in html
    assert "url(" not in html
    assert "default-src 'none'" in html


def test_links_lead_to_the_web_or_into_the_page(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for target in page.values("href"):
        assert target.startswith("http") or target.removeprefix("#") in ids


def test_each_chart_has_a_name_and_a_description(page: Page) -> None:
    ids = set(page.values("id"))
    named = [value.split() for value in page.values("aria-labelledby") if "-title " in value]
    assert len(named) == 5  # confidence and gaps in two widths, one quarter panel
    assert all(set(names) <= ids for names in named)
    assert page.tags.count("desc") == 5


def test_every_charted_number_is_also_in_a_table(html: str) -> None:
    outside = re.sub(r"<svg.*?</svg>", "", html, flags=re.S)
    for text in ("0.70–0.80", "no good term", "welding", "10%", "2026-Q2", "0 of 10", "40%"):
        assert text in outside


def test_the_page_tells_what_the_reader_needs(page: Page) -> None:
    for text in (
        "1,234",
        "published 2026-01-05 to 2026-06-30",
        "We need someone for welding.",
        "No loaded credential covers this skill.",
        "in a job-like situation, mastery at 90%",
        "the skill is in demand, valid until 2027-01-31",
        "Postings are not demand",
        "Wilson",
        "ab" * 32,
        ACKNOWLEDGEMENT,
        "The classification was adapted",
    ):
        assert text in page.text, text


def test_text_in_another_language_says_so(html: str) -> None:
    assert '<html lang="en">' in html
    assert ' lang="fr">Write Python programs</td>' in html


def test_data_stays_text(page: Page) -> None:
    text = '<script>alert(1)</script>"><img src=x onerror=alert(1)>]]></style><b>&amp;{{ 7 * 7 }}{% raw %}'
    written = Page(render_report(content(text)))
    assert sorted(set(written.tags)) == sorted(set(page.tags))
    assert written.tags.count("script") == written.tags.count("img") == 0
    assert text in written.text


def test_only_web_addresses_become_links() -> None:
    refused = ["javascript:alert(1)", "data:text/html,x", " javascript:x", "urn:x:1", "", "HTTPX://a"]
    one = content()
    suggestions = [replace(one.suggestions[0], uri=uri, label=f"«{uri}»") for uri in refused]
    gaps = [replace(one.gaps[0], uri=uri) for uri in refused]
    written = Page(render_report(replace(one, suggestions=tuple(suggestions), gaps=tuple(gaps), quarters=())))
    assert all(target.startswith(("http://", "https://", "#")) for target in written.values("href"))
    assert all(f"«{uri}»" in written.text for uri in refused)


def test_characters_that_no_page_may_hold_are_replaced(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    write_report(target, content("a\x00b\x1bc\ud800d\ufffeé"))
    assert "a\ufffdb\ufffdc\ufffdd\ufffdé" in target.read_text(encoding="utf-8")


def test_the_same_content_gives_the_same_bytes_in_any_order(tmp_path: Path, html: str) -> None:
    one = content()
    turned = replace(one, gaps=one.gaps[::-1], frameworks=one.frameworks[::-1], quarters=one.quarters[::-1])
    write_report(tmp_path / "report.html", turned)
    assert (tmp_path / "report.html").read_bytes() == html.encode()


def test_an_empty_report_says_that_there_is_nothing() -> None:
    empty = ReportContent("2026-11-23", Totals(0, 0, 0), (), (), (), (), Provenance("0.1"))
    written = Page(render_report(empty))
    for text in ("No outcomes were matched.", "No questions were asked.", "No skills were found", "No files"):
        assert text in written.text


def test_long_lists_are_cut_and_the_page_says_so() -> None:
    gaps = tuple(gap(i, f"skill {i}", 39 - i // 2, GapCause.NO_CREDENTIAL) for i in range(70))
    suggestions = content().suggestions[:1] * 301
    written = Page(render_report(replace(content(), gaps=gaps, suggestions=suggestions)))
    assert "10 skills were asked for by fewer" in written.text
    assert "skill 59" in written.text
    assert "skill 69" not in written.text
    assert "1 outcome" in written.text


def test_skills_that_share_a_label_stay_apart() -> None:
    gaps = (gap(1, "welding", 9, GapCause.NO_CREDENTIAL), gap(2, "welding", 4, GapCause.COVERED))
    drawn = render_report(replace(content(), gaps=gaps))
    assert "welding: 9 postings" in drawn
    assert "welding: 4 postings" in drawn


def test_an_unknown_language_is_refused_and_the_old_page_stays(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")
    with pytest.raises(NotFoundError, match="'xx'") as caught:
        write_report(target, replace(content(), lang="xx"))
    assert "en" in caught.value.hint
    assert target.read_text() == "old"


def test_importing_the_report_loads_no_heavy_library() -> None:
    code = (
        "import sys, skillgraph.export.report; print({'altair', 'jinja2', 'vl_convert'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
