"""The rounds of training. The same recipe, seed, data, machine and threads give the same weights."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random

from skillgraph.embedding.encoder import Untyped
from skillgraph.progress import Progress
from skillgraph.training.encoder import losses, negatives
from skillgraph.training.encoder.examples import Draw, Example
from skillgraph.training.encoder.network import EncoderNetwork
from skillgraph.training.encoder.recipe import EncoderRecipe
from skillgraph.training.encoder.space import ConceptSpace


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """Examples of a step, and for each of them wrong concepts to put beside it."""

    examples: Sequence[Example]
    wrong: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Part:
    """One kind of example in a round: how many, and how many in a step."""

    size: int
    batch: int

    @property
    def steps(self) -> int:
        return math.ceil(self.size / self.batch)


class EncoderTrainer:
    """Trains a network on a framework and gold texts.

    Args:
        network: What is trained, in place.
        space: The concepts.
        gold: Texts with their concepts.
        recipe: The numbers.
        seed: Decides what is drawn, together with the number of the round.
        progress: Called after each step.
    """

    def __init__(
        self,
        network: EncoderNetwork,
        space: ConceptSpace,
        gold: Sequence[Example],
        recipe: EncoderRecipe,
        *,
        seed: int,
        progress: Progress,
    ) -> None:
        self.optimizer = _optimizer(network.transformer, recipe)
        self._network = network
        self._space = space
        self._main = [example for example in gold if example.lang == space.main]
        self._other = [example for example in gold if example.lang != space.main]
        self._recipe = recipe
        self._seed = seed
        self._progress = progress

    @property
    def steps(self) -> int:
        """Steps in a round."""
        return sum(part.steps for part in self._parts())

    def train_round(self, number: int) -> float:
        """Train one round, counted from 0; gives the mean loss."""
        random = Random(f"{self._seed} {number}")
        draw = Draw(self._space, self._recipe, random)
        steps = self._plan(draw, random, from_mistakes=number > 0)
        self._network.model.train()
        total = 0.0
        for done, step in enumerate(steps):
            self._progress(f"round {number + 1} of {self._recipe.rounds}", done, len(steps))
            self._set_rate(number * self.steps + done)
            total += self._descend(step, draw, random)
        self._progress(f"round {number + 1} of {self._recipe.rounds}", len(steps), len(steps))
        return total / max(1, len(steps))

    def _parts(self) -> tuple[_Part, _Part, _Part, _Part]:
        """Gold in the main language, gold in others, labels, made sentences."""
        recipe, space = self._recipe, self._space
        labels = sum(len(one) for lists in space.labels.values() for one in lists)
        return (
            _Part(min(recipe.texts, len(self._main)), recipe.text_batch),
            _Part(min(recipe.other_texts, len(self._other)), recipe.other_batch),
            _Part(min(recipe.labels, labels), recipe.label_batch),
            _Part(min(recipe.sentences, len(space)), recipe.text_batch),
        )

    def _plan(self, draw: Draw, random: Random, *, from_mistakes: bool) -> list[TrainingStep]:
        """The steps of a round, in their order."""
        main, other, labels, sentences = self._parts()
        drawn = (
            (random.sample(self._main, main.size), main),
            (random.sample(self._other, other.size), other),
            ([draw.label() for _ in range(labels.size)], labels),
            ([draw.sentence() for _ in range(sentences.size)], sentences),
        )
        gold = [*drawn[0][0], *drawn[1][0]]
        found = dict(zip(gold, self._mistakes(gold), strict=True)) if from_mistakes else {}

        def wrong(example: Example) -> list[int]:
            if (looked := found.get(example)) is not None:
                return random.sample(looked, min(self._recipe.negatives, len(looked)))
            return negatives.siblings(example, self._space, random)

        batches = chain.from_iterable(_batches(examples, part.batch, random) for examples, part in drawn)
        steps = [TrainingStep(batch, [wrong(example) for example in batch]) for batch in batches]
        random.shuffle(steps)
        return steps

    def _mistakes(self, examples: Sequence[Example]) -> Iterator[list[int]]:
        recipe = self._recipe
        texts = self._network.encode([example.text for example in examples], recipe.text_tokens)
        langs = sorted({example.lang for example in examples})
        labels = {
            lang: self._network.encode(self._space.preferred(lang), recipe.label_tokens) for lang in langs
        }
        yield from negatives.mistakes(examples, texts, labels, self._space, recipe.mistakes)

    def _set_rate(self, step: int) -> None:
        recipe = self._recipe
        left = max(recipe.floor, 1 - step / (self.steps * recipe.rounds))
        for group in self.optimizer.param_groups:
            group["lr"] = recipe.learning_rate * min(1, (step + 1) / recipe.warmup) * left

    def _descend(self, step: TrainingStep, draw: Draw, random: Random) -> float:
        import torch

        self.optimizer.zero_grad(set_to_none=True)
        loss = self._loss(step, draw, random)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.transformer.parameters(), self._recipe.clip)
        self.optimizer.step()
        return float(loss.item())

    def _loss(self, step: TrainingStep, draw: Draw, random: Random) -> Untyped:
        recipe = self._recipe
        words = self._wordings(step, draw, random)
        right, ignored = self._truth(step.examples, list(words))
        labels = self._network.labels(list(words.values()), recipe.label_tokens)
        texts, states, mask = self._network.forward([one.text for one in step.examples], recipe.text_tokens)
        whole = texts @ labels.T
        focus = losses.focus(states, mask, labels)
        there = [losses.contrast(scores, right, ignored, recipe.temperature) for scores in (whole, focus)]
        back = losses.contrast(whole.T, right.T, ignored.T, recipe.temperature)
        return sum(there) / 2 + recipe.reverse * back

    def _wordings(self, step: TrainingStep, draw: Draw, random: Random) -> dict[int, str]:
        """A label for each concept of the step, right ones first."""
        words: dict[int, str] = {}
        for example in step.examples:
            right = random.sample(example.concepts, min(self._recipe.positives, len(example.concepts)))
            for concept in right:
                if concept not in words:
                    words[concept] = draw.wording(concept, example)
        for example, wrong in zip(step.examples, step.wrong, strict=True):
            for concept in wrong:
                if concept not in words:
                    words[concept] = draw.wording(concept, example)
        return words

    def _truth(self, examples: Sequence[Example], concepts: Sequence[int]) -> tuple[Untyped, Untyped]:
        """Which concepts are right for each example, and which are neither right nor wrong."""
        import torch

        rights = [set(example.concepts) for example in examples]
        nears = [set().union(*(self._space.near[c] for c in right)) - right for right in rights]
        return (
            torch.tensor([[concept in right for concept in concepts] for right in rights]),
            torch.tensor([[concept in near for concept in concepts] for near in nears]),
        )


def _batches(examples: Sequence[Example], size: int, random: Random) -> Iterator[list[Example]]:
    """Examples of roughly like length together, so that little is padded."""
    ordered = sorted(examples, key=lambda example: len(example.text) + random.random() * 40)
    yield from (ordered[start : start + size] for start in range(0, len(ordered), size))


def _optimizer(transformer: Untyped, recipe: EncoderRecipe) -> Untyped:
    import torch

    parameters = list(transformer.parameters())
    groups = [
        {"params": [one for one in parameters if one.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [one for one in parameters if one.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate)
