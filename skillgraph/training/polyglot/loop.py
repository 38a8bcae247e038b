"""The steps of teaching: every text is set against the teacher's fixed vectors of all concepts at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from skillgraph.embedding import Vectors
from skillgraph.embedding.encoder import Untyped, normalise_rows
from skillgraph.progress import Progress
from skillgraph.training.encoder.examples import Example
from skillgraph.training.polyglot.network import PolyglotNetwork
from skillgraph.training.polyglot.recipe import PolyglotRecipe


def aims(vectors: Mapping[str, Sequence[Vectors]]) -> list[Vectors]:
    """Where texts of a concept should lie: the sum over languages, for each way to see a concept.

    Args:
        vectors: The teacher's centroids and preferred labels of the concepts, by language; zeros where a
            concept has no label in it.
    """
    ways = zip(*vectors.values(), strict=True)
    return [normalise_rows(np.sum([normalise_rows(one.copy()) for one in way], axis=0)) for way in ways]


class PolyglotTrainer:
    """Teaches a network.

    Args:
        network: What is taught, in place.
        targets: What `aims` gives; every step looks at the next one.
        recipe: The numbers.
        steps: The examples of each step.
        progress: Called after each step.
    """

    def __init__(
        self,
        network: PolyglotNetwork,
        targets: Sequence[Vectors],
        recipe: PolyglotRecipe,
        steps: Sequence[Sequence[Example]],
        progress: Progress,
    ) -> None:
        import torch

        self.optimizer = _optimizer(network, recipe)
        self._network = network
        self._targets = [torch.from_numpy(one).to(torch.bfloat16) for one in targets]
        self._recipe = recipe
        self._steps = steps
        self._progress = progress

    @property
    def rounds(self) -> int:
        """Rounds of as many steps as the recipe says; the last one may be shorter."""
        return math.ceil(len(self._steps) / self._recipe.round_steps)

    def start(self, labels: Sequence[Example], vectors: Vectors) -> None:
        """Fit the projection by least squares, so that labels lie near their concepts from the beginning.

        Args:
            labels: Of one concept each.
            vectors: Where they should lie, shape (labels, dimensions).
        """
        import torch

        texts = [one.text for one in labels]
        states = self._network.means(self._network.ids(texts, self._recipe.text_tokens))
        middle = states.mean(axis=0)
        spread = (states - middle).T @ (states - middle)
        ridge = self._recipe.ridge * np.trace(spread) / len(spread) * np.eye(len(spread))
        weights = np.linalg.solve(spread + ridge, (states - middle).T @ vectors).astype(np.float32)
        projection = self._network.module.projection
        with torch.no_grad():
            projection.weight.copy_(torch.from_numpy(weights.T.copy()))
            projection.bias.copy_(torch.from_numpy(-(middle @ weights)))

    def train_round(self, number: int) -> list[float]:
        """Take the steps of a round, counted from 0; gives the loss of each."""
        first = number * self._recipe.round_steps
        last = min(first + self._recipe.round_steps, len(self._steps))
        losses = []
        for step in range(first, last):
            self._progress("teaching", step, len(self._steps))
            self._set_rate(step)
            losses.append(self._descend(self._steps[step], step))
        self._progress("teaching", last, len(self._steps))
        return losses

    def _set_rate(self, step: int) -> None:
        recipe, steps = self._recipe, len(self._steps)
        left = max(recipe.floor, (steps - step) / max(1, steps - recipe.warmup))
        for group in self.optimizer.param_groups:
            group["lr"] = recipe.learning_rate * group["rate"] * min((step + 1) / recipe.warmup, left, 1.0)

    def _descend(self, examples: Sequence[Example], step: int) -> float:
        import torch

        self.optimizer.zero_grad(set_to_none=True)
        loss = self._loss(examples, step)
        loss.backward()
        parameters = [one for group in self.optimizer.param_groups for one in group["params"]]
        torch.nn.utils.clip_grad_norm_(parameters, self._recipe.clip)
        self.optimizer.step()
        return float(loss.item())

    def _loss(self, examples: Sequence[Example], step: int) -> Untyped:
        """Cross entropy over all concepts; those of one text share its weight."""
        import torch

        ids = self._network.ids([one.text for one in examples], self._recipe.text_tokens)
        vectors = self._network.project(self._network.forward(ids))
        target = self._targets[step % len(self._targets)]
        scores = (vectors.to(target.dtype) @ target.T).float() / self._recipe.temperature
        pairs = [(row, concept) for row, one in enumerate(examples) for concept in one.concepts]
        shares = torch.tensor([1 / len(examples[row].concepts) for row, _ in pairs])
        rows, concepts = torch.tensor(pairs).T
        return -(torch.log_softmax(scores, dim=1)[rows, concepts] * shares).sum() / len(examples)


def _optimizer(network: PolyglotNetwork, recipe: PolyglotRecipe) -> Untyped:
    import torch

    learned = [one for one in network.module.transformer.parameters() if one.requires_grad]
    projection = list(network.module.projection.parameters())
    groups = [
        {
            "params": [one for one in learned if one.ndim > 1],
            "weight_decay": recipe.weight_decay,
            "rate": 1.0,
        },
        {"params": [one for one in learned if one.ndim <= 1], "weight_decay": 0.0, "rate": 1.0},
        {"params": projection, "weight_decay": 0.0, "rate": recipe.projection_rate},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=(0.9, 0.98), eps=1e-6)
