"""Writes a report on demand or on gaps as one self-contained HTML page: no script, nothing fetched.

What it cannot show of long tables is in the files beside it, and it says so. The same content gives the same
bytes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Final

from skillgraph import __version__
from skillgraph.export import charts
from skillgraph.export.charts import LinePoint, ShareMark
from skillgraph.export.figures import Figure, figure
from skillgraph.export.page_words import Words
from skillgraph.export.pages import page_environment
from skillgraph.export.publication.report_content import (
    Basis,
    DemandContent,
    DemandRow,
    ForecastRow,
    GapFigures,
    GapsContent,
    Measure,
    PeriodRow,
    QuoteRow,
    TrendContent,
    TrendRow,
)
from skillgraph.model.gap import Cause

WORDS: Final = "publication"
CHARTED: Final = 20
PANELS: Final = 6
TOP: Final = 50
FEW: Final = 20
"""A number of fewer postings than that is marked: its interval is wide."""

PERIOD: Final = "period"
_NAMED: Final = ("emerging", "declining")
_DIRECTIONS: Final = (*_NAMED, "stable", "too few")


@dataclass(frozen=True, slots=True)
class Line:
    """What one line over the periods is of, and its measure in each; ``None`` where there is no cell."""

    uri: str
    label: str
    strata: tuple[str, ...]
    measures: tuple[Measure | None, ...]

    @property
    def shown(self) -> bool:
        """Whether any of it may be published."""
        return any(one is not None and not one.suppressed for one in self.measures)

    @property
    def drawn(self) -> bool:
        """Whether a chart of it shows more than one share above 0."""
        return sum(bool(one and one.share) for one in self.measures) > 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines by period, with the heads of the columns before the periods."""

    heads: tuple[str, ...]
    periods: tuple[str, ...]
    lines: tuple[Line, ...]


def render_demand(content: DemandContent, *, top: int = TOP) -> str:
    """The report on demand as an HTML document.

    Args:
        content: What it shows.
        top: How many lines of a long table it lists.

    Raises:
        NotFoundError: If there are no words for the language.
    """
    return _page(demand_shown(content, top=top))


def demand_shown(content: DemandContent, *, top: int = TOP) -> dict[str, Any]:
    """What the templates of a report on demand name; arguments and errors are those of `render_demand`."""
    words = Words(content.lang, WORDS)
    shown = _demand(content, words, top)
    sections = ["summary", "demand", "method", "provenance"]
    if content.trends or content.trends_asked:
        sections.insert(2, "trends")
        shown |= _trends(content, words, top)
    measures = [row.measure for row in content.rows]
    return _shown("demand", words, content.basis, measures, c=content, sections=sections, **shown)


def render_gaps(content: GapsContent, *, top: int = TOP) -> str:
    """The report on gaps as an HTML document; see `render_demand`."""
    return _page(gaps_shown(content, top=top))


def gaps_shown(content: GapsContent, *, top: int = TOP) -> dict[str, Any]:
    """What the templates of a report on gaps name; see `demand_shown`."""
    words = Words(content.lang, WORDS)
    published = [row for row in content.rows if not row.measure.suppressed]
    quotes: defaultdict[tuple[str, str], list[QuoteRow]] = defaultdict(list)
    for one in content.quotes:
        quotes[one.uri, one.label].append(one)
    most = sorted(published[:top], key=lambda row: -(row.measure.postings or 0))[:CHARTED]
    every = Counter(row.cause for row in content.rows)
    shown = Counter(row.cause for row in published)
    marks = [_gap_mark(row, words) for row in most]
    return _shown(
        "gaps",
        words,
        content.basis,
        [row.measure for row in content.rows],
        c=content,
        sections=["summary", "gaps", "method", "provenance"],
        causes=[(cause, every[cause], shown[cause]) for cause in Cause if every[cause]],
        chart=_share_figure("gaps", marks, words),
        charted=len(most),
        lines=published[:top],
        quotes=quotes,
        sensitive=[row for row in published[:top] if row.sensitivity],
        weighed=any(row.weighted_supply != row.supply for row in content.rows),
        shown=min(top, len(published)),
        total=len(published),
    )


def _page(shown: dict[str, Any]) -> str:
    return page_environment(shown["w"]).get_template("publication.html.j2").render(shown)


def _shown(
    kind: str,
    words: Words,
    basis: Basis,
    measures: Sequence[Measure],
    **shown: Any,  # noqa: ANN401 - what the templates name
) -> dict[str, Any]:
    held = sum(bool(measure.suppressed) for measure in measures)
    used = set(getattr(shown["c"], "axes", ()))
    return {
        "kind": kind,
        "w": words,
        "version": __version__,
        "held": held,
        "few": FEW,
        "heading": shown["c"].heading,
        "label_language": lambda uri, _label: shown["c"].label_languages.get(uri, ""),
        "published": len(measures) - held,
        "undated": dict(basis.unknown).get(PERIOD, 0),
        "unknown": [(axis, n, axis in used) for axis, n in basis.unknown if n],
        "notes": set(_method_notes(kind, basis, shown)),
        "more": words[kind]["more"],
        **shown,
    }


