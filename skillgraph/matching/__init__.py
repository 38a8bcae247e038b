"""Ranks the concepts of a framework for a text: signals, fusion, calibrated confidence, or abstention."""

from skillgraph.matching.index import Index
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.types import Evidence, LabelKind, MatchResult, Profile, Suggestion

__all__ = ["Evidence", "Index", "LabelKind", "MatchResult", "Matcher", "Profile", "Suggestion"]
