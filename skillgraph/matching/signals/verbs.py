"""Whether a text does the same as a label to the same thing: to lead meetings is not to attend them.

What is near by its words may be another role (adhere to rules, define them) or another work (read reports,
present them). Which verbs agree was learned once from the labels of ESCO (`skillgraph.training.verbs`): the
labels of one concept say the same with other verbs. Of verbs that nobody has seen nothing is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from skillgraph import languages, sealed_json
from skillgraph.errors import InputError
from skillgraph.matching.index.content_folders import content_hash
from skillgraph.matching.judging.parameters import FOLDER
from skillgraph.matching.signals.signal_types import AVOIDED
from skillgraph.matching.text.cues import cues_for
from skillgraph.matching.text.tokens import stem, words

if TYPE_CHECKING:
    from skillgraph.matching.index.labels import LabelTable

VERBS_FILE = "verbs.json"
_FILE = "verbs"

_SAME_OBJECT = 0.5
"""The share of words that a text and a label have in common, verbs and small words aside, from which both are
about the same thing. Of 283 suggestions on gold texts that are, and whose verbs differ, 7 % were right; of
118 whose verbs are the same, 15 %. Where a text says that one knows of something, its other words do not
count: of 57 suggestions of something else to do, 3 were right."""


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of one language.

    Attributes:
        agreement: For each verb the others that say the same or nearly so; others say something else.
        forms: The base form of each form.
        light: They say that something is done, and not what.
        knowing: They say that one knows of something, and not that it is done.
        endings: How base forms end.
        before: A first word that ends so is a verb before one of these words, be it known or not.
        particles: Words that make another verb with the one before.
        gerund: Ending of the forms that are no plurals of nouns.
        refraining: How a text begins that says what is not done, longest first.
        excepting: Words with which it is done all the same.
        refrain: The verb of that.
    """

    agreement: Mapping[str, frozenset[str]]
    forms: Mapping[str, str]
    light: frozenset[str]
    knowing: frozenset[str]
    endings: tuple[str, ...]
    before: frozenset[str]
    particles: frozenset[str]
    gerund: str
    refraining: tuple[tuple[str, ...], ...]
    excepting: frozenset[str]
    refrain: str

    @classmethod
    def of(cls, lang: str, agreement: Mapping[str, str]) -> Verbs:
        """The verbs of a language that has a file of them.

        Args:
            lang: The language.
            agreement: For each verb those that agree with it, between commas.
        """
        content = languages.read(lang, _FILE)
        base = list(dict.fromkeys(verb.split(" ")[0] for verb in agreement))
        return cls(
            {verb: frozenset(filter(None, others.split(", "))) for verb, others in agreement.items()},
            {form: verb for verb in base for form in forms_of(verb, lang)} | {verb: verb for verb in base},
            frozenset(content["light"]),
            frozenset(content["knowing"].split()),
            tuple(content["endings"]),
            frozenset(content["before"].split()),
            frozenset(content["particles"].split()),
            content["gerund"],
            tuple(sorted((tuple(one.split()) for one in content["refraining"]), key=len, reverse=True)),
            frozenset(content["excepting"].split()),
            content["refrain"],
        )

    def at(self, said: Sequence[str], place: int) -> str:
        """The verb that stands somewhere; empty where none does."""
        verb = self.forms.get(said[place], "")
        phrasal = f"{verb} {said[place + 1]}" if verb and place + 1 < len(said) else ""
        return phrasal if phrasal in self.agreement else verb

    def named(self, said: Sequence[str], joining: frozenset[str]) -> frozenset[str]:
        """The verbs of a text or label that begins with one, light ones aside; none where it does not."""
        if self._is_unseen(said):
            return frozenset(said[:1])
        if not said or said[0] not in self.forms:
            return frozenset()
        places = (place for place in range(len(said)) if self._is_said(said, place, joining))
        return frozenset(verb for place in places if (verb := self.at(said, place))) - self.light

    def refrained(self, said: Sequence[str]) -> int:
        """Where what a text says is not done begins; 0 where it says no such thing."""
        if not self.excepting.isdisjoint(said):
            return 0
        first = int(bool(said) and self.at(said, 0) in self.knowing)
        for opening in self.refraining:
            if tuple(said[first : first + len(opening)]) == opening:
                return first + len(opening)
        return 0

    def _is_unseen(self, said: Sequence[str]) -> bool:
        """Whether a text begins with a verb that no label has."""
        following = len(said) > 1 and said[1] in self.before
        return following and said[0] not in self.forms and said[0].endswith(self.endings)

    def _is_said(self, said: Sequence[str], place: int, joining: frozenset[str]) -> bool:
        """Whether a verb is none of the forms that may be plurals: ``read reports``."""
        word = said[place]
        sure = word.endswith(self.gerund) or self.forms.get(word) == word
        return sure or place == 0 or said[place - 1] in joining

    def agree(self, some: frozenset[str], others: frozenset[str]) -> bool:
        """Whether any verb of the one agrees with any of the other."""
        return not others.isdisjoint(some.union(*(self.agreement.get(verb, ()) for verb in some)))


