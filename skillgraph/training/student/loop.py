"""The rounds of a student's training.

The same recipe, seed, data, machine and threads give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.embedding.encoder import Untyped
from skillgraph.progress import Progress
from skillgraph.training.encoder.losses import contrast
from skillgraph.training.encoder.space import ConceptSpace
from skillgraph.training.student.lessons import Lessons
from skillgraph.training.student.losses import alike, apart, focus_on
from skillgraph.training.student.network import StudentNetwork, padded
from skillgraph.training.student.recipe import StudentRecipe

_UNK = "[UNK]"


@dataclass(frozen=True, slots=True)
class Labels:
    """What a student is compared with, and learns beside.

    Attributes:
        preferred: The teacher's vectors of the preferred labels, by language, shape (concepts, dimensions).
        ids: Tokens of any labels.
        vectors: The teacher's vectors of these, shape (labels, dimensions).
    """

    preferred: Mapping[str, npt.NDArray[np.float32]]
    ids: Sequence[Sequence[int]]
    vectors: npt.NDArray[np.float16]


class StudentTrainer:
    """Teaches a student.

    Args:
        network: Is taught, in place.
        space: The concepts.
        taught: Texts with what the teacher says of them.
        labels: What it says of labels.
        recipe: The numbers.
        seed: Decides what is drawn, together with the number of the round.
        progress: Called after each step.
    """

    def __init__(
        self,
        network: StudentNetwork,
        space: ConceptSpace,
        taught: Sequence[Lessons],
        labels: Labels,
        recipe: StudentRecipe,
        *,
        seed: int,
        progress: Progress,
    ) -> None:
        import torch

        self._network = network
        self._space = space
        self._taught = [part for part in taught if len(part)]
        self._labels = labels
        self._preferred = {lang: torch.from_numpy(one) for lang, one in labels.preferred.items()}
        self._recipe = recipe
        self._seed = seed
        self._progress = progress
        self._unknown = network.tokenizer.token_to_id(_UNK)
        self._optimizers = _optimizers(network.module, recipe)

    @property
    def steps(self) -> int:
        """Steps in a round."""
        return sum(-(-len(part) // self._recipe.batch) for part in self._taught)

    def state_dict(self) -> dict[str, Any]:
        """What `load_state_dict` goes on from: the state of its optimizers."""
        return {name: one.state_dict() for name, one in self._optimizers.items()}

    def load_state_dict(self, state: Mapping[str, Any], /) -> None:
        """Go on from what `state_dict` gave."""
        for name, optimizer in self._optimizers.items():
            optimizer.load_state_dict(state[name])

    def train_round(self, number: int) -> float:
        """Train one round, counted from 0; gives the mean loss."""
        import torch

        random = Random(f"{self._seed} {number}")
        torch.manual_seed(random.randrange(2**31))
        steps = list(self._plan(random))
        random.shuffle(steps)
        total = 0.0
        for done, (part, rows) in enumerate(steps):
            self._progress(f"round {number + 1} of {self._recipe.rounds}", done, len(steps))
            self._set_rate(number * len(steps) + done)
            total += self._descend(partial(self._loss, part, rows, random))
            if self._recipe.labels and self._labels.ids:
                self._descend(partial(self._label_loss, random))
        self._progress(f"round {number + 1} of {self._recipe.rounds}", len(steps), len(steps))
        return total / max(1, len(steps))

    def _plan(self, random: Random) -> Iterator[tuple[Lessons, list[int]]]:
        """Texts of roughly like length and the same language together."""
        for part in self._taught:
            order = sorted(range(len(part)), key=lambda row: len(part.ids[row]) + random.random() * 6)
            for start in range(0, len(order), self._recipe.batch):
                yield part, order[start : start + self._recipe.batch]

    def _set_rate(self, step: int) -> None:
        recipe = self._recipe
        left = max(recipe.floor, 1 - step / (self.steps * recipe.rounds))
        for optimizer in self._optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = recipe.learning_rate * min(1, (step + 1) / recipe.warmup) * left

    def _descend(self, loss_of: Callable[[], Untyped]) -> float:
        import torch

        for optimizer in self._optimizers.values():
            optimizer.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        dense = [one for group in self._optimizers["dense"].param_groups for one in group["params"]]
        torch.nn.utils.clip_grad_norm_(dense, self._recipe.clip)
        for optimizer in self._optimizers.values():
            optimizer.step()
        return float(loss.item())

    def _loss(self, part: Lessons, rows: Sequence[int], random: Random) -> Untyped:
        recipe = self._recipe
        ids, mask, vectors, states = part.batch(rows, recipe.text_tokens)
        found, tokens = self._network.forward(self._hide(ids, mask, random), mask)
        examples = [part.examples[row] for row in rows]
        labels = self._preferred[self._language(examples[0].lang, random)]
        near = (vectors @ labels.T).topk(min(recipe.near, len(labels)), dim=1).indices
        columns = self._columns(examples, near.tolist(), random)
        right, ignored = self._truth([set(one.concepts) for one in examples], columns)
        whole = found @ labels[columns].T
        agreeing = apart(vectors @ labels[columns].T, whole, recipe.temperature)
        ranked = contrast(whole, right, ignored, recipe.temperature)
        chosen = self._chosen(right, near, columns)
        beside = labels[columns[chosen]]
        focused = focus_on(tokens, mask, beside)
        agreeing = agreeing + apart(focus_on(states, mask, beside), focused, recipe.temperature)
        ranked = ranked + contrast(
            focused, right.gather(1, chosen), ignored.gather(1, chosen), recipe.temperature
        )
        same = alike(found, vectors, tokens, states, mask)
        return recipe.alike * same + recipe.agreeing * agreeing + recipe.right * ranked

    def _label_loss(self, random: Random) -> Untyped:
        """How far labels lie from where the teacher puts them."""
        import torch

        rows = random.sample(range(len(self._labels.ids)), min(self._recipe.labels, len(self._labels.ids)))
        ids, mask = padded([self._labels.ids[row][: self._recipe.label_tokens] for row in rows])
        vectors = torch.from_numpy(self._labels.vectors[rows].astype(np.float32))
        found, _ = self._network.forward(ids, mask)
        return self._recipe.alike * (1 - (found * vectors).sum(dim=1)).mean()

    def _hide(self, ids: Untyped, mask: Untyped, random: Random) -> Untyped:
        """Tokens as they are, or some of them hidden: others must tell what they say."""
        import torch

        if random.random() >= self._recipe.hidden_often:
            return ids
        hidden = (torch.rand(ids.shape) < self._recipe.hidden_share) & (mask == 1)
        hidden[:, 0] = False
        return ids.masked_fill(hidden, self._unknown)

    def _language(self, lang: str, random: Random) -> str:
        """The language of the labels that texts of a language are compared with."""
        own = lang in self._preferred and random.random() < self._recipe.own_language_share
        return lang if own else self._space.main

    def _columns(self, examples: Sequence[Untyped], near: Sequence[Sequence[int]], random: Random) -> Untyped:
        """The concepts that all texts of a step are compared with, ascending."""
        import torch

        chosen = {concept for one in near for concept in one}
        chosen.update(concept for example in examples for concept in example.concepts)
        drawn = min(self._recipe.drawn, len(self._space))
        chosen.update(random.sample(range(len(self._space)), drawn))
        return torch.tensor(sorted(chosen))

    def _truth(self, rights: Sequence[set[int]], columns: Untyped) -> tuple[Untyped, Untyped]:
        """Which concepts are right for each text, and which are neither right nor wrong."""
        import torch

        places = {concept: place for place, concept in enumerate(columns.tolist())}
        found = torch.zeros(2, len(rights), len(places), dtype=torch.bool)
        for row, right in enumerate(rights):
            near = set().union(*(self._space.near[concept] for concept in right)) - right
            for kind, concepts in enumerate((right, near)):
                found[kind, row, [places[concept] for concept in concepts if concept in places]] = True
        return found[0], found[1]

    def _chosen(self, right: Untyped, near: Untyped, columns: Untyped) -> Untyped:
        """For each text the columns of the nearest concepts, of a right one, and of some drawn ones.

        A right one may come twice: that only makes it weigh more.
        """
        import torch

        nearest = torch.searchsorted(columns, near)
        one = torch.multinomial(right.float() + 1e-9, 1)
        drawn = torch.randint(len(columns), (len(near), self._recipe.focused))
        return torch.cat([nearest, one, drawn], dim=1)


def _optimizers(module: Untyped, recipe: StudentRecipe) -> dict[str, Untyped]:
    """One for the token vectors, of which a step touches few, and one for the rest."""
    import torch

    sparse = [module.vectors.weight]
    dense = [one for name, one in module.named_parameters() if name != "vectors.weight"]
    betas = (0.9, 0.98)
    return {
        "sparse": torch.optim.SparseAdam(sparse, lr=recipe.learning_rate, betas=betas),
        "dense": torch.optim.AdamW(
            dense, lr=recipe.learning_rate, betas=betas, weight_decay=recipe.weight_decay
        ),
    }
