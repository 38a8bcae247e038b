"""Draws confidence against the share that is right: an SVG file, or a page with tables too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from skillgraph import files
from skillgraph.errors import InputError
from skillgraph.export.charts import COLOURS, percents, plain_axis, to_svg
from skillgraph.export.page_words import Words
from skillgraph.export.pages import page_environment
from skillgraph.export.svg import embed, standalone
from skillgraph.matching.evaluation.evaluation import SHOWN, Evaluation
from skillgraph.matching.evaluation.reliability import Bin

if TYPE_CHECKING:
    import altair as alt

SUFFIXES: Final = (".svg", ".html")
_SIZE: Final = 260
_SHARES: Final = tuple(n / 5 for n in range(6))


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture of a plot: some suggestions of one language, or of all."""

    title: str
    bins: Sequence[Bin]
    error: float


def check_suffix(path: Path) -> None:
    """Check that a plot can be written to a file of this name.

    Raises:
        InputError: If its end is neither ``.svg`` nor ``.html``.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            f"A plot cannot be written to {path.name}.", hint=f"End the name in {' or '.join(SUFFIXES)}."
        )


def write_reliability(path: Path, found: Evaluation, *, subject: str, lang: str = "en") -> None:
    """Write the plot in one step; the same evaluation gives the same bytes.

    Args:
        path: The end of its name says what to write, see `check_suffix`.
        found: What was measured.
        subject: What it was measured on and with, for the title.
        lang: Language of the page.

    Raises:
        InputError: If the name has another end.
        NotFoundError: If there are no words for the language.
    """
    from markupsafe import Markup

    check_suffix(path)
    words = Words(lang, "reliability")
    figure = _figure(found, words, subject)
    if path.suffix.lower() == ".svg":
        files.write_text(path, standalone(figure))
        return
    page = page_environment(words).get_template("reliability.html.j2")
    # ElementTree has escaped every text and attribute in the figure.
    panels_by_language = {
        "panels": panels(found, words),
        "languages": [("", found), *found.languages.items()],
    }
    files.write_text(
        path, page.render(w=words, subject=subject, found=found, figure=Markup(figure), **panels_by_language)
    )


def panels(found: Evaluation, words: Words) -> list[Panel]:
    """The best suggestions and all that are shown, of all texts and of each language."""
    said = words["reliability"]
    return [
        Panel(said[what].format(shown=SHOWN) + (f" ({lang})" if lang else ""), bins, error or 0.0)
        for lang, one in {"": found, **found.languages}.items()
        for what, bins, error in (("best", one.best, one.ece), ("shown", one.shown, one.ece_shown))
    ]


def reliability_chart(drawn: Sequence[Panel], words: Words) -> str:
    """One panel beside the other, two in a row; gives SVG."""
    import altair as alt

    charts = [_panel(panel, words) for panel in drawn]
    return to_svg(alt.concat(*charts, columns=2, spacing=40))


def _figure(found: Evaluation, words: Words, subject: str) -> str:
    said, drawn = words["reliability"], panels(found, words)
    described = " ".join(
        said["told"].format(title=panel.title, bins="; ".join(_note(one, words) for one in panel.bins))
        for panel in drawn
    )
    return embed(
        reliability_chart(drawn, words),
        key="reliability",
        title=" ".join([said["title"], subject]),
        description=" ".join([said["desc"], described]),
        colours={value: name for name, value in COLOURS.items()},
    )


def _panel(panel: Panel, words: Words) -> alt.LayerChart | alt.FacetChart:
    """A point for each bin with its interval, and the line where confidence is what it says."""
    import altair as alt

    said, scale = words["reliability"], alt.Scale(domain=[0, 1])
    rows = [_values(one, words) for one in panel.bins]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_share("confidence", said["x"], words))
    layers = [
        alt.Chart(alt.InlineData(values=[{"at": 0}, {"at": 1}]))
        .mark_line(aria=False, strokeDash=[4, 4], strokeWidth=1.2, color=COLOURS["muted"])
        .encode(x=alt.X("at:Q", scale=scale), y=alt.Y("at:Q", scale=scale)),
        base.mark_rule(strokeWidth=2.5, opacity=0.5, color=COLOURS["measure"]).encode(
            y=alt.Y("low:Q", scale=scale), y2="high:Q", description="note:N"
        ),
        base.mark_point(size=64, filled=True, opacity=1, color=COLOURS["measure"]).encode(
            y=_share("share", said["y"], words), description="note:N"
        ),
    ]
    error = said["error"].format(error=words.score(panel.error))
    name = f"{panel.title}, {error}"
    title = alt.TitleParams(name, anchor="start", fontSize=13, fontWeight=600, color=COLOURS["ink"])
    return alt.layer(*layers).properties(width=_SIZE, height=_SIZE, title=title)


def _share(field: str, title: str, words: Words) -> Any:  # noqa: ANN401 - a channel of Altair's
    import altair as alt

    channel = alt.X if field == "confidence" else alt.Y
    axis = plain_axis(title, values=list(_SHARES), labelExpr=percents(words))
    return channel(f"{field}:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)


def _values(one: Bin, words: Words) -> dict[str, Any]:
    low, high = one.interval
    return {
        "confidence": one.confidence,
        "share": one.share,
        "low": low,
        "high": high,
        "note": _note(one, words),
    }


def _note(one: Bin, words: Words) -> str:
    low, high = one.interval
    return str(
        words["reliability"]["note"].format(
            confidence=words.percent(one.confidence),
            share=words.percent(one.share),
            low=words.percent(low),
            high=words.percent(high),
            suggestions=words.count(one.suggestions, "suggestion"),
        )
    )
