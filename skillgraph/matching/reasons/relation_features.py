"""What the relation of a text and a suggested concept shows in, the same way in every language.

Signals of encoders are left out on purpose: their cosines lie elsewhere for every encoder, and the
relation must be told with any of them. What stands in for them is calibrated (the confidence) or relative
(the lead).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from skillgraph import languages
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.reasons.evidence import content_stems
from skillgraph.matching.text.tokens import words
from skillgraph.matching.types import LabelKind, Suggestion

Floats = npt.NDArray[np.float64]

SIGNALS = ("exact", "phrase", "phrase-pref", "char")
"""Signals that mean the same in every language; one that was not measured is unknown, not 0."""

FEATURES: tuple[str, ...] = (
    "text in label",
    "label in text",
    "same words",
    "text covered",
    "label covered",
    "same words as nearest",
    "text covered by nearest",
    "nearest covered",
    "weight of text covered",
    "weight of label covered",
    "log weight left of text",
    "log weight left of label",
    "letters of text covered",
    "letters of label covered",
    "first word shared",
    "log text words",
    "log label words",
    "log length ratio",
    "log commas",
    "brackets",
    "joined",
    "open end",
    "alternative label",
    "log labels",
    "depth",
    "log narrower",
    "log rank",
    "confidence",
    "best confidence",
    "lead",
    "parent near",
    "narrower near",
    "log siblings near",
    *(f"signal {name}" for name in SIGNALS),
)
"""Names of the features, in order.

Words are stems; words that say nothing do not count. *Label* is the preferred label, *nearest* the one that
is nearest to the text.

- ``text in label``, ``label in text``, ``same words``: whether all words of one are in the other, and more;
- ``… covered``: which share of its words the other has; ``letters``: the same for groups of four characters;
- ``weight``: the same with words by how rare they are in preferred labels (inverse document frequency);
- ``… left``: the weight of the words that the other has not;
- ``log length ratio``: logarithm of letters of the text by letters of the label;
- ``log commas``, ``brackets``, ``joined``, ``open end``: a text that is a list or explains itself, has an
  *and* or *or*, or goes on with "etc.";
- ``alternative label``: whether the nearest label is not the preferred one;
- ``log labels``, ``depth``, ``log narrower``: how many labels the concept has, how far it lies under the top,
  how many concepts lie directly under it;
- ``confidence``, ``best confidence``: logits, of this suggestion and of the text's first;
- ``lead``: its similarity less the mean of the first five;
- ``parent near``, ``narrower near``, ``log siblings near``: relatives among the first five.
"""

_JOINING = languages.words("text", "joining")
_OPEN_ENDS = ("...", "…", "etc")
CONTEXT = 5
"""How many of a text's first suggestions are looked at for each."""

_LETTERS = 4
_SURE = 1e-4


