"""Ranks the concepts of a framework for a text: signals, fusion, calibrated confidence, or abstention."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from skillgraph.matching.profile import Profile

if TYPE_CHECKING:
    from skillgraph.matching.index import Index
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.types import Evidence, LabelKind, MatchResult, Suggestion

__all__ = ["Evidence", "Index", "LabelKind", "MatchResult", "Matcher", "Profile", "Suggestion"]

_MODULES = {
    "Evidence": "types",
    "Index": "index",
    "LabelKind": "types",
    "MatchResult": "types",
    "Matcher": "matcher",
    "Suggestion": "types",
}


def __getattr__(name: str) -> object:
    """Import NumPy and all values only for those who match: the help needs the profiles alone."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
