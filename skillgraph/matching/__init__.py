"""Ranks the concepts of a framework for a text: signals, fusion, calibrated confidence, or abstention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.matching.types import Evidence, LabelKind, MatchResult, Profile, Suggestion

if TYPE_CHECKING:
    from skillgraph.matching.index import Index
    from skillgraph.matching.matcher import Matcher

__all__ = ["Evidence", "Index", "LabelKind", "MatchResult", "Matcher", "Profile", "Suggestion"]


def __getattr__(name: str) -> object:
    """Import NumPy only for those who match: the command line's help needs the types alone."""
    if name == "Index":
        from skillgraph.matching.index import Index

        return Index
    if name == "Matcher":
        from skillgraph.matching.matcher import Matcher

        return Matcher
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
