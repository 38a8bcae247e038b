"""Tells names from ordinary words, so that a label of one word is not seen where something else stands.

``call customers`` holds no Computer Assisted Language Learning (``CALL``), ``a puppet show`` no Puppet, and
``use`` stands in most texts although a concept has it as a label. Labels of several words say enough by
themselves and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillgraph.matching.index.arithmetic import places
from skillgraph.matching.index.phrases import ONE_WORD, Hits, stems
from skillgraph.matching.text.cues import generic_words, hollow_words, name_cues
from skillgraph.matching.text.names_in_text import (
    Span,
    beside_computing,
    free_of_other_meaning,
    has_inner_capital,
    is_asked_for,
    is_joined,
    names_a_tongue,
)
from skillgraph.matching.text.tokens import WORD, fold, placed_stems, stem, without_qualifier, words
from skillgraph.matching.types import LabelKind

if TYPE_CHECKING:
    from skillgraph.matching.index.labels import LabelTable

_ACRONYM = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z]{2,5}|[A-Z]")
"""One capital, or up to five letters of which two or more are capitals."""

_FIELD = "ics"
"""How names of fields end that are adjectives without their last letter."""

_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Named:
    """What the words of a text name, where that needs a closer look; positions of concepts.

    Attributes:
        by_chance: A label stands in the text, but is not meant; with what its phrase would be worth.
        otherwise: So does the name of the concept itself, and something else is meant by it; or the name
            is a single letter, and is not meant.
        short: A single letter or an acronym that the text writes as the label does, and that is meant. It
            says as much as a whole name, however little vectors make of it.
    """

    by_chance: Mapping[int, float] = field(default_factory=dict)
    otherwise: frozenset[int] = frozenset()
    short: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Label:
    """A label to look at closely. Where one of the stems ``beside`` it stands in the text, it is meant."""

    text: str
    stems: tuple[str, ...]
    concept: int
    name: bool
    beside: frozenset[str] = frozenset()


class NameGuard:
    """Looks for labels of one word that need more than the word.

    Args:
        table: The labels of a framework.
    """

    def __init__(self, table: LabelTable) -> None:
        self._table = table

    def look(self, text: str) -> Named:
        """What a text names and only seems to name; what stands alone is meant, unless it is a verb."""
        stems_of = placed_stems(text)
        if len(stems_of) < 2 and stems_of[:1] not in self._verbs:
            return Named()
        seen = [
            (place, label)
            for place, first in enumerate(stems_of)
            for label in self._labels.get(first, ())
            if stems_of[place : place + len(label.stems)] == label.stems
        ]
        return self._judged(text, stems_of, seen) if seen else self._nothing

    def _judged(self, text: str, stems_of: Sequence[str], seen: Sequence[tuple[int, _Label]]) -> Named:
        """Which labels are meant, of those that stand in a text, each at the place of its first word."""
        found = list(WORD.finditer(text))
        alike: dict[tuple[str, int], bool] = {}
        meant: dict[_Label, bool] = {}
        short: set[int] = set()
        for place, label in seen:
            match, key = found[place], (label.text, place)
            if key not in alike:
                alike[key] = _meant(label, text, match.span())
            fits = alike[key] or not label.beside.isdisjoint(stems_of)
            meant[label] = meant.get(label, False) or fits
            if fits and _is_short(label, match.group(), text):
                short.add(label.concept)
        good = {label.concept for label, fits in meant.items() if fits}
        bad = {label for label, fits in meant.items() if not fits and label.concept not in good}
        return Named(
            {label.concept: len(label.stems) * ONE_WORD for label in sorted(bad, key=_size)},
            frozenset(label.concept for label in bad if label.name) | (self._letters - good),
            frozenset(short),
        )

    @cached_property
    def _verbs(self) -> frozenset[Sequence[str]]:
        """The stems of names of languages that are verbs as well."""
        return frozenset(placed_stems(word) for word in name_cues().verbs)

    @cached_property
    def _nothing(self) -> Named:
        """Where no such label stands in a text."""
        return Named(otherwise=self._letters)

    @cached_property
    def _letters(self) -> frozenset[int]:
        """Concepts named by one letter. No vector of a letter means anything: they are meant by it or not."""
        lists = self._table.lists.values()
        return frozenset(
            int(labels.concepts[row])
            for labels in lists
            for row, text in enumerate(labels.texts)
            if len(text) == 1 and labels.kind(row) is LabelKind.PREF
        )

    @cached_property
    def _labels(self) -> Mapping[str, tuple[_Label, ...]]:
        """Labels of one word that are not plain words, by their stems."""
        found: dict[str, dict[_Label, None]] = {}
        hollow = hollow_words()
        for labels in self._table.lists.values():
            for row, text in enumerate(labels.texts):
                short = without_qualifier(text) if text.endswith(")") else text
                if label := _with_spoken(short, int(labels.concepts[row]), labels.kind(row)):
                    found.setdefault(label.stems[0], {})[label] = None
                if " " in short and short.split(" ", 1)[0].lower() not in hollow:
                    continue
                preferred = labels.kind(row) is LabelKind.PREF
                if _delicate(short, preferred=preferred):
                    name = preferred and not fold(short).endswith(_FIELD)
                    label = _Label(short, tuple(stems(short).split()), int(labels.concepts[row]), name)
                    found.setdefault(label.stems[0], {})[label] = None
        return {key: tuple(labels) for key, labels in found.items()}


def only_meant(hits: tuple[Hits, Hits, Hits], named: Named) -> tuple[Hits, Hits, Hits]:
    """What `PhraseFinder.find` gave, without hits by chance and with letters and acronyms that are meant."""
    exact, phrases, preferred = hits
    if named.by_chance:
        dropped = {c for c, worth in named.by_chance.items() if phrases.get(c, 0.0) <= worth + _TINY}
        phrases = {concept: value for concept, value in phrases.items() if concept not in dropped}
        preferred = {concept: value for concept, value in preferred.items() if concept not in dropped}
    if named.short:
        phrases = {**phrases, **dict.fromkeys(named.short, 1.0)}
        preferred = {**preferred, **dict.fromkeys(named.short, 1.0)}
    return exact, phrases, preferred


def zero_other_meanings(
    values: npt.NDArray[np.float32], candidates: npt.NDArray[np.int64], named: Sequence[Named]
) -> None:
    """Set all signals of the concepts whose names mean something else in a text to 0, in place.

    Args:
        values: Shape (texts, candidates, signals).
        candidates: Positions of concepts, shape (texts, candidates).
        named: One for each text.
    """
    rows = [row for row, seen in enumerate(named) for _ in seen.otherwise]
    positions = [position for seen in named for position in seen.otherwise]
    there, columns = places(candidates, rows, positions)
    values[np.array(rows, dtype=np.int64)[there], columns] = 0


def plausible_phrase_hit(label: str, text: str, span: Span) -> bool:
    """Whether a label of one word is meant where it stands in a text.

    - A single letter is, beside a word of computing or where it is asked for (``proficiency in R``), and not
      where it is part of something longer (``R&D``).
    - An acronym of two letters, or one that is a word as well, is where the text writes it in capitals too.
    - A name that is an everyday word is, where the text writes it with a capital inside a sentence, or beside
      a word of computing.
    - A noun like ``electronics`` is, where the text writes a noun too: ``electronic mail`` is no electronics.
    - A language is, but not for where a thing comes from (``French fries``), nor as a verb (``polishing``).
    - A name that has another meaning is, unless the words of that meaning are there.
    - A generic or empty word is not.

    Args:
        label: The label, without a note in brackets.
        text: The text.
        span: Where the word stands in the text.
    """
    cues, key, written = name_cues(), fold(label), text[slice(*span)]
    if key in cues.everyday:
        return beside_computing(text, key) or (has_inner_capital(text, span) and not text.isupper())
    if len(label) == 1:
        meant = beside_computing(text, key) or is_asked_for(text, span)
        return written == label and not is_joined(text, span) and meant
    usual = key in cues.spoken or key in generic_words()
    if _ACRONYM.fullmatch(label) and (usual or len(label) == 2):
        return written.isupper() and not (usual and text.isupper()) and free_of_other_meaning(text, key)
    if _is_form(key):
        return fold(written).endswith("s")
    if key in cues.tongues:
        return names_a_tongue(text, key, written)
    if key in cues.otherwise:
        return beside_computing(text, key) or free_of_other_meaning(text, key)
    return key not in generic_words()


def _delicate(label: str, *, preferred: bool) -> bool:
    if " " in label:
        return not preferred and hollow_words().issuperset(words(label)) and bool(words(label))
    cues, key = name_cues(), fold(label)
    named = key in cues.everyday or key in cues.otherwise or key in cues.tongues or _is_form(key)
    return bool(named or _ACRONYM.fullmatch(label) or (not preferred and key in generic_words()))


def _is_form(word: str) -> bool:
    """Whether a word means something else, or nothing by itself, without its last letter."""
    return word.endswith(_FIELD) or word in name_cues().plurals


def _with_spoken(label: str, concept: int, kind: LabelKind) -> _Label | None:
    """A name that starts with an acronym that is a word too: ``the sap`` does not mean ``SAP R3``."""
    if kind is not LabelKind.PREF or " " not in label:
        return None
    acronyms = [one for one in label.split() if _ACRONYM.fullmatch(one) and fold(one) in name_cues().spoken]
    if not acronyms:
        return None
    others = frozenset(stems(label).split()) - {stem(fold(acronyms[0]))}
    return _Label(acronyms[0], (stem(fold(acronyms[0])),), concept, name=True, beside=others)


def _is_short(label: _Label, written: str, text: str) -> bool:
    """Whether a letter or an acronym is written as the label is, in a text that is not all capitals."""
    if label.beside or written != label.text or not _ACRONYM.fullmatch(written):
        return False
    return len(written) == 1 or not text.isupper()


def _meant(label: _Label, text: str, span: Span) -> bool:
    return len(label.stems) == 1 and plausible_phrase_hit(label.text, text, span)


def _size(label: _Label) -> int:
    return len(label.stems)
