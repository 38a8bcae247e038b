"""Logos that pages may show: PNG as it is, SVG only where nothing in it runs or asks for anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from skillgraph.errors import InputError

LARGEST: Final = 200_000
"""Bytes; every page shows the logo."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_BETWEEN: Final = " "
"""What stands between the namespace and the name of an element or attribute."""

_ELEMENTS: Final = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath"),
        *("mask", "pattern"),
    )
)
_REFERENCES: Final = ("href", f"{_XLINK}{_BETWEEN}href")


def read_logo(path: Path) -> tuple[bytes, str]:
    """A logo, and its media type.

    Raises:
        InputError: If it cannot be read, is too large, is neither PNG nor SVG, or is an SVG that does more
            than draw.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"The logo {path} cannot be read ({error.strerror}).", hint="Mend SKILLGRAPH_SERVE_LOGO."
        ) from error
    if len(content) > LARGEST:
        raise InputError(
            f"The logo {path} has {len(content):,} bytes; {LARGEST:,} is the most.",
            hint="Make it smaller: every page shows it.",
        )
    if path.suffix.lower() == ".png" and content.startswith(_PNG):
        return content, "image/png"
    if path.suffix.lower() == ".svg":
        _check_svg(path, content)
        return content, "image/svg+xml"
    raise InputError(f"The logo {path} is neither PNG nor SVG.", hint="Save it as PNG, or as plain SVG.")


def _check_svg(path: Path, content: bytes) -> None:
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=_BETWEEN)

    def refuse(what: str) -> None:
        raise InputError(
            f"{path}:{parser.CurrentLineNumber}: the logo has {what}.",
            hint="Save it as plain SVG, or as PNG.",
        )

    def declared(*_said: object) -> None:
        refuse("a document type, which can hold anything")

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = _elements(refuse)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InputError(
            f"{path}:{error.lineno}: the logo is not valid SVG ({expat.ErrorString(error.code)}).",
            hint="Save it again as plain SVG, or as PNG.",
        ) from error


def _elements(refuse: Callable[[str], None]) -> Callable[[str, Mapping[str, str]], Any]:
    """What looks at each element of an SVG, and refuses all but drawing."""
    seen: list[str] = []

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, local = name.rpartition(_BETWEEN)
        if namespace != _SVG or local not in _ELEMENTS or not (seen or local == "svg"):
            refuse(f"the element {local[:40]!r}, which is none that only draws")
        seen.append(local)
        for attribute, value in attributes.items():
            if attribute.lower().startswith("on") or not _is_harmless(attribute, value):
                said = attribute.rpartition(_BETWEEN)[2][:40]
                refuse(f"the attribute {said!r}, which may run or load something")

    return opened


def _is_harmless(attribute: str, value: str) -> bool:
    """Whether a value leads at most to another part of the same picture."""
    if attribute in _REFERENCES:
        return value.startswith("#")
    lower = value.lower()
    plain = "\\" not in value and "@" not in value and "/*" not in value
    return (plain or attribute != "style") and lower.count("url(") == lower.count("url(#")
