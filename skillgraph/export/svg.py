"""Makes a chart's SVG fit to stand inside a page: named, themed by the page's colours, without scripts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from skillgraph.export.page_words import printable

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}"

SCREEN_FONT: Final = "system-ui, sans-serif"
PRINT_FONT: Final = "Liberation Sans, sans-serif"
"""Comes with the renderer of `png`, so that a picture looks the same on every machine."""

PNG_SCALE: Final = 2
"""Pixels of a PNG for each pixel of the SVG: it stays sharp on dense screens and on paper."""

_GAP: Final = 24
_LABEL: Final = 22
"""Pixels between the pictures of a sheet, and above each for its label."""

_INNER = ("role", "aria-roledescription", "aria-hidden", "pointer-events", "font-family")


def embed(svg: str, *, key: str, title: str, description: str, colours: Mapping[str, str]) -> str:
    """Rewrite the SVG of a chart for a page.

    Each mark's ``aria-label`` becomes a ``<title>``, which browsers show on hovering. Each colour keeps
    its value, so that the picture can be cut out, and gains a class by which the page sets it.

    Args:
        svg: As vl-convert renders it.
        key: Unique within the page; all ``id`` values begin with it.
        title: The picture's name.
        description: What it shows, for those who do not see it.
        colours: The page's name of each colour, by its lower-case hexadecimal value.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)
    _prefix_ids(root, key)
    for element in list(root.iter()):
        _name(element)
        _theme(element, colours)
        for attribute in _INNER:
            element.attrib.pop(attribute, None)
    _prune(root)
    _head(root, key, title, description)
    return ET.tostring(root, encoding="unicode")


def standalone(svg: str, *, font: str = SCREEN_FONT) -> str:
    """Make an embedded picture a file of its own: with a size, a font and a ground, which a page would give.

    Args:
        svg: As `embed` or `sheet` gives it.
        font: Families, as ``font-family`` takes them.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)
    left, top, width, height = root.attrib["viewBox"].split()
    root.attrib.update(width=width, height=height)
    root.set("font-family", font)
    ground = {"x": left, "y": top, "width": width, "height": height, "fill": "#ffffff"}
    heads = sum(child.tag in (f"{{{_SVG}}}title", f"{{{_SVG}}}desc") for child in root)
    root.insert(heads, ET.Element(f"{{{_SVG}}}rect", ground))
    return ET.tostring(root, encoding="unicode") + "\n"


def png(svg: str) -> bytes:
    """Render an embedded picture as PNG, on white, `PNG_SCALE` pixels for each of its own.

    Args:
        svg: As `embed` or `sheet` gives it.
    """
    import vl_convert

    return bytes(vl_convert.svg_to_png(standalone(svg, font=PRINT_FONT), scale=PNG_SCALE))


def sheet(pictures: Sequence[tuple[str, str]], *, columns: int) -> str:
    """Put small pictures into one, row by row, each below its label.

    Args:
        pictures: Label and SVG of each, as `embed` gives it; at least one.
        columns: How many stand side by side at most.
    """
    ET.register_namespace("", _SVG)
    roots = [ET.fromstring(svg) for _, svg in pictures]
    sizes = [[float(value) for value in root.attrib["viewBox"].split()[2:]] for root in roots]
    wide, high = max(width for width, _ in sizes) + _GAP, max(height for _, height in sizes) + _GAP + _LABEL
    columns = min(columns, len(roots))
    box = f"0 0 {wide * columns:g} {high * math.ceil(len(roots) / columns):g}"
    whole = ET.Element(f"{{{_SVG}}}svg", {"viewBox": box})
    for place, (root, (label, _), size) in enumerate(zip(roots, pictures, sizes, strict=True)):
        left, top = place % columns * wide + _GAP / 2, place // columns * high + _GAP / 2
        text = {"x": f"{left:g}", "y": f"{top + 14:g}", "font-size": "12.5", "font-weight": "600"}
        ET.SubElement(whole, f"{{{_SVG}}}text", text).text = printable(label)
        root.attrib.update(x=f"{left:g}", y=f"{top + _LABEL:g}", width=f"{size[0]:g}", height=f"{size[1]:g}")
        whole.append(root)
    return ET.tostring(whole, encoding="unicode")


def _name(element: ET.Element) -> None:
    label = element.attrib.pop("aria-label", None)
    if label and element.attrib.get("role") == "graphics-symbol" and element.tag != f"{{{_SVG}}}g":
        ET.SubElement(element, f"{{{_SVG}}}title").text = label


def _theme(element: ET.Element, colours: Mapping[str, str]) -> None:
    names = [
        f"{prefix}-{colours[element.attrib[attribute].lower()]}"
        for attribute, prefix in (("fill", "f"), ("stroke", "s"))
        if element.attrib.get(attribute, "").lower() in colours
    ]
    element.attrib.pop("class", None)
    if names:
        element.set("class", " ".join(names))


def _prefix_ids(root: ET.Element, key: str) -> None:
    """Identifiers are unique in one picture only; a page holds several."""
    names = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute == "id":
                element.set(attribute, f"{key}-{value}")
            elif value.startswith("url(#") and value[5:-1] in names:
                element.set(attribute, f"url(#{key}-{value[5:-1]})")
            elif attribute in ("href", f"{_XLINK}href") and value[1:] in names:
                element.set(attribute, f"#{key}-{value[1:]}")


def _prune(parent: ET.Element) -> None:
    """Drop what draws nothing: hidden and empty paths, empty groups."""
    if parent.tag == f"{{{_SVG}}}clipPath":
        return
    for child in list(parent):
        _prune(child)
        tag = child.tag.removeprefix(f"{{{_SVG}}}")
        hidden = child.attrib.get("display") == "none"
        blank = tag == "path" and not ({"fill", "stroke"} & child.attrib.keys())
        if hidden or blank or (tag == "g" and len(child) == 0):
            parent.remove(child)


def _head(root: ET.Element, key: str, title: str, description: str) -> None:
    for attribute in ("version", "height"):
        root.attrib.pop(attribute, None)
    # An attribute, and not a style, which pages that allow no styles in the markup would ignore.
    root.set("width", root.attrib["viewBox"].split()[2])
    root.set("role", "img")
    root.set("aria-labelledby", f"{key}-title {key}-desc")
    for index, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{key}-{tag}"})
        element.text = printable(text)
        root.insert(index, element)
