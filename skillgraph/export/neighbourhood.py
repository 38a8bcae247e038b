"""What lies around a concept as a picture whose boxes are links, a few of each kind.

It is drawn twice, for wide and for narrow screens, so that its letters keep their size. Colours are classes
of the page's style sheet, with a value for where there is none; nothing in it is a style or a script.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from skillgraph.export.charts import COLOURS
from skillgraph.export.page_words import printable

SHOWN: Final = 6
"""So many of each kind are drawn; the others are counted."""

WIDE: Final = 900
NARROW: Final = 300

_BOX: Final = 270
_INDENT: Final = 24
_SIGNS: Final = 36
"""Letters that fit into a line of a box, in any usual font."""

_LINES: Final = 2
_LINE: Final = 17
_PAD: Final = 8
_GAP: Final = 8
_SIZE: Final = "13"
_LINK: Final = "#1f4f8f"
"""The colour of links, where there is no style sheet."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A concept beside the one that is shown; ``note`` says how it is related, where that differs."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Concepts that stand in one relation to it.

    Attributes:
        title: What they are.
        more: What leads to the others: its words and its address; none where all are drawn.
    """

    title: str
    shown: Sequence[Neighbour]
    more: Neighbour | None = None


@dataclass(frozen=True, slots=True)
class _Box:
    """A label in lines, with where it leads; ``None`` for the concept itself."""

    lines: Sequence[str]
    name: str
    href: str | None
    strong: bool = False

    @property
    def height(self) -> int:
        return _LINE * len(self.lines) + 2 * _PAD


def draw_wide(label: str, left: Sequence[Neighbours], right: Sequence[Neighbours], name: str) -> str:
    """The concept in the middle, some of its neighbours left of it and the others right. Gives SVG.

    Args:
        label: Of the concept.
        left: What stands left of it.
        right: What stands right of it.
        name: Of the picture.
    """
    centre = _box(label, None)
    heights = [sum(map(_height, side)) for side in (left, right)]
    height = max(*heights, centre.height + 2 * _GAP)
    middle, x = height / 2, (WIDE - _BOX) / 2
    svg = _svg(WIDE, height, name)
    lines, boxes = ET.SubElement(svg, "g", {"aria-hidden": "true"}), ET.SubElement(svg, "g")
    for side, start, end, own in ((left, 0.0, _BOX, x), (right, float(WIDE - _BOX), WIDE - _BOX, x + _BOX)):
        top = (height - sum(map(_height, side))) / 2
        for group in side:
            for place in _column(boxes, group, start, top):
                half = (own + end) / 2
                curve = f"M{own:g} {middle:g}C{half:g} {middle:g} {half:g} {place:g} {end:g} {place:g}"
                _path(lines, curve)
            top += _height(group)
    _put(boxes, centre, x, middle - centre.height / 2, _BOX)
    return ET.tostring(svg, encoding="unicode")


def draw_narrow(label: str, groups: Sequence[Neighbours], name: str) -> str:
    """The concept on top, its neighbours below it in one column. Gives SVG; see `draw_wide`."""
    centre = _box(label, None)
    svg = _svg(NARROW, centre.height + sum(map(_height, groups)) + _GAP, name)
    lines, boxes = ET.SubElement(svg, "g", {"aria-hidden": "true"}), ET.SubElement(svg, "g")
    _put(boxes, centre, 0, 0, NARROW)
    top, last = float(centre.height), 0.0
    for group in groups:
        for last in _column(boxes, group, _INDENT, top):
            _path(lines, f"M{_INDENT / 2:g} {last:g}H{_INDENT:g}")
        top += _height(group)
    if last:
        _path(lines, f"M{_INDENT / 2:g} {centre.height:g}V{last:g}")
    return ET.tostring(svg, encoding="unicode")


def _column(parent: ET.Element, group: Neighbours, left: float, top: float) -> list[float]:
    """Draw a kind of neighbours below its title; gives the middle of each box."""
    title = {"x": f"{left:g}", "y": f"{top + _GAP + _LINE:g}", "font-weight": "600", "font-size": _SIZE}
    _coloured(ET.SubElement(parent, "text", title), fill="muted").text = printable(group.title)
    top += _GAP + _LINE + _GAP
    middles = []
    for box in _boxes(group):
        _put(parent, box, left, top, _BOX)
        middles.append(top + box.height / 2)
        top += box.height + _GAP
    return middles


def _height(group: Neighbours) -> float:
    return _GAP + _LINE + _GAP + sum(box.height + _GAP for box in _boxes(group))


def _boxes(group: Neighbours) -> list[_Box]:
    every = [*group.shown, *([group.more] if group.more else [])]
    return [_box(f"{one.label} ({one.note})" if one.note else one.label, one.href) for one in every]


def _box(label: str, href: str | None) -> _Box:
    name = " ".join(printable(label).split())
    lines = textwrap.wrap(name, _SIGNS, max_lines=_LINES, placeholder=" …") or ["–"]
    return _Box(lines, name, href, strong=href is None)


def _put(parent: ET.Element, box: _Box, left: float, top: float, width: float) -> None:
    place = parent
    if box.href is not None:
        place = ET.SubElement(parent, "a", {"href": box.href, "aria-label": box.name})
    if " ".join(box.lines) != box.name:
        ET.SubElement(place, "title").text = box.name
    frame = {"x": f"{left + 0.5:g}", "y": f"{top + 0.5:g}", "width": f"{width - 1:g}", "rx": "6"}
    frame |= {"height": f"{box.height - 1:g}", "stroke-width": "2" if box.strong else "1"}
    _coloured(ET.SubElement(place, "rect", frame), fill="page", stroke="ink" if box.strong else "muted")
    for number, line in enumerate(box.lines):
        at = {"x": f"{left + 10:g}", "y": f"{top + _PAD + _LINE * (number + 1) - 4:g}", "font-size": _SIZE}
        if box.strong:
            at["font-weight"] = "700"
        _coloured(ET.SubElement(place, "text", at), fill="ink" if box.strong else "link").text = line


def _path(parent: ET.Element, curve: str) -> None:
    _coloured(ET.SubElement(parent, "path", {"d": curve, "fill": "none"}), stroke="muted")


def _coloured(element: ET.Element, **names: str) -> ET.Element:
    """Give an element colours by their names: as a class for the page, and by value."""
    element.set("class", " ".join(f"{kind[0]}-{name}" for kind, name in names.items()))
    for kind, name in names.items():
        element.set(kind, COLOURS.get(name, _LINK))
    return element


def _svg(width: float, height: float, name: str) -> ET.Element:
    box = {"viewBox": f"0 0 {width:g} {height:g}", "width": f"{width:g}", "class": "neighbours"}
    return ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", **box, "role": "group", "aria-label": name}
    )


def kept(every: Iterable[Neighbour], title: str, more: str, href: str) -> Neighbours:
    """Neighbours of one kind, as many as are drawn, with a way to the others.

    Args:
        every: All of them, in their order.
        title: What they are.
        more: How many others there are, with ``{n}`` for the number.
        href: Where all are listed.
    """
    found = list(every)
    left = len(found) - SHOWN
    # One that is left over takes as much room as the words that would count it.
    shown = found if left <= 1 else found[:SHOWN]
    rest = len(found) - len(shown)
    return Neighbours(title, shown, Neighbour(more.format(n=rest), href) if rest else None)
