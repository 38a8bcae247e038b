"""How the pages present an institution: its name, logo and colours, looked at before they are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from fastapi import Request

from skillgraph.errors import InputError
from skillgraph.export.palette import DARK, LIGHT, contrast
from skillgraph.settings import ServiceBrand
from skillgraph_api.web.logos import read_logo

LEAST_CONTRAST: Final = 4.5
"""Of text and what it stands on (WCAG 2.2, 1.4.3, AA)."""

STYLES: Final = "brand.css"

_LONGEST: Final = 60
_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent, with a name for its content."""

    content: bytes
    media_type: str
    tag: str

    @classmethod
    def of(cls, content: bytes, media_type: str) -> Asset:
        """A file with the name of its content."""
        return cls(content, media_type, sha256(content).hexdigest()[:12])


@dataclass(frozen=True, slots=True)
class Brand:
    """How the pages present who runs them.

    Attributes:
        name: Of the site; empty for that of the program.
        logo: The name of its file among ``files``; empty for the logo of the program.
        light, dark: The colour of links and buttons on each page.
        files: What the pages load for it, by name.
    """

    name: str = ""
    logo: str = ""
    light: str = LIGHT["link"]
    dark: str = DARK["link"]
    files: Mapping[str, Asset] = field(default_factory=dict)


def brand_of(request: Request) -> Brand:
    """The brand of the service that the request reached."""
    brand: Brand = request.app.state.brand
    return brand


def branded(said: ServiceBrand) -> Brand:
    """What was set, looked at.

    Raises:
        InputError: If the name is too long, the logo cannot be shown, or a colour is none or too faint.
    """
    if len(said.name) > _LONGEST or not said.name.isprintable():
        raise InputError(
            f"SKILLGRAPH_SERVE_NAME is no name of at most {_LONGEST} characters on one line.",
            hint="Shorten it: it stands at the head of every page.",
        )
    light, dark = _colours(said.colours)
    files: dict[str, Asset] = {}
    logo = ""
    if said.logo is not None:
        content, media_type = read_logo(said.logo)
        logo = f"logo{said.logo.suffix.lower()}"
        files[logo] = Asset.of(content, media_type)
    if said.colours:
        files[STYLES] = Asset.of(_styles(light, dark), "text/css; charset=utf-8")
    return Brand(said.name, logo, light, dark, files)


def _colours(said: tuple[str, ...]) -> tuple[str, str]:
    """The colour of links on a light and on a dark page; the second is made of the first if it is not set."""
    if len(said) > 2:
        raise InputError(
            f"SKILLGRAPH_SERVE_COLOURS has {len(said)} colours.",
            hint="Give one for a light page and, after a comma, one for a dark page.",
        )
    light = _checked(said[0], LIGHT, "a light") if said else LIGHT["link"]
    if len(said) == 2:
        return light, _checked(said[1], DARK, "a dark")
    return light, _lightened(light) if said else DARK["link"]


def _checked(colour: str, palette: Mapping[str, str], page: str) -> str:
    if not _is_colour(colour):
        raise InputError(
            f"SKILLGRAPH_SERVE_COLOURS has {colour[:40]!r}, which is no colour.", hint="Write it as #1f4f8f."
        )
    found = _faintest(colour, palette)
    if found < LEAST_CONTRAST:
        raise InputError(
            f"SKILLGRAPH_SERVE_COLOURS: {colour} has a contrast of {found:.2f} to 1 on {page} page; "
            f"text needs {LEAST_CONTRAST:g} to 1 (WCAG 2.2 AA).",
            hint=f"Choose a {'darker' if palette is LIGHT else 'lighter'} colour.",
        )
    return colour.lower()


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(sign in "0123456789abcdef" for sign in text[1:].lower())


def _faintest(colour: str, palette: Mapping[str, str]) -> float:
    """The least contrast that a link has: it stands on the page, and on panels."""
    return min(contrast(colour, palette[below]) for below in ("page", "panel"))


def _lightened(colour: str) -> str:
    """The colour mixed with as little white as lets it be read on a dark page."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    for step in range(_STEPS + 1):
        mixed = "#" + "".join(f"{round(part + (255 - part) * step / _STEPS):02x}" for part in parts)
        if _faintest(mixed, DARK) >= LEAST_CONTRAST:
            break
    return mixed


def _styles(light: str, dark: str) -> bytes:
    return (
        f":root {{ --link: {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --link: {dark} }} }}\n"
    ).encode()