def _method_notes(kind: str, basis: Basis, shown: dict[str, Any]) -> Iterable[str]:
    """Which points of the method belong on the page."""
    yield "always"
    yield "weighted" if basis.weighted else "unweighted"
    if basis.min_cell > 1:
        yield "suppression"
    if kind == "gaps":
        yield "gaps"
    if shown.get("t"):
        yield "trends"
    if shown.get("forecasts") or shown.get("withheld"):
        yield "forecasts"


def _demand(content: DemandContent, words: Words, top: int) -> dict[str, Any]:
    """What the section on demand shows."""
    if PERIOD in content.axes:
        return _demand_over_time(content, words, top)
    published = [row for row in content.rows if not row.measure.suppressed]
    marks = [_demand_mark(row, words) for row in published[: min(top, CHARTED)]]
    return {
        "lines": published[:top],
        "grid": None,
        "panels": [],
        "chart": _share_figure("demand", marks, words),
        "charted": len(marks),
        "shown": min(top, len(published)),
        "total": len(published),
        "sensitive": [row for row in published[:top] if row.sensitivity],
    }


def _demand_over_time(content: DemandContent, words: Words, top: int) -> dict[str, Any]:
    place = content.axes.index(PERIOD)
    periods = content.periods
    lines = [line for line in _demand_lines(content.rows, place, periods) if line.shown]
    others = [axis for axis in content.axes if axis != PERIOD]
    head = words["axes"][content.skill or "concept"]
    heads = (head, *(words["axes"][axis] for axis in others))
    panels = _panels("demand", _drawn(lines), periods, words)
    return {
        "lines": lines[:top],
        "grid": Grid(heads, periods, tuple(lines[:top])) if lines else None,
        "panels": panels,
        "shown": min(top, len(lines)),
        "total": len(lines),
        "sensitive": [],
    }


def _demand_lines(rows: Iterable[DemandRow], place: int, periods: Sequence[str]) -> list[Line]:
    """One line for each skill and stratum, in the order in which they come."""
    found: defaultdict[tuple[str, str, tuple[str, ...]], dict[str, Measure]] = defaultdict(dict)
    for row in rows:
        strata = row.strata[:place] + row.strata[place + 1 :]
        found[row.uri, row.label, strata][row.strata[place]] = row.measure
    return [
        Line(uri, label, strata, tuple(map(measures.get, periods)))
        for (uri, label, strata), measures in found.items()
    ]


def _trends(content: DemandContent, words: Words, top: int) -> dict[str, Any]:
    """What the section on trends shows."""
    t = content.trends
    if t is None:
        return {"t": None}
    named = [row for row in t.rows if row.direction in _NAMED][:top]
    followed = _followed(t.rows, top)
    drawn = _drawn(_period_lines(t, [row.uri for row in followed]))
    rising = {row.uri for row in t.rows if row.direction == "emerging"}
    quotes: defaultdict[str, list[QuoteRow]] = defaultdict(list)
    for one in sorted(t.quotes, key=lambda one: (one.part == "early") is (one.uri in rising)):
        quotes[one.uri].append(one)
    forecasts: defaultdict[str, list[ForecastRow]] = defaultdict(list)
    for forecast in t.forecasts:
        forecasts[forecast.uri].append(forecast)
    counts = Counter(row.direction for row in t.rows)
    forecast_rows = [row for one in followed for row in forecasts[one.uri]]
    return {
        "t": t,
        "tested": sum(row.p is not None for row in t.rows),
        "directions": [(name, counts[name]) for name in _DIRECTIONS if counts[name]],
        "named": named,
        "quotes": quotes,
        "trend_panels": _panels("trend", drawn, t.names, words, t, forecasts),
        "trend_grid": Grid((words["axes"][content.skill],), t.names, tuple(drawn)),
        "forecasts": [row for row in forecast_rows if not row.withheld],
        "withheld": Counter(row.withheld for row in forecast_rows if row.withheld).most_common(),
        "trend_shown": len(followed),
    }


def _followed(rows: Sequence[TrendRow], top: int) -> list[TrendRow]:
    """What is named, then what is asked for most among the others; nothing that is suppressed."""
    named = [row for row in rows if row.direction in _NAMED]
    others = [row for row in rows if row.direction not in _NAMED and row.postings is not None]
    return [*named, *sorted(others, key=lambda row: -(row.postings or 0))][:top]


