"""The profiles of matching; apart from its values, since the help needs nothing else."""

from __future__ import annotations

from enum import StrEnum


class Profile(StrEnum):
    """How much work a text is worth: a transformer, or a small encoder at some fifteen times its speed."""

    PRECISE = "precise"
    FAST = "fast"
