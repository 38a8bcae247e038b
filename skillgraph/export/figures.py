"""Charts ready to stand in a page: named, described, in the page's colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.export import charts
from skillgraph.export.svg import embed

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart in one or two widths, ready for the page."""

    wide: Markup
    narrow: Markup | None = None
    label: str = ""


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