@dataclass(frozen=True, slots=True)
class _Said:
    """What is done, and the stems of what it is done to; or that one knows of it, or of doing it.

    Attributes:
        avoided: What is not done, of a text that says so.
    """

    verbs: frozenset[str]
    about: frozenset[str]
    known: bool = False
    avoided: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Concept:
    """What a concept says, if it names a deed, and the stems of all words of its labels."""

    said: _Said | None
    words: frozenset[str]


class VerbGuard:
    """Finds the concepts that do something else to what a text speaks of.

    Args:
        labels: The labels of a framework.
        lang: Language of the texts; without verbs of it, nothing is found.
    """

    def __init__(self, labels: LabelTable, lang: str) -> None:
        self._labels = labels
        self._lang = lang
        self._verbs = known_verbs().get(lang) if lang in labels.lists else None
        cues = cues_for(lang)
        self._small = cues.empty if cues else frozenset()
        self._joining = languages.words("text", "joining")
        self._concepts: dict[int, _Concept] = {}

    def measure(self, texts: Sequence[str], candidates: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """How surely each candidate does something else to the same thing, 0 to 1, or `AVOIDED`.

        Where no candidate knows any word of what a text does something to, all may: of ten such gold texts
        (``deploy apps to Heroku``) none had a right concept first, some with a confidence of 0.4 to 0.6.

        Args:
            texts: Any texts.
            candidates: Positions of concepts, shape (texts, candidates).

        Returns:
            Shape (texts, candidates).
        """
        values = np.zeros(candidates.shape, dtype=np.float32)
        if self._verbs is None:
            return values
        for row, text in enumerate(texts):
            if said := self._said(words(text), self._verbs):
                concepts = [self._concept(concept, self._verbs) for concept in candidates[row].tolist()]
                unknown = all(said.about.isdisjoint(one.words) for one in concepts)
                values[row] = 1 if unknown else [_other(said, one, self._verbs) for one in concepts]
        return values

    def _concept(self, concept: int, verbs: Verbs) -> _Concept:
        if concept not in self._concepts:
            start, end = self._labels.starts[self._lang][concept : concept + 2].tolist()
            labels = [words(text) for text in self._labels.lists[self._lang].texts[start:end]]
            stems = frozenset(stem(word) for label in labels for word in label)
            self._concepts[concept] = _Concept(self._of_labels(labels, verbs), stems)
        return self._concepts[concept]

    def _said(self, said: Sequence[str], verbs: Verbs) -> _Said | None:
        """What a text says; ``None`` where it does not begin with a verb, or has no object."""
        if start := verbs.refrained(said):
            return self._refrained(said[start:], verbs)
        named = verbs.named(said, self._joining)
        about = self._about(said, named, verbs) if named else None
        return _Said(named, about, verbs.at(said, 0) in verbs.knowing) if about else None

    def _refrained(self, said: Sequence[str], verbs: Verbs) -> _Said | None:
        """What a text says whose first deed, or thing, is avoided; behind *and* something may be done."""
        end = next((place for place, word in enumerate(said) if word in self._joining), len(said))
        avoided = frozenset(filter(None, [verbs.at(said, 0)] if said else []))
        about = frozenset(stem(word) for word in said[len(avoided) :] if word not in self._small)
        done = verbs.named(said[end + 1 :], self._joining)
        return _Said(done | {verbs.refrain}, about, avoided=avoided) if about else None

    def _about(self, said: Sequence[str], named: frozenset[str], verbs: Verbs) -> frozenset[str]:
        others = self._small | named | verbs.light
        return frozenset(
            stem(word)
            for place, word in enumerate(said)
            if word not in self._small and (verbs.at(said, place) or word) not in others
        )

    def _of_labels(self, labels: Sequence[Sequence[str]], verbs: Verbs) -> _Said | None:
        """What a concept is called, and the verbs of all its labels; ``None`` where it names no deed."""
        if not labels or not labels[0] or labels[0][0] not in verbs.forms:
            return self._gerund(labels[0], verbs) if labels else None
        named = frozenset[str]().union(*(verbs.named(label, self._joining) for label in labels))
        about = self._about(labels[0], verbs.named(labels[0], self._joining), verbs)
        return _Said(named, about) if named and about and not _is_noun(labels[0][0], labels, verbs) else None

    def _gerund(self, label: Sequence[str], verbs: Verbs) -> _Said | None:
        """What is done where a name ends with it: ``horse riding`` is to ride horses."""
        verb = verbs.forms.get(label[-1], "") if label[-1:] and label[-1].endswith(verbs.gerund) else ""
        about = frozenset(stem(word) for word in label[:-1] if word not in self._small)
        return _Said(frozenset([verb]), about, known=True) if verb and about else None


def _other(said: _Said, concept: _Concept, verbs: Verbs) -> float:
    """How much of what a text speaks of a concept does something else to."""
    if _is_avoided(said, concept, verbs):
        return AVOIDED
    other = concept.said
    if other is None or (said.known and other.known):
        return 0.0
    size = len(other.about) if said.known else max(len(said.about), len(other.about))
    share = len(said.about & other.about) / size
    return share if share >= _SAME_OBJECT and not verbs.agree(said.verbs, other.verbs) else 0.0


def _is_avoided(said: _Said, concept: _Concept, verbs: Verbs) -> bool:
    """Whether a concept, by its verb or any word of its labels, is what a text says is not done."""
    named = concept.said.verbs if concept.said else frozenset()
    by_words = not concept.words.isdisjoint(map(stem, said.avoided))
    same = by_words or verbs.agree(said.avoided, named)
    return same and not said.about.isdisjoint(concept.words) and not verbs.agree(said.verbs, named)


def _is_noun(word: str, labels: Sequence[Sequence[str]], verbs: Verbs) -> bool:
    """Whether the first word of a name is what another label does something to.

    ``Market analysis`` is also called ``analyse markets``; ``ride horses`` only ``horse ride``.
    """
    done_to = (label[1:] for label in labels if verbs.forms.get(label[0], word) != word)
    return any(word in label or f"{word}s" in label for label in done_to)


def forms_of(verb: str, lang: str) -> Iterator[str]:
    """The other forms of a verb, as its last letters say; some do not exist."""
    for ending, instead in languages.read(lang, _FILE)["forms"]:
        if verb.endswith(ending):
            yield verb.removesuffix(ending) + instead


@cache
def known_verbs() -> Mapping[str, Verbs]:
    """The verbs that ship, by language.

    Raises:
        InputError: If the file is missing or damaged.
    """
    content = _read(FOLDER / VERBS_FILE)["agreement"]
    return {lang: Verbs.of(lang, agreement) for lang, agreement in content.items()}


def verbs_fingerprint() -> str:
    """Hash of what is known of verbs."""
    return content_hash([json.dumps(_read(FOLDER / VERBS_FILE), sort_keys=True)])


@cache
def _read(path: Path) -> Mapping[str, Any]:
    try:
        content: Mapping[str, Any] = json.loads(sealed_json.unseal(path.read_bytes()))
        return content
    except (OSError, ValueError) as error:
        raise InputError(
            f"The parameter file {path} cannot be used: {error!r}.",
            hint="Restore it, or run skillgraph train verbs.",
        ) from error
