"""Confidence in words, for those to whom a number says little."""

from __future__ import annotations

from typing import Final

LIKELY: Final = 0.5
"""From this confidence on something is called likely; it is as likely as not to be wrong below."""

_BANDS: Final = ((0.8, "very_likely"), (LIKELY, "likely"), (0.25, "uncertain"))
_LOWEST: Final = "guess"

BANDS: Final = (*(name for _, name in _BANDS), _LOWEST)
"""From the surest to the least sure."""


def sureness(confidence: float) -> str:
    """The name of the band that a confidence, 0 to 1, lies in: ``very_likely`` down to ``guess``.

    The pages have the words for it in each language; the number stands beside them always.
    """
    return next((name for least, name in _BANDS if confidence >= least), _LOWEST)
