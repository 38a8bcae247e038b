"""The charts of pages: Altair specifications, rendered to SVG with no network and no browser.

They are static on purpose: the scripts of an interactive chart weigh 0.9 MB, several times the whole
page, and a page without scripts prints, travels by mail and opens anywhere. Hovering over a mark shows
its numbers, and a table stands beneath each chart. Only marks with a note of ours are named (`aria` is off
for the others): Vega's own names speak of fields (``low: null``), and English.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from skillgraph.export.page_words import Words, printable
from skillgraph.export.palette import DRAWN, LIGHT
from skillgraph.model.gap import Cause

if TYPE_CHECKING:
    import altair as alt

WIDE: Final = 900
NARROW: Final = 360
"""Widths in pixels; the page shows one or the other, so that text keeps its size."""

COLOURS: Final = {name: LIGHT[name] for name in DRAWN}
"""Each with one meaning; the page's style sheet holds the same names, and their dark counterparts."""

SHAPES: Final = {
    Cause.NO_CREDENTIAL: "square",
    Cause.ONLY_UNREVIEWED: "M0,-1.3L1.3,0L0,1.3L-1.3,0Z",
    Cause.NO_TERM: "triangle-up",
    Cause.PARTLY_COVERED: "triangle-down",
    Cause.COVERED: "circle",
}
"""The cause is told by shape as well as by colour."""

_KINDS: Final = {**{cause.value: shape for cause, shape in SHAPES.items()}, "measure": "circle"}

LABELS: Final = 350
"""Width of the column of skill labels, in pixels."""

PANEL: Final = 230
"""Width of one of several small charts, in pixels."""

_YEAR: Final = 40
"""Room that the label of a year needs, in pixels."""


@dataclass(frozen=True, slots=True)
class ShareMark:
    """A share with its interval, 0 to 1; ``kind`` names a colour and a shape, ``note`` tells the numbers."""

    label: str
    share: float
    low: float
    high: float
    note: str
    kind: str = "measure"


@dataclass(frozen=True, slots=True)
class LinePoint:
    """The share of one period with its interval; ``None`` where it is not shown. ``ahead``: a forecast."""

    period: str
    share: float | None
    low: float | None
    high: float | None
    note: str
    ahead: bool = False


def share_chart(marks: Sequence[ShareMark], words: Words, width: int, *, axis: str) -> str:
    """Points with intervals, one below the other. Gives SVG.

    In a narrow chart the labels stand above the points instead of beside them.
    """
    import altair as alt

    narrow = width < 600
    scale = alt.Scale(domain=[0, ceiling(mark.high for mark in marks)])
    share = alt.X("share:Q", scale=scale, axis=plain_axis(axis, tickCount=5, labelExpr=percents(words)))
    base = alt.Chart(
        alt.InlineData(values=[_mark_values(rank, mark, words) for rank, mark in enumerate(marks)])
    )
    base = base.encode(y=_labels(extent=LABELS, shown=not narrow), color=_colour("kind", list(_KINDS)))
    layers = [
        base.mark_rule(strokeWidth=2.5, opacity=0.5).encode(
            x=alt.X("low:Q", scale=scale), x2="high:Q", description="note:N"
        ),
        base.mark_point(size=75, filled=True, opacity=1).encode(
            x=share, shape=_shape(), description="note:N"
        ),
        base.mark_text(aria=False, align="left", dx=7, fontSize=11.5).encode(
            x=alt.X("high:Q", scale=scale), text="percent:N", color=alt.value(COLOURS["muted"])
        ),
    ]
    if narrow:
        layers.append(_labels_above(base, width))
    plot = width - 60 if narrow else width - LABELS - 50
    return to_svg(alt.layer(*layers).properties(width=plot, height={"step": 42 if narrow else 25}))


def line_chart(points: Sequence[LinePoint], top: float, words: Words, *, colour: str = "measure") -> str:
    """A line with its interval as a band, broken where a share is not shown. Gives SVG.

    Args:
        points: In the order of time; forecasts last.
        top: Upper end of the scale, which all charts that stand together share.
        words: The page's words.
        colour: A name of `COLOURS`.
    """
    import altair as alt

    scale = alt.Scale(domain=[0, top])
    past = [point for point in points if not point.ahead]
    x = alt.X(
        "period:O",
        axis=_period_axis([point.period for point in points]),
        scale=alt.Scale(type="point", padding=0.3),
        sort=[point.period for point in points],
    )
    axis = plain_axis("", tickCount=3, labelExpr=percents(words))
    layers = _line(past, x, scale, axis, COLOURS[colour], small=len(points) > 12)
    if len(past) < len(points):
        ahead = [point for point in points if point.ahead]
        last = [replace(past[-1], low=past[-1].share, high=past[-1].share)]
        layers += _line(
            [*last, *ahead], x, scale, axis, COLOURS["muted"], dash=[4, 3], small=len(points) > 12
        )
    return to_svg(alt.layer(*layers).properties(width=PANEL, height=96))


