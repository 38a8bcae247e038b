"""What matching gives: suggestions with their evidence, or abstention with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.model import Predicate


class Profile(StrEnum):
    """How much work a text is worth: a transformer, or static vectors at some forty times its speed."""

    PRECISE = "precise"
    FAST = "fast"


class LabelKind(StrEnum):
    """Which label of a concept, by SKOS."""

    PREF = "pref"
    ALT = "alt"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a concept was suggested.

    Attributes:
        matching_label: The label of the concept that is nearest to the text.
        label_kind: ``pref``, ``alt`` or ``hidden``.
        label_lang: Its language.
        shared_words: Words of the text that the label has too, compared by a light stem.
        signals: Each signal's value for this concept, most of them cosines.
    """

    matching_label: str
    label_kind: LabelKind
    label_lang: str
    shared_words: tuple[str, ...]
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept that a text may mean.

    Attributes:
        label: The preferred label, in the language of the text where there is one.
        scheme: The framework, such as ``esco@1.2.0``.
        confidence: Calibrated probability that a person would assign the concept to the text.
        similarity: Measured cosine between text and matching label, by the encoder that the
            parameters of the profile and language name; never a probability.
        broader: Labels from the direct parent to the top, along the first parent of each.
        predicate: What the concept most likely is to the text, read from the text to the concept as SKOS
            reads it (``skos:broadMatch``: the concept is broader); ``None`` where nobody asked for it.
        predicate_confidence: Probability of the predicate, given that the concept fits at all.
    """

    uri: str
    label: str
    scheme: str
    confidence: float
    similarity: float
    broader: tuple[str, ...]
    evidence: Evidence
    predicate: Predicate | None = None
    predicate_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The answer for one text.

    Attributes:
        lang: Language the text was matched in; empty where it could not be told.
        abstained: Whether no suggestion is good enough to be proposed; what there is, is listed still.
        reason: Why it abstained, or what else there is to know; empty otherwise.
        suggestions: Best first; confidence never rises along them.
        skill_content: Probability that the text speaks of a skill at all, whichever it is; ``None`` where
            nothing was fitted to tell.
    """

    text: str
    lang: str
    abstained: bool
    reason: str
    suggestions: tuple[Suggestion, ...]
    skill_content: float | None = None
