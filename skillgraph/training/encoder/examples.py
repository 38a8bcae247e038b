"""What the encoder learns from: texts with the concepts they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from skillgraph import languages
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.text.language import LanguageDetector
from skillgraph.training.encoder.recipe import EncoderRecipe
from skillgraph.training.encoder.space import ConceptSpace


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the positions of its concepts, ascending."""

    text: str
    concepts: tuple[int, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class _Frames:
    """How job advertisements and outcomes put skills into words, in one language."""

    patterns: Sequence[str]
    joints: Sequence[str]


_FRAMES = {lang: _Frames(**languages.read(lang, "frames")) for lang in languages.known("frames")}
_PLAIN = _Frames(("{}",), (", ",))


def gold_examples(rows: Iterable[GoldRow], space: ConceptSpace) -> list[Example]:
    """The rows that name a concept of the framework; their languages are detected where rows do not say."""
    detector = LanguageDetector(space.labels, default=space.main)
    examples = []
    for row in rows:
        concepts = tuple(sorted(space.positions[uri] for uri in row.uris if uri in space.positions))
        if concepts and row.text.strip():
            lang = row.lang if row.lang in space.labels else detector.detect(row.text)
            examples.append(Example(row.text, concepts, lang))
    return examples


class Draw:
    """Draws examples from the framework itself, and words for its concepts.

    Args:
        space: The concepts.
        recipe: How often what is drawn.
        random: Decides everything; the same state gives the same examples.
    """

    def __init__(self, space: ConceptSpace, recipe: EncoderRecipe, random: Random) -> None:
        self._space = space
        self._recipe = recipe
        self._random = random

    def label(self) -> Example:
        """A label, or a description, of any concept."""
        concept = self._random.randrange(len(self._space))
        lang = self._language([concept])
        description = self._space.descriptions[lang][concept]
        if description and self._random.random() < self._recipe.description_share:
            return Example(description[: self._recipe.description_characters], (concept,), lang)
        return Example(self._random.choice(self._space.labels[lang][concept]), (concept,), lang)

    def sentence(self) -> Example:
        """A sentence made of the labels of up to three concepts, every other time of siblings."""
        concepts = self._concepts(self._random.choice((1, 2, 2, 3)))
        lang = self._language(concepts)
        frames = _FRAMES.get(lang, _PLAIN)
        words = [self._random.choice(self._beside_preferred(concept, lang)) for concept in concepts]
        joint = self._random.choice(frames.joints)
        listed = words[0] if len(words) == 1 else ", ".join(words[:-1]) + joint + words[-1]
        pattern = self._random.choice(frames.patterns)
        return Example(pattern.format(listed), tuple(sorted(set(concepts))), lang)

    def wording(self, concept: int, example: Example) -> str:
        """A label of a concept to put beside an example, not the very words of the example."""
        lang = self._space.main
        if example.lang != lang and self._random.random() < self._recipe.own_language_share:
            lang = example.lang
        labels = self._space.labels[lang][concept] or self._space.labels[self._space.main][concept]
        preferred = self._random.random() < self._recipe.preferred_share
        chosen = labels[0] if preferred else self._random.choice(labels)
        if chosen.casefold() != example.text.casefold():
            return chosen
        others = [label for label in labels if label.casefold() != chosen.casefold()]
        return self._random.choice(others) if others else chosen

    def _concepts(self, count: int) -> list[int]:
        concepts = self._random.sample(range(len(self._space)), min(count, len(self._space)))
        siblings = self._space.siblings[concepts[0]]
        if siblings and self._random.random() < 0.5:
            return concepts[:1] + self._random.sample(siblings, min(count - 1, len(siblings)))
        return concepts

    def _language(self, concepts: Sequence[int]) -> str:
        """Another language than the main one, if it is drawn and all concepts have labels in it."""
        others = self._space.others
        if not others or self._random.random() >= self._recipe.other_share:
            return self._space.main
        lang = self._random.choice(others)
        complete = all(self._space.labels[lang][concept] for concept in concepts)
        return lang if complete else self._space.main

    def _beside_preferred(self, concept: int, lang: str) -> Sequence[str]:
        labels = self._space.labels[lang][concept]
        return labels[1:] or labels
