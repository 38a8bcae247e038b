"""The colours of pages, reports and charts, each named for its one meaning; and how far two stand apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LIGHT: Final[Mapping[str, str]] = {
    "page": "#ffffff",
    "panel": "#f5f7f9",
    "ink": "#1c2127",
    "muted": "#59636e",
    "grid": "#dde2e7",
    "edge": "#6b7480",
    "link": "#1f4f8f",
    "measure": "#4659a8",
    "covered": "#0a6f9c",
    "only-unreviewed": "#a96500",
    "no-credential": "#b3224b",
    "partly-covered": "#6f4bb0",
    "no-term": "#6b6f7b",
}
"""On a light page, on paper, and in files."""

DARK: Final[Mapping[str, str]] = {
    "page": "#15181c",
    "panel": "#1e2329",
    "ink": "#e7eaed",
    "muted": "#a3adb8",
    "grid": "#343b43",
    "edge": "#8b95a1",
    "link": "#8ab8f5",
    "measure": "#98a8f0",
    "covered": "#5bb8de",
    "only-unreviewed": "#e2a53f",
    "no-credential": "#f27a98",
    "partly-covered": "#bda3f2",
    "no-term": "#a5aab6",
}
"""The same where the reader prefers a dark page."""

DRAWN: Final = (
    *("ink", "muted", "grid", "page", "measure"),
    *("covered", "only-unreviewed", "no-credential", "partly-covered", "no-term"),
)
"""What charts are drawn in."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