def _line(
    points: Sequence[LinePoint],
    x: alt.X,
    scale: alt.Scale,
    axis: alt.Axis,
    colour: str,
    *,
    small: bool,
    dash: list[int] | None = None,
) -> list[alt.Chart]:
    import altair as alt

    base = alt.Chart(alt.InlineData(values=[asdict(point) for point in points])).encode(x=x)
    y = alt.Y("share:Q", scale=scale)
    return [
        base.mark_area(aria=False, opacity=0.18, color=colour).encode(
            y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
        ),
        base.mark_line(aria=False, strokeWidth=2, color=colour, strokeDash=dash or alt.Undefined).encode(y=y),
        base.mark_point(size=12 if small else 34, filled=True, opacity=1, color=colour).encode(
            y=y, description="note:N"
        ),
    ]


def _period_axis(periods: Sequence[str]) -> alt.Axis:
    """Each period, with its year below the first of a year; or, where room is short, some years only."""
    first = sorted({name[:4]: name for name in reversed(periods)}.values())
    year = "slice(datum.value, 0, 4)"
    if len(periods) <= 8 and "-" in periods[0]:
        label = f"[slice(datum.value, 5), indexof({json.dumps(first)}, datum.value) >= 0 ? {year} : '']"
        return _plain_periods(label, periods)
    return _plain_periods(year, _apart(first, periods))


def _plain_periods(label: str, values: Sequence[str]) -> alt.Axis:
    import altair as alt

    return alt.Axis(
        title=None, grid=False, labelAngle=0, labelOverlap=False, labelExpr=label, values=list(values)
    )


def _apart(names: Sequence[str], periods: Sequence[str]) -> list[str]:
    """Those of the names between which there is room for a label."""
    step = math.ceil(_YEAR * len(periods) / PANEL)
    kept: list[str] = []
    for name in names:
        if not kept or periods.index(name) - periods.index(kept[-1]) >= step:
            kept.append(name)
    return kept


def _mark_values(rank: int, mark: ShareMark, words: Words) -> dict[str, Any]:
    named = {
        "key": _key(rank, mark.label),
        "label": printable(mark.label),
        "note": printable(mark.note),
    }
    return asdict(mark) | named | {"percent": words.percent(mark.share)}


def _labels_above(base: alt.Chart, width: int) -> alt.Chart:
    import altair as alt

    mark = base.mark_text(aria=False, align="left", baseline="bottom", dy=-8, fontSize=12.5, limit=width - 10)
    placed: alt.Chart = mark.encode(x=alt.value(0), text="label:N", color=alt.value(COLOURS["ink"]))
    return placed


def _key(rank: int, label: str) -> str:
    """Labels are not unique; with the rank before them they are, and they sort."""
    return f"{rank:03d} {printable(label)}"


def _labels(*, extent: int, shown: bool = True) -> alt.Y:
    """Labels in a column of fixed width, with room to spare: the reader's font may be wider than ours."""
    import altair as alt

    axis = alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        labelExpr="slice(datum.value, 4)",
        labelLimit=0.88 * extent,
        minExtent=extent,
        maxExtent=extent,
        labelPadding=8,
        labelFontSize=12.5,
        labelColor=COLOURS["ink"],
    )
    return alt.Y("key:N", axis=axis if shown else None, sort="ascending")


def plain_axis(title: str, **options: Any) -> alt.Axis:  # noqa: ANN401 - Altair's own options
    """An axis without line and ticks, named where ``title`` is not empty."""
    import altair as alt

    return alt.Axis(
        title=title or None, domain=False, ticks=False, labelPadding=5, labelFlush=False, **options
    )


def percents(words: Words) -> str:
    """A Vega expression that writes a share of an axis as the page writes percentages."""
    return f"replace({words['numbers']['percent']!r}, '{{}}', format(100 * datum.value, '.0f'))"


def _colour(field: str, names: Sequence[str]) -> alt.Color:
    import altair as alt

    scale = alt.Scale(domain=[str(name) for name in names], range=[COLOURS[name] for name in names])
    return alt.Color(f"{field}:N", scale=scale, legend=None)


def _shape() -> alt.Shape:
    import altair as alt

    scale = alt.Scale(domain=list(_KINDS), range=list(_KINDS.values()))
    return alt.Shape("kind:N", scale=scale, legend=None)


def ceiling(values: Iterable[float]) -> float:
    """The upper end of an axis of shares: the next twentieth above the greatest value."""
    greatest = max(values, default=0.0)
    return min(1.0, (int(greatest * 20) + 1) / 20)


def to_svg(chart: alt.LayerChart | alt.FacetChart | alt.ConcatChart) -> str:
    """Render a chart in the look that all share."""
    import altair as alt
    import vl_convert

    look = chart.configure(background="transparent", padding=4)
    look = look.configure_view(stroke=None).configure_axis(
        gridColor=COLOURS["grid"],
        labelColor=COLOURS["muted"],
        labelFontSize=11.5,
        titleColor=COLOURS["muted"],
        titleFontSize=12,
        titleFontWeight="normal",
        titlePadding=8,
    )
    look = look.configure_text(fontSize=12)
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    return str(vl_convert.vegalite_to_svg(look.to_dict(), vl_version=version, allowed_base_urls=[]))
