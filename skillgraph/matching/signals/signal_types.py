"""The signals by name: where each comes from, how it is measured, and what it is called for people.

A new signal is a row of `PARTS`; one that is measured in a new way also has a method of `Scorer`. Nothing
heavy is imported here, for the terminal needs the names only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Self

from skillgraph.errors import InputError

CENTROID, BEST, PREF, FOCUS = "centroid", "best", "pref", "focus"

EXAMPLES = "known"
"""The part of signals by labelled examples; parameter files and answers have this name in them."""

EXACT = "exact"
"""The signal that says that the text is a label of the concept."""

PHRASE = "phrase"
PHRASE_PREF = "phrase-pref"
"""The signals that say that a label, or the preferred label, of the concept stands in the text."""

OTHER_VERB = "other-verb"
"""The signal that says that the concept does something else to the same thing; it speaks against."""

AVOIDED = 2.0
"""Its value where the concept does what the text says is not done; 1 at most for another deed."""

WORD = "word"
_OTHER = "other"


class Way(Enum):
    """How a signal is measured."""

    CENTROIDS = auto()
    """An encoder's vector of the text with the centroids of concepts; also chooses candidates."""
    LABELS = auto()
    """An encoder's vectors of the text with those of single labels."""
    EXAMPLES = auto()
    """An encoder's vector of the text with those of labelled examples."""
    TERMS = auto()
    """Words or characters, in a TF-IDF space of the index that has the part's name."""
    PHRASES = auto()
    """Labels that stand in the text word for word."""
    VERBS = auto()
    """The verbs of the text with those of labels."""

    @property
    def by_encoder(self) -> bool:
        """Whether it needs an encoder, which then stands before the part: ``skills.best``."""
        return self in (Way.CENTROIDS, Way.LABELS, Way.EXAMPLES)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of signal.

    Attributes:
        way: How it is measured.
        plain: What it is called beside a suggestion, in words that need no manual.
    """

    way: Way
    plain: str


PARTS: Mapping[str, Part] = {
    CENTROID: Part(Way.CENTROIDS, "meaning"),
    BEST: Part(Way.LABELS, "meaning"),
    PREF: Part(Way.LABELS, "meaning"),
    FOCUS: Part(Way.LABELS, "focus"),
    EXAMPLES: Part(Way.EXAMPLES, "texts that mean it"),
    WORD: Part(Way.TERMS, "wording"),
    "word-pref": Part(Way.TERMS, "wording"),
    "char": Part(Way.TERMS, "wording"),
    "char-pref": Part(Way.TERMS, "wording"),
    PHRASE: Part(Way.PHRASES, "a label in the text"),
    PHRASE_PREF: Part(Way.PHRASES, "a label in the text"),
    EXACT: Part(Way.PHRASES, "being its label"),
    OTHER_VERB: Part(Way.VERBS, "doing something else"),
}
"""Every part that a signal may have."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One way to measure nearness.

    Attributes:
        source: The encoder; for a part without one, the part itself.
        part: A key of `PARTS`.
        other_language: Whether it looks at labels in another language than the text's.
    """

    source: str
    part: str
    other_language: bool = False

    @classmethod
    def parse(cls, name: str) -> Self:
        """The signal of a name: ``skills.best``, ``word``, ``skills.best.other``.

        Raises:
            InputError: If no signal is named so.
        """
        first, *rest = name.split(".")
        other = rest[-1:] == [_OTHER]
        parts = rest[:-1] if other else rest
        part = PARTS.get(parts[0] if parts else first)
        if part is None or not first or len(parts) != int(part.way.by_encoder):
            raise _unknown(name)
        return cls(first, parts[0] if parts else first, other)

    @property
    def name(self) -> str:
        """The name that `parse` reads."""
        whole = f"{self.source}.{self.part}" if self.way.by_encoder else self.part
        return f"{whole}.{_OTHER}" if self.other_language else whole

    @property
    def way(self) -> Way:
        """How it is measured."""
        return PARTS[self.part].way

    @property
    def plain(self) -> str:
        """What it is called for people."""
        return PARTS[self.part].plain


def first_source(names: Iterable[str]) -> str:
    """The source of the first of some signals; empty without any."""
    return next((Signal.parse(name).source for name in names), "")


def _unknown(name: str) -> InputError:
    encoded = ", ".join(f"ENCODER.{part}" for part, row in PARTS.items() if row.way.by_encoder)
    plain = ", ".join(part for part, row in PARTS.items() if not row.way.by_encoder)
    return InputError(
        f"{name!r} is no signal.",
        hint=f"The signals are {encoded}, {plain}; each may have .{_OTHER} at its end.",
    )
