"""What matching gives: suggestions with their evidence, or abstention with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from skillgraph.model import Predicate


class _Value:
    """A dataclass that travels to another process as its values, in a third of the time that pickle takes."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__match_args__)


class LabelKind(StrEnum):
    """Which label of a concept, by SKOS."""

    PREF = "pref"
    ALT = "alt"
    HIDDEN = "hidden"


class ReasonKind(StrEnum):
    """Why a text is left without a match, for programs.

    ``no-text``: there are no letters; ``unknown-words``: none of its words is known; ``passed-over``: it is a
    heading, or stands in a section that asks for nothing; ``no-skill-content``: it speaks of no skill;
    ``not-sure-enough``: no suggestion reaches the threshold; ``below-precision``: none reaches the
    confidence that gives the precision asked for; ``only-broader``: neither, but a broader concept fits;
    ``language``: nothing is found, and it is in a language that the framework does not cover.
    """

    NO_TEXT = "no-text"
    UNKNOWN_WORDS = "unknown-words"
    PASSED_OVER = "passed-over"
    NO_SKILL_CONTENT = "no-skill-content"
    NOT_SURE_ENOUGH = "not-sure-enough"
    BELOW_PRECISION = "below-precision"
    ONLY_BROADER = "only-broader"
    LANGUAGE = "language"


class ContextKind(StrEnum):
    """What of a context decided.

    ``title``: the title of the credential; ``other``: another of its outcomes.
    """

    TITLE = "title"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Context:
    """What a text belongs to, which tells in which sense its words are meant.

    Attributes:
        title: Of the credential; or any words that say what the text is about.
        others: Outcomes of the same credential; the text itself may be among them.
    """

    title: str = ""
    others: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.title.strip() or self.others)


NO_CONTEXT = Context()
"""Of a text that stands by itself."""


@dataclass(frozen=True, slots=True)
class ContextReason(_Value):
    """Why one sense of a text was preferred to another.

    Attributes:
        kind: What decided.
        text: What it says.
    """

    kind: ContextKind
    text: str


@dataclass(frozen=True, slots=True)
class DecidingWord:
    """A word of the text that speaks for a concept.

    Attributes:
        text: The word, as written.
        start: Its first character in the text.
        end: The character after its last.
        weight: Its share of what all words of the text that say something do for the concept, 0 to 1.
    """

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What sets the higher of two suggestions apart from the lower.

    Attributes:
        uri: The other suggestion: the runner-up of the first one, the first one for all others.
        label: Its preferred label.
        lead: Fused score of the higher less that of the lower, never negative.
        signals: How much more each signal contributes to the higher, largest first; those that speak for the
            lower are left out.
        words: Words of the text that a label of the higher shares and none of the lower does.
    """

    uri: str
    label: str
    lead: float
    signals: Mapping[str, float]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """What decided for a concept.

    Attributes:
        words: The words of the text that decided, in their order. Where the encoder tells the words of a text
            apart, those that the matching label attends to; else those that it shares with the text, by how
            rare they are in labels.
        score: The fused score by which concepts are ranked; no probability.
        contributions: Weight times value of each signal; they add up to the score, but for rounding.
        compared: What it has that the runner-up lacks (of the first suggestion), or what it lacks that the
            first has; ``None`` where there is nothing to compare with.
    """

    words: tuple[DecidingWord, ...]
    score: float
    contributions: Mapping[str, float]
    compared: Comparison | None


@dataclass(frozen=True, slots=True)
class Evidence(_Value):
    """Why a concept was suggested.

    Attributes:
        matching_label: The label of the concept that is nearest to the text.
        label_kind: ``pref``, ``alt`` or ``hidden``.
        label_lang: Its language.
        shared_words: Words of the text that the label has too, compared by a light stem.
        signals: Each signal's value for this concept, most of them cosines.
        reasons: What decided; ``None`` where nobody asked for it.
    """

    matching_label: str
    label_kind: LabelKind
    label_lang: str
    shared_words: tuple[str, ...]
    signals: Mapping[str, float]
    reasons: Reasons | None = None


@dataclass(frozen=True, slots=True)
class BroaderFit:
    """A concept above several suggestions, none of which is sure enough.

    Attributes:
        label: Its preferred label, in the language of the text where there is one.
        confidence: Calibrated probability that the text means a concept below it, or the concept itself.
    """

    uri: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Suggestion(_Value):
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
        part: The clause of the text that the concept is for; empty where it is for the text as a whole.
        context: What of the text's context put the concept before others; ``None`` where nothing did.
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
    part: str = ""
    context: ContextReason | None = None


@dataclass(frozen=True, slots=True)
class MatchResult(_Value):
    """The answer for one text.

    Attributes:
        lang: Language the text was matched in; empty where it could not be told.
        abstained: Whether no suggestion is good enough to be proposed; what there is, is listed still.
        reason: Why it abstained, or what else there is to know; empty otherwise.
        suggestions: Best first; confidence never rises along them.
        skill_content: Probability that the text speaks of a skill at all, whichever it is; ``None`` where
            nothing was fitted to tell.
        reason_kind: Why it abstained, for programs; ``None`` where it did not.
        broader_fit: The broader concept that fits, where the reason is that only such a one does.
    """

    text: str
    lang: str
    abstained: bool
    reason: str
    suggestions: tuple[Suggestion, ...]
    skill_content: float | None = None
    reason_kind: ReasonKind | None = None
    broader_fit: BroaderFit | None = None
