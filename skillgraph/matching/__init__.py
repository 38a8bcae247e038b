"""Ranks the concepts of a framework for a text: signals, fusion, calibrated confidence, or abstention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.lazy import lazily
from skillgraph.matching.profile import Profile

if TYPE_CHECKING:
    from skillgraph.matching.index.index import Index
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.types import Evidence, LabelKind, MatchResult, Suggestion

__all__ = ["Evidence", "Index", "LabelKind", "MatchResult", "Matcher", "Profile", "Suggestion"]

__getattr__ = lazily(
    __name__,
    {
        "Evidence": "types",
        "Index": "index.index",
        "LabelKind": "types",
        "MatchResult": "types",
        "Matcher": "matcher",
        "Suggestion": "types",
    },
)
