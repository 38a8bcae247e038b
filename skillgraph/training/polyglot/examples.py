"""What the multilingual encoder learns from, and how often it sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from skillgraph.training.encoder.examples import Draw, Example
from skillgraph.training.encoder.recipe import EncoderRecipe
from skillgraph.training.encoder.space import ConceptSpace
from skillgraph.training.polyglot.recipe import PolyglotRecipe
from skillgraph.training.polyglot.terms import Terms


@dataclass(frozen=True, slots=True)
class Kind:
    """Examples that are seen equally often."""

    times: float
    examples: Sequence[Example]


def gather(
    space: ConceptSpace,
    gold: Iterable[Example],
    terms: Iterable[Terms],
    recipe: PolyglotRecipe,
    random: Random,
) -> list[Kind]:
    """Every example, by kind.

    Args:
        space: The concepts.
        gold: Texts with their concepts.
        terms: Mapped terms; those of concepts that the framework lacks are left out.
        recipe: How often what is seen.
        random: Decides which sentences are made.
    """
    texts = list(gold)
    known = list(terms)
    return [
        Kind(recipe.gold, [one for one in texts if one.lang != space.main]),
        Kind(recipe.main_gold, [one for one in texts if one.lang == space.main]),
        *_from_labels(space, recipe),
        Kind(recipe.terms, [one for file in known for one in _placed(file.terms, file.lang, space, recipe)]),
        Kind(
            recipe.term_labels,
            [one for file in known for one in _placed(file.labels, file.lang, space, recipe)],
        ),
        Kind(1.0, _sentences(space, recipe, random)),
    ]


def in_steps(kinds: Sequence[Kind], recipe: PolyglotRecipe, random: Random) -> list[list[Example]]:
    """The examples of each step, those of a step of like length."""
    drawn = [one for kind in kinds for one in _drawn(kind, random)]
    random.shuffle(drawn)
    together = recipe.batch * recipe.sorted_steps
    steps = []
    for start in range(0, len(drawn), together):
        ordered = sorted(drawn[start : start + together], key=lambda one: len(one.text))
        some = [ordered[place : place + recipe.batch] for place in range(0, len(ordered), recipe.batch)]
        random.shuffle(some)
        steps += some
    return steps


def _drawn(kind: Kind, random: Random) -> list[Example]:
    whole = int(kind.times)
    return [one for one in kind.examples for _ in range(whole + (random.random() < kind.times - whole))]


def _from_labels(space: ConceptSpace, recipe: PolyglotRecipe) -> list[Kind]:
    main = _labels(space, space.main)
    others = [
        one for lang in space.others for one in (*_labels(space, lang), *_described(space, lang, recipe))
    ]
    preferred = {one.concepts: one for one in reversed(main)}
    return [
        Kind(recipe.labels, others),
        Kind(recipe.main_preferred, list(preferred.values())),
        Kind(recipe.main_alternative, [one for one in main if preferred[one.concepts] is not one]),
        Kind(recipe.main_descriptions, _described(space, space.main, recipe)),
    ]


def _labels(space: ConceptSpace, lang: str) -> list[Example]:
    lists = enumerate(space.labels[lang])
    return [Example(text, (concept,), lang) for concept, texts in lists for text in texts]


def _described(space: ConceptSpace, lang: str, recipe: PolyglotRecipe) -> list[Example]:
    texts = enumerate(space.descriptions[lang])
    return [
        Example(text[: recipe.description_characters], (concept,), lang) for concept, text in texts if text
    ]


def _placed(
    uris_of: Mapping[str, frozenset[str]], lang: str, space: ConceptSpace, recipe: PolyglotRecipe
) -> list[Example]:
    found = []
    for text, uris in uris_of.items():
        concepts = tuple(sorted(space.positions[uri] for uri in uris if uri in space.positions))
        if 0 < len(concepts) <= recipe.most_concepts:
            found.append(Example(text, concepts, lang))
    return found


def _sentences(space: ConceptSpace, recipe: PolyglotRecipe, random: Random) -> list[Example]:
    """In other languages than the main one; none where there is none."""
    draw = Draw(space, EncoderRecipe(other_share=1.0), random)
    return [draw.sentence() for _ in range(recipe.sentences if space.others else 0)]