class RelationFeatures:
    """Computes the features for suggestions from one framework.

    Args:
        labels: The labels and the hierarchy of the framework.
        borrowed: Preferred labels in further languages, by language.
    """

    def __init__(
        self, labels: LabelTable, borrowed: Mapping[str, Iterable[str]] = MappingProxyType({})
    ) -> None:
        self._labels = labels
        self._counts = {lang: _stem_counts(texts) for lang, texts in borrowed.items()}

    def rows(
        self, text: str, lang: str, suggestions: Sequence[Suggestion], first: int | None = None
    ) -> Floats:
        """The features of a text's suggestions; NaN where one is not known.

        Args:
            text: The text; a suggestion for a part of it is compared with that part.
            lang: The language it was matched in.
            suggestions: Best first, all that there are: the first five are looked at for each.
            first: Of so many the features are wanted; of all by default.

        Returns:
            Shape (suggestions, features).
        """
        found = np.full((len(suggestions[:first]), len(FEATURES)), np.nan)
        for row, suggestion in enumerate(suggestions[:first]):
            said = suggestion.part or text
            values = _text_features(said) | _words_features(said, suggestion)
            values |= self._weights(said, lang, suggestion)
            values |= self._concept_features(suggestion, lang) | self._place_features(row, suggestions)
            values |= _signals(suggestion)
            found[row] = [values.get(name, math.nan) for name in FEATURES]
        return found

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {uri: position for position, uri in enumerate(self._labels.uris)}

    @cached_property
    def _narrower(self) -> Counter[int]:
        return Counter(self._labels.parents)

    def _weights(self, text: str, lang: str, suggestion: Suggestion) -> dict[str, float]:
        rarity = self._rarity(lang if lang in self._labels.lists or lang in self._counts else "en")
        ours, label = content_stems(text), content_stems(suggestion.label)
        of_text, of_label, both = (sum(map(rarity, one)) for one in (ours, label, ours & label))
        return {
            "weight of text covered": both / of_text if of_text else 0.0,
            "weight of label covered": both / of_label if of_label else 0.0,
            "log weight left of text": math.log1p(of_text - both),
            "log weight left of label": math.log1p(of_label - both),
        }

    def _rarity(self, lang: str) -> Callable[[str], float]:
        """How rare a stem is in preferred labels: the logarithm of all labels by those that have it."""
        if lang not in self._counts:
            self._counts[lang] = _stem_counts(
                texts[lang] for texts in self._labels.preferred if lang in texts
            )
        counts = self._counts[lang]
        whole = math.log(len(self._labels.preferred) + 1)
        return lambda stem: whole - math.log(counts[stem] + 1)

    def _parent(self, uri: str) -> int:
        return self._labels.parents[self._positions[uri]] if uri in self._positions else -1

    def _concept_features(self, suggestion: Suggestion, lang: str) -> dict[str, float]:
        position = self._positions.get(suggestion.uri)
        if position is None:
            return {}
        starts = self._labels.starts.get(lang, self._labels.starts.get("en"))
        labels = {} if starts is None else {"log labels": math.log1p(int(np.diff(starts[position:][:2])[0]))}
        return labels | {
            "alternative label": float(suggestion.evidence.label_kind is not LabelKind.PREF),
            "depth": float(len(suggestion.broader)),
            "log narrower": math.log1p(self._narrower[position]),
        }

    def _place_features(self, row: int, suggestions: Sequence[Suggestion]) -> dict[str, float]:
        suggestion, near = suggestions[row], suggestions[:CONTEXT]
        parent, own = self._parent(suggestion.uri), self._positions.get(suggestion.uri, -1)
        parents = [self._parent(other.uri) for other in near if other.uri != suggestion.uri]
        return {
            "log rank": math.log(row + 1),
            "confidence": _logit(suggestion.confidence),
            "best confidence": _logit(near[0].confidence),
            "lead": suggestion.similarity - sum(other.similarity for other in near) / len(near),
            "parent near": float(parent >= 0 and any(self._positions.get(o.uri) == parent for o in near)),
            "narrower near": float(own >= 0 and own in parents),
            "log siblings near": math.log1p(parents.count(parent) if parent >= 0 else 0),
        }


def _stem_counts(labels: Iterable[str]) -> Counter[str]:
    """In how many labels each stem is."""
    return Counter(stem for label in labels for stem in content_stems(label))


def _text_features(text: str) -> dict[str, float]:
    return {
        "log text words": math.log1p(len(content_stems(text))),
        "log commas": math.log1p(sum(map(text.count, ",;/"))),
        "brackets": float("(" in text),
        "joined": float(not _JOINING.isdisjoint(words(text))),
        "open end": float(any(end in text for end in _OPEN_ENDS)),
    }


def _words_features(text: str, suggestion: Suggestion) -> dict[str, float]:
    ours, label = content_stems(text), content_stems(suggestion.label)
    nearest = content_stems(suggestion.evidence.matching_label)
    letters, of_label = _letters(text), _letters(suggestion.label)
    return {
        "text in label": float(bool(ours) and ours < label),
        "label in text": float(bool(label) and label < ours),
        "same words": float(ours == label),
        "text covered": _covered(ours, label),
        "label covered": _covered(label, ours),
        "same words as nearest": float(ours == nearest),
        "text covered by nearest": _covered(ours, nearest),
        "nearest covered": _covered(nearest, ours),
        "letters of text covered": _covered(letters, of_label),
        "letters of label covered": _covered(of_label, letters),
        "first word shared": float(words(text)[:1] == words(suggestion.label)[:1]),
        "log label words": math.log1p(len(label)),
        "log length ratio": math.log((len(letters) + 1) / (len(of_label) + 1)),
    }


def _signals(suggestion: Suggestion) -> dict[str, float]:
    measured = suggestion.evidence.signals
    return {f"signal {name}": measured[name] for name in SIGNALS if name in measured}


def _covered(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one) if one else 0.0


def _letters(text: str) -> frozenset[str]:
    """Groups of characters, those that go over the end of a word too."""
    padded = f" {' '.join(words(text))} "
    return frozenset(padded[start : start + _LETTERS] for start in range(len(padded) - _LETTERS + 1))


def _logit(probability: float) -> float:
    inside = min(max(probability, _SURE), 1 - _SURE)
    return math.log(inside / (1 - inside))