def _period_lines(t: TrendContent, uris: Sequence[str]) -> list[Line]:
    wanted = set(uris)
    rows = (row for row in t.periods if row.uri in wanted)
    by_uri = {uri: list(group) for uri, group in groupby(rows, key=lambda row: row.uri)}
    return [_period_line(by_uri[uri], t.names) for uri in uris if uri in by_uri]


def _period_line(rows: Sequence[PeriodRow], periods: Sequence[str]) -> Line:
    measures = {row.period: row.measure for row in rows}
    return Line(rows[0].uri, rows[0].label, (), tuple(map(measures.get, periods)))


def _drawn(lines: Iterable[Line]) -> list[Line]:
    """The first lines that a chart shows something of."""
    return [line for line in lines if line.drawn][:PANELS]


def _panels(
    key: str,
    lines: Sequence[Line],
    periods: Sequence[str],
    words: Words,
    t: TrendContent | None = None,
    forecasts: dict[str, list[ForecastRow]] | None = None,
) -> list[Figure]:
    """Small charts on one scale, one for each line."""
    drawn = [(line, _points(line, periods, words, t, (forecasts or {}).get(line.uri, []))) for line in lines]
    ceiling = charts.ceiling(point.high for _, points in drawn for point in points if point.high is not None)
    return [_line_figure(f"{key}{n}", line, points, ceiling, words) for n, (line, points) in enumerate(drawn)]


def _points(
    line: Line, periods: Sequence[str], words: Words, t: TrendContent | None, forecasts: Sequence[ForecastRow]
) -> list[LinePoint]:
    past = [_point(name, one, words) for name, one in zip(periods, line.measures, strict=True)]
    if t is None or past[-1].share is None:
        return past
    form, level = words["trends"]["ahead_note"], words.percent(t.level)
    ahead = [row for row in forecasts if row.share is not None]
    return past + [
        LinePoint(
            row.period,
            row.share,
            row.low,
            row.high,
            form.format(
                period=row.period,
                level=level,
                share=words.percent(row.share or 0.0),
                low=words.percent(row.low or 0.0),
                high=words.percent(row.high or 0.0),
            ),
            ahead=True,
        )
        for row in ahead
    ]


def _point(period: str, measure: Measure | None, words: Words) -> LinePoint:
    if measure is None:
        return LinePoint(period, None, None, None, "")
    if not measure.suppressed and not measure.of:
        return LinePoint(period, None, None, None, "")
    if measure.share is None:
        return LinePoint(period, None, None, None, words["demand"]["hidden_note"].format(period=period))
    note = words["demand"]["line_note"].format(
        period=period,
        share=words.percent(measure.share),
        n=words.number(measure.postings or 0),
        of=words.number(measure.of or 0),
    )
    return LinePoint(period, measure.share, measure.low, measure.high, note)


def _line_figure(key: str, line: Line, points: Sequence[LinePoint], ceiling: float, words: Words) -> Figure:
    listed = ", ".join(map(partial(_point_text, words), points))
    label = _label(line.label or words["demand"]["any"], line.strata)
    described = words["demand"]["line_desc"].format(
        first=points[0].period, last=points[-1].period, points=listed
    )
    return figure(key, label, described, charts.line_chart(points, ceiling, words), label=label)


def _point_text(words: Words, point: LinePoint) -> str:
    if point.share is not None:
        return words.percent(point.share)
    return str(words["page"]["suppressed"]) if point.note else "–"


def _share_figure(kind: str, marks: Sequence[ShareMark], words: Words) -> Figure | None:
    if not marks:
        return None
    top = ", ".join(f"{mark.label} ({words.percent(mark.share)})" for mark in marks[:3])
    return figure(
        kind,
        words[kind]["chart"].format(n=len(marks)),
        words[kind]["chart_desc"].format(top=top),
        *(
            charts.share_chart(marks, words, width, axis=words[kind]["axis"])
            for width in (charts.WIDE, charts.NARROW)
        ),
    )


def _demand_mark(row: DemandRow, words: Words) -> ShareMark:
    label = _label(row.label or words["demand"]["any"], row.strata)
    return _mark(label, row.measure, words["demand"]["note"], words)


def _gap_mark(row: GapFigures, words: Words) -> ShareMark:
    cause = row.cause
    return _mark(row.label, row.measure, words["gaps"]["note"], words, cause=cause)


def _mark(label: str, measure: Measure, form: str, words: Words, *, cause: Cause | None = None) -> ShareMark:
    share, low, high = measure.share or 0.0, measure.low or 0.0, measure.high or 0.0
    note = form.format(
        label=label,
        postings=words.number(measure.postings or 0),
        of=words.count(measure.of or 0, "posting"),
        share=words.percent(share),
        low=words.percent(low),
        high=words.percent(high),
        cause=words["causes"][cause] if cause else "",
    )
    return ShareMark(label, share, low, high, note, cause.value if cause else "measure")


def _label(label: str, strata: Sequence[str]) -> str:
    return " · ".join([label, *strata])
