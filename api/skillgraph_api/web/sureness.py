"""Confidence in words, for those to whom a number says little."""

from __future__ import annotations

from typing import Final

_LIKELY: Final = 0.5
_BANDS: Final = ((0.8, "very_likely"), (_LIKELY, "likely"), (0.25, "uncertain"))
_LOWEST: Final = "guess"

BANDS: Final = (*(name for _, name in _BANDS), _LOWEST)
"""From the surest to the least sure."""


def sureness(confidence: float) -> str:
    """The name of the band that a confidence, 0 to 1, lies in: ``very_likely`` down to ``guess``.

    The pages have the words for it in each language; the number stands beside them always, with two decimals,
    and it is that number which counts.
    """
    return next((name for least, name in _BANDS if round(confidence, 2) >= least), _LOWEST)


def is_likely(confidence: float | None) -> bool:
    """Whether it is called likely at least; not where none is said."""
    return round(confidence or 0.0, 2) >= _LIKELY
