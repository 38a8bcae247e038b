"""Writes the answers as one self-contained HTML page: no script, and nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from skillgraph import files
from skillgraph.export import charts
from skillgraph.export.content import (
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
)
from skillgraph.export.pages import page_environment
from skillgraph.export.svg import embed
from skillgraph.export.words import Words
from skillgraph.model import MappingStatus

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = [
    "CoverQuestion",
    "CoverageRelation",
    "CoverageRow",
    "EvidenceRow",
    "FrameworkRow",
    "GapCause",
    "GapRow",
    "InputRow",
    "Provenance",
    "QuarterRow",
    "ReportContent",
    "SentenceRow",
    "SuggestedOutcome",
    "Totals",
    "render_report",
    "write_report",
]

CHARTED_GAPS: Final = 20
LISTED_GAPS: Final = 60
LISTED_OUTCOMES: Final = 300
CHARTED_TRENDS: Final = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart in one or two widths, ready for the page."""

    wide: Markup
    narrow: Markup | None = None
    label: str = ""


def write_report(path: Path, content: ReportContent) -> None:
    """Write the report to ``path`` in one step; the same content gives the same bytes.

    Raises:
        NotFoundError: If there are no words for the language of the content.
    """
    files.write_bytes(path, render_report(content).encode("utf-8"))


def render_report(content: ReportContent) -> str:
    """The report as an HTML document."""
    words = Words(content.lang)
    content = _ordered(content)
    template = page_environment(words).get_template("report.html.j2")
    return template.render(
        c=content,
        w=words,
        total_gaps=len(content.gaps),
        uncovered=sum(gap.cause is not GapCause.COVERED for gap in content.gaps),
        causes=[cause for cause in GapCause if any(gap.cause is cause for gap in content.gaps)],
        relations=list(CoverageRelation),
        groups=_by_credential(content.suggestions[:LISTED_OUTCOMES]),
        shown_outcomes=LISTED_OUTCOMES,
        nothing=[one for one in content.suggestions if one.abstained],
        bins=[(charts.bin_label(low, words), n) for low, n in charts.confidence_bins(content.suggestions)],
        gaps=content.gaps[:LISTED_GAPS],
        charted=min(CHARTED_GAPS, len(content.gaps)),
        quarters=list(dict.fromkeys(row.quarter for row in content.quarters)),
        trends=_by_skill(content.quarters),
        confidence_figure=_confidence_figure(content, words),
        gap_figure=_gap_figure(content, words),
        trend_figures=_trend_figures(content, words),
    )


def _ordered(content: ReportContent) -> ReportContent:
    """Put everything in the order of the page; questions, and the outcomes of a credential, keep theirs."""
    return replace(
        content,
        frameworks=tuple(sorted(content.frameworks, key=lambda f: (f.name, f.version))),
        suggestions=tuple(sorted(content.suggestions, key=lambda s: s.credential)),
        questions=tuple(
            replace(q, rows=tuple(sorted(q.rows, key=_coverage_rank))) for q in content.questions
        ),
        gaps=tuple(sorted(content.gaps, key=lambda g: (-g.postings, g.label, g.uri))),
        quarters=_top_trends(content.quarters),
        provenance=replace(
            content.provenance,
            inputs=tuple(sorted(content.provenance.inputs, key=lambda i: (i.role, i.name, i.sha256))),
            parameters=tuple(sorted(content.provenance.parameters)),
        ),
    )


def _coverage_rank(row: CoverageRow) -> tuple[int, bool, float, str, str]:
    surest = max((piece.confidence or 0.0 for piece in row.evidence), default=0.0)
    closeness = list(CoverageRelation).index(row.coverage)
    return closeness, row.status is not MappingStatus.ACCEPTED, -surest, row.credential, row.issuer


def _top_trends(rows: Iterable[QuarterRow]) -> tuple[QuarterRow, ...]:
    """The rows of the skills asked for most over all quarters, by skill and then by quarter."""
    skills = _by_skill(sorted(rows, key=lambda row: (row.label, row.uri, row.quarter)))
    top = sorted(skills, key=lambda group: -sum(row.postings for row in group))[:CHARTED_TRENDS]
    return tuple(row for group in top for row in group)


def _by_skill(rows: Iterable[QuarterRow]) -> list[list[QuarterRow]]:
    return [list(group) for _, group in groupby(rows, key=lambda row: row.uri)]


def _by_credential(suggestions: Sequence[SuggestedOutcome]) -> list[tuple[str, list[SuggestedOutcome]]]:
    return [(name, list(group)) for name, group in groupby(suggestions, key=lambda one: one.credential)]


def _confidence_figure(content: ReportContent, words: Words) -> Figure | None:
    if not content.suggestions:
        return None
    bins = charts.confidence_bins(content.suggestions)
    told = "; ".join(f"{charts.bin_label(low, words)}: {words.number(n)}" for low, n in bins)
    outcomes = words.count(len(content.suggestions), "outcome")
    return figure(
        "confidence",
        words["outcomes"]["chart"],
        words["outcomes"]["chart_desc"].format(outcomes=outcomes, bins=told),
        *(
            charts.confidence_chart(content.suggestions, words, width)
            for width in (charts.WIDE, charts.NARROW)
        ),
    )


def _gap_figure(content: ReportContent, words: Words) -> Figure | None:
    top = content.gaps[:CHARTED_GAPS]
    if not top:
        return None
    first = ", ".join(f"{gap.label} ({words.percent(gap.share)})" for gap in top[:3])
    return figure(
        "gaps",
        words["gaps"]["chart"].format(n=len(top)),
        words["gaps"]["chart_desc"].format(n=len(top), top=first),
        *(charts.gap_chart(top, words, width) for width in (charts.WIDE, charts.NARROW)),
    )


def _trend_figures(content: ReportContent, words: Words) -> list[Figure]:
    causes = {gap.uri: gap.cause for gap in content.gaps}
    drawn = charts.quarter_charts(content.quarters, causes, words)
    rows = _by_skill(content.quarters)
    return [
        figure(f"trend{i}", label, _trend_description(group, words), svg, label=label)
        for i, ((_, label, svg), group) in enumerate(zip(drawn, rows, strict=True))
    ]


def _trend_description(rows: Sequence[QuarterRow], words: Words) -> str:
    points = ", ".join(words.percent(row.share) for row in rows)
    return str(
        words["quarters"]["chart_desc"].format(first=rows[0].quarter, last=rows[-1].quarter, points=points)
    )


def figure(
    key: str, title: str, description: str, wide: str, narrow: str | None = None, *, label: str = ""
) -> Figure:
    """A chart ready for a page: named, described, in the page's colours.

    Args:
        key: Unique within the page.
        title: The chart's name.
        description: What it shows, for those who do not see it.
        wide: SVG.
        narrow: SVG for narrow screens, where there is another.
        label: What the page calls the chart, where it does.
    """
    names = {value: name for name, value in charts.COLOURS.items()}

    def ready(svg: str, suffix: str) -> Markup:
        from markupsafe import Markup

        # ElementTree has escaped every text and attribute in it.
        return Markup(embed(svg, key=f"{key}-{suffix}", title=title, description=description, colours=names))

    return Figure(ready(wide, "w"), ready(narrow, "n") if narrow else None, label)
