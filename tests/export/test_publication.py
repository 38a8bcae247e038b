"""Published reports as pages: self-contained, in two languages, charts told in tables, small counts not."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from skillgraph.errors import NotFoundError
from skillgraph.export.page_words import Words, languages
from skillgraph.export.publication.page import render_demand, render_gaps
from skillgraph.export.publication.report_content import (
    Basis,
    DemandContent,
    DemandRow,
    ForecastRow,
    FrameworkRow,
    GapFigures,
    GapsContent,
    Heading,
    InputRow,
    Measure,
    Origin,
    PeriodRow,
    QuoteRow,
    TrendContent,
    TrendRow,
)
from skillgraph.export.publication.tables import demand_tables, gap_tables
from skillgraph.model import RestsOn
from skillgraph.model.gap import Cause
from skillgraph.model.spread import Spread

ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission."
PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3")


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


def measure(postings: int, of: int = 80) -> Measure:
    share = postings / of
    return Measure(postings, of, share, share / 2, min(1.0, share + 0.1))


SMALL = Measure(suppressed="small")


def basis(**changed: Any) -> Basis:  # noqa: ANN401
    plain = Basis(1234, 17, False, (("region", 31), ("place", 0)), False, 5, (("", 0.5),), "2026-01-02")
    return replace(plain, last="2026-09-30", **changed)


def origin(text: str = "postings.csv") -> Origin:
    return Origin(
        (FrameworkRow("esco", "1.2.0", 13939, "ESCO", ("en", "fr"), ACKNOWLEDGEMENT, True),),
        (InputRow(text, "ab" * 32, "postings"), InputRow("esco.zip", "cd" * 32, "framework esco@1.2.0")),
        (("min_cell", "5"), ("where", text)),
        (("skillgraph", "0.1"),),
        "https://example.org/graph",
    )


def trends(text: str) -> TrendContent:
    uri, other = "https://example.org/weld", "https://example.org/cook"
    periods = [
        PeriodRow(uri, text, name, one)
        for name, one in zip(PERIODS, (measure(10), SMALL, measure(31)), strict=True)
    ]
    return TrendContent(
        PERIODS,
        (
            TrendRow(uri, text, 41, "emerging", 2.5, 1.25, None, 0.0001, 0.0004, 1.5, "quasi-poisson"),
            TrendRow(
                "https://example.org/sew", "sewing", 22, "stable", 1.1, 0.9, 1.3, 0.4, 0.5, 1.0, "poisson"
            ),
            TrendRow(other, "cooking", None, "too few"),
        ),
        (*periods, *(PeriodRow(other, "cooking", name, SMALL) for name in PERIODS)),
        (
            ForecastRow(uri, text, "2026-Q4", 0.413, 0.3, 0.5, 7, 0.021, 0.037, 0.86),
            ForecastRow("https://example.org/sew", "sewing", withheld="few-postings"),
        ),
        (
            QuoteRow(uri, text, "early", "jobs/1", "You may weld.", 0.7),
            QuoteRow(uri, text, "late", "jobs/9", "You weld.", 0.9),
        ),
    )


def demand(text: str = "welding", lang: str = "en", **changed: Any) -> DemandContent:  # noqa: ANN401
    rows = (
        DemandRow("https://example.org/weld", text, (), measure(41), 33, None, ((0.3, 47, 0.5875),)),
        DemandRow("https://example.org/cook", "cooking", (), SMALL),
    )
    plain = DemandContent(
        basis(),
        origin(text),
        "concept",
        (),
        rows,
        trends=trends(text),
        trends_asked=True,
        lang=lang,
    )
    return replace(plain, **changed)


def by_period(lang: str = "en") -> DemandContent:
    rows = tuple(
        DemandRow("https://example.org/weld", "welding", ("CA-ON", name), one)
        for name, one in zip(PERIODS, (measure(10), SMALL, measure(31)), strict=True)
    )
    return demand(lang=lang, axes=("region", "period"), rows=rows, periods=PERIODS, trends=None)


def gaps(text: str = "welding", lang: str = "en") -> GapsContent:
    rows = (
        GapFigures("https://example.org/weld", text, measure(41), Cause.NO_CREDENTIAL, 0, 0, 0, 0, 0.0),
        GapFigures("", "board games", measure(12), Cause.NO_TERM, 0, 0, 0, 0, 0.0),
        GapFigures("https://example.org/sew", "sewing", measure(9), Cause.PARTLY_COVERED, 3, 1, 1, 2, 1.5),
        GapFigures("https://example.org/cook", "cooking", SMALL, Cause.COVERED, 1, 1, 1, 0, 1.0),
    )
    quotes = (QuoteRow("https://example.org/weld", text, "", "jobs/1", "You weld.", 0.9),)
    return GapsContent(basis(), origin(text), rows, quotes, lang)


PAGES = {
    "demand": lambda lang: render_demand(demand(lang=lang)),
    "by period": lambda lang: render_demand(by_period(lang)),
    "gaps": lambda lang: render_gaps(gaps(lang=lang)),
}


@pytest.fixture(scope="module", params=[(name, lang) for name in PAGES for lang in ("en", "fr")])
def html(request: pytest.FixtureRequest) -> str:
    name, lang = request.param
    return PAGES[name](lang)


def test_the_page_fetches_nothing_and_runs_nothing(html: str) -> None:
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert not page.values("src", "srcset", "xlink:href", "action")
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "url(" not in html
    assert "default-src 'none'" in html


def test_the_page_can_be_read_without_seeing_it(html: str) -> None:
    page = Page(html)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert all(set(names.split()) <= set(ids) for names in page.values("aria-labelledby"))
    assert all(target.startswith("http") or target[1:] in ids for target in page.values("href"))
    assert page.tags.count("caption") == page.tags.count("table")
    assert page.tags.count("h1") == 1
    assert page.tags.count("desc") == len(re.findall("<svg[^>]*role=.img", html)) > 0
    assert set(page.values("lang")) <= {"en", "fr"}


def test_every_charted_number_is_also_in_a_table(html: str) -> None:
    outside = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    notes = " ".join(re.findall(r"<title>([^<]*)</title>", html))
    charted = set(re.findall(r"\d+(?:[.,]\d+)?\u00a0?%", notes))
    assert charted
    assert {number for number in charted if number not in outside} == set()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_tells_what_the_figures_rest_on(lang: str) -> None:
    number = {"en": "1,234", "fr": "1\u00a0234"}[lang]
    for page in (Page(PAGES["demand"](lang)), Page(PAGES["gaps"](lang))):
        for text in (number, "17", "2026-01-02", "31", "ab" * 32, "min_cell", ACKNOWLEDGEMENT, "Wilson"):
            assert text in page.text, text
        assert "https://example.org/graph" in page.text


def test_weights_and_repeated_postings_are_told() -> None:
    weighted = Page(render_demand(demand(basis=basis(weighted=True, near_duplicates=True)))).text
    assert "Postings are weighted" in weighted
    assert "repeated ones too" in weighted
    assert "Kish" in weighted
    assert "Every posting weighs the same" in Page(render_demand(demand())).text


def test_changes_come_with_test_forecast_and_evidence() -> None:
    text = Page(render_demand(demand())).text
    for said in (
        "emerging",
        "too few postings ask for it",
        "2.50",
        "1.25 to no bound",
        "< 0.001",
        "You weld.",
        "41%",
        "3.7%",
        "86% of 7",
    ):
        assert said in text, said
    assert text.index("You weld.") < text.index("You may weld."), "late sentences tell of what emerges"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("9 different texts, 4 employers", "68% from one text", "Tested, with 20 postings or more: ")),
        ("fr", ("9 textes différents, 4 employeurs", "68\xa0% d’un seul texte", "avec au moins 20 offres")),
    ],
)
def test_a_change_that_one_text_makes_says_so(lang: str, said: tuple[str, ...]) -> None:
    content = demand(lang=lang)
    assert content.trends is not None
    much = Spread.measured(41, (9, 28), (4, 12))
    rows = tuple(replace(row, spread=much) if row.postings == 41 else row for row in content.trends.rows)
    content = replace(content, trends=replace(content.trends, rows=rows))
    text = Page(render_demand(content)).text
    for words in said:
        assert words in text
    (table,) = (one for one in demand_tables(content) if one.name == "trends")
    assert "one-text" in [cell for row in table.rows for cell in row]


@pytest.mark.parametrize(
    ("rests", "lang", "said"),
    [
        (RestsOn(12, 9, 0.8, 0.41), "en", "rests on 12 mappings; 9 of them no person has reviewed. "),
        (RestsOn(12, 9, 0.8, 0.41), "fr", "12 correspondances, dont non révisées\xa0: 9."),
        (RestsOn(12, 9, 0.8, 0.41), "en", "median 0.41, highest 0.80"),
        (RestsOn(1, 1), "en", "rests on 1 mapping; 1 of them no person has reviewed."),
        (RestsOn(1, 0), "fr", "1 correspondance\xa0; tout a été accepté par une personne."),
        (RestsOn(), "en", "No loaded credential is mapped to any of these skills."),
    ],
)
def test_gaps_say_how_much_rests_on_unreviewed_mappings(rests: RestsOn, lang: str, said: str) -> None:
    content = replace(gaps(lang=lang), rests_on=rests)
    assert said in Page(render_gaps(content)).text
    (table,) = (one for one in gap_tables(content) if one.name == "basis")
    assert ("mappings that no person has reviewed", rests.unreviewed) in {tuple(row) for row in table.rows}


def test_a_page_without_periods_says_so() -> None:
    assert "No trend can be told" in Page(render_demand(demand(trends=None))).text
    assert "What changes?" not in Page(render_demand(demand(trends=None, trends_asked=False))).text


def test_an_empty_report_says_that_there_is_nothing() -> None:
    assert "No posting asks for a skill." in Page(render_demand(demand(rows=(), trends=None))).text
    assert "No posting asks for a skill." in Page(render_gaps(replace(gaps(), rows=(), quotes=()))).text


def test_data_stays_text() -> None:
    text = '<script>alert(1)</script>"><img src=x onerror=alert(1)>]]></style>{{ 7 * 7 }}'
    for plain, written in (
        (render_demand(demand()), render_demand(demand(text))),
        (render_gaps(gaps()), render_gaps(gaps(text))),
    ):
        assert sorted(set(Page(written).tags)) == sorted(set(Page(plain).tags))
        assert text in Page(written).text


def test_what_is_suppressed_is_listed_nowhere() -> None:
    for html in (render_demand(demand(trends=None)), render_gaps(gaps())):
        assert "cooking" not in Page(html).text
    shown = Page(render_demand(by_period())).text
    assert shown.count("suppressed") >= 2


def test_long_tables_are_cut_and_the_page_says_so() -> None:
    rows = tuple(DemandRow(f"urn:x:{n}", f"skill {n}", (), measure(70 - n)) for n in range(30))
    text = Page(render_demand(demand(rows=rows, trends=None), top=10)).text
    assert "skill 9" in text
    assert "skill 10" not in text
    assert "the first 10 of 30" in text


def test_the_tables_hold_every_row() -> None:
    found = {table.name: len(table.rows) for table in demand_tables(demand())}
    assert found == {
        "demand": 2,
        "sensitivity": 1,
        "trends": 3,
        "periods": 6,
        "forecasts": 2,
        "sentences": 2,
        "basis": 6,
    }
    assert {table.name: len(table.rows) for table in gap_tables(gaps())} == {
        "gaps": 4,
        "sentences": 1,
        "basis": 8,
    }


def leaves(tree: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from leaves(value, f"{path}.{number}")
    else:
        yield path, str(tree)


def test_both_languages_have_the_same_words_to_fill_in() -> None:
    assert languages("publication") == ("en", "fr")
    english, french = (dict(leaves(Words(lang, "publication").tree)) for lang in ("en", "fr"))
    assert english.keys() == french.keys()
    for path, words in english.items():
        assert set(re.findall(r"{\w*}", words)) == set(re.findall(r"{\w*}", french[path])), path


def test_a_french_page_has_no_english_words() -> None:
    english, french = (dict(leaves(Words(lang, "publication").tree)) for lang in ("en", "fr"))
    shared = {words.strip() for words in french.values()}
    only_english = {words.strip() for words in english.values()} - shared
    for name in PAGES:
        html = PAGES[name]("fr")
        said = {piece.strip() for piece in re.split(r"<[^>]*>|&nbsp;", html)}
        labels = set(re.findall(r'(?:aria-label|data-label)="([^"]*)"', html))
        assert (said | labels) & only_english == set(), name
        long = [words for words in only_english if len(words) > 25 and "{" not in words]
        assert [words for words in long if words in html] == []


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(NotFoundError, match="'xx'"):
        render_gaps(gaps(lang="xx"))


@pytest.mark.parametrize("uri", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "HTTPX://a"])
def test_only_web_addresses_become_links(uri: str) -> None:
    one = gaps("«skill»")
    rows = (replace(one.rows[0], uri=uri), *one.rows[1:])
    written = Page(render_gaps(replace(one, rows=rows)))
    assert all(target.startswith(("http://", "https://", "#")) for target in written.values("href"))
    assert "«skill»" in written.text


def test_characters_that_no_page_may_hold_are_replaced() -> None:
    written = render_demand(demand("a\x00b\x1bc\ud800d\ufffeé"))
    assert "a\ufffdb\ufffdc\ufffdd\ufffdé" in written


def test_skills_that_share_a_label_stay_apart() -> None:
    rows = tuple(replace(row, label="welding") for row in gaps().rows)
    drawn = render_gaps(replace(gaps(), rows=rows))
    assert "welding: 41 of 80 postings" in drawn
    assert "welding: 9 of 80 postings" in drawn


def test_importing_the_page_loads_no_heavy_library() -> None:
    heavy = {"altair", "jinja2", "vl_convert"}
    code = f"import sys, skillgraph.export.publication.page; print({heavy} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_a_page_has_the_title_and_the_summary_of_its_author_as_text() -> None:
    said = Heading.of(" What <b>we</b> lack ", "One.\nStill one.\n\n \n<i>Two.</i>", "A. Nalyst")
    for page in (
        render_demand(replace(demand(), heading=said)),
        render_gaps(replace(gaps(lang="fr"), heading=said)),
    ):
        assert "<title>What &lt;b&gt;we&lt;/b&gt; lack</title>" in page
        assert "<h1>What &lt;b&gt;we&lt;/b&gt; lack</h1>" in page
        assert "<p>One. Still one.</p>\n<p>&lt;i&gt;Two.&lt;/i&gt;</p>" in page
    assert "<h1>Skills in demand</h1>" in render_demand(demand())
    assert "By " not in render_demand(demand()).partition("<main")[0]


def test_numbers_of_few_postings_say_so_where_the_spread_is_told() -> None:
    spread = Spread.counted([1] * 9, [1] * 9)
    few, many = (
        render_gaps(replace(gaps(), rows=(replace(gaps().rows[0], measure=measure(n), spread=spread),)))
        for n in (9, 20)
    )
    assert "few postings: a wide interval" in few
    assert "few postings: a wide interval" not in many


def test_gaps_at_other_confidences_are_a_table_of_page_and_files() -> None:
    row = replace(gaps().rows[0], sensitivity=((0.3, 47, 0.5875), (0.9, None, None)))
    content = replace(gaps(), rows=(row, *gaps().rows[1:]))
    shares = render_gaps(content).partition("Share of postings by the confidence")[2].partition("</table>")[0]
    assert "59%" in shares
    assert "suppressed" in shares
    assert "sewing" not in shares
    (table,) = (one for one in gap_tables(content) if one.name == "sensitivity")
    assert table.rows == (
        ("https://example.org/weld", "welding", 0.3, 47, 0.5875),
        ("https://example.org/weld", "welding", 0.9, None, None),
    )
    assert "sensitivity" not in {one.name for one in gap_tables(gaps())}
