"""One teaching from beginning to end: examples, steps, export, measurement, model card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from skillgraph.embedding import Vectors
from skillgraph.embedding.export import PROBES
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.matching.index.arithmetic import GRID
from skillgraph.matching.index.dense import DenseLabels
from skillgraph.model import Concept
from skillgraph.progress import Progress
from skillgraph.training.encoder.checkpoint import Checkpoint, Rounds, plain, run_hash
from skillgraph.training.encoder.delivery import (
    Gold,
    deliver,
    evenly,
    examples_by_file,
    framework_facts,
    megabytes,
    prepare,
    write_network,
)
from skillgraph.training.encoder.examples import Example, gold_examples
from skillgraph.training.encoder.job import Repeatable, versions
from skillgraph.training.encoder.measure import Encodes, Figures, rank_quality, storage_loss
from skillgraph.training.encoder.space import ConceptSpace
from skillgraph.training.polyglot.card import PolyglotFacts, model_card
from skillgraph.training.polyglot.examples import gather, in_steps
from skillgraph.training.polyglot.loop import PolyglotTrainer, aims
from skillgraph.training.polyglot.network import PolyglotNetwork, padded
from skillgraph.training.polyglot.recipe import PolyglotRecipe
from skillgraph.training.polyglot.terms import Terms
from skillgraph.training.polyglot.vocabulary import pieces_in
from skillgraph.training.polyglot.weights import BaseWeights

_RUNTIME = "some layers of a transformer with int8 weights, projected, mean of tokens, 1"
_COMPARED = 500
"""Texts on which vectors before and after storing integers are compared."""


@dataclass(frozen=True, slots=True)
class LabelVectors:
    """What the teacher says of the concepts' labels in one language; zeros where a concept has none.

    Attributes:
        centroids: Shape (concepts, dimensions), in the order of their URIs.
        preferred: The same, of preferred labels.
    """

    centroids: Vectors
    preferred: Vectors

    @classmethod
    def of(cls, dense: DenseLabels) -> LabelVectors:
        """As an index has them."""
        preferred = dense.preferred.astype(np.float32) / np.float32(GRID)
        return cls(dense.all_centroids / np.float32(GRID), preferred)


@dataclass(frozen=True, slots=True)
class PolyglotJob:
    """Whom to teach, and on what.

    Attributes:
        framework: Name and version.
        concepts: Its concepts, with labels in all languages.
        vectors: What the teacher says of the labels, by language.
        space: The teacher's fingerprint.
        base: The weights to start from.
        gold: Texts to train on.
        held_out: Texts that are only measured.
        terms: Mapped terms by the name of their file.
        recipe: The numbers.
        seed: Decides what is drawn.
        acknowledgement: The sentence that everything made from the framework must carry.
        threads: Threads of the linear algebra underneath.
    """

    framework: str
    concepts: Sequence[Concept]
    vectors: Mapping[str, LabelVectors]
    space: str
    base: BaseWeights
    gold: Gold = field(default_factory=dict)
    held_out: Gold = field(default_factory=dict)
    terms: Mapping[str, Terms] = field(default_factory=dict)
    recipe: PolyglotRecipe = field(default_factory=PolyglotRecipe)
    seed: int = 7
    acknowledgement: str = ""
    threads: int = 1


def train(job: PolyglotJob, output: Path, progress: Progress) -> OnnxModel:
    """Teach the encoder and write it to ``output``; go on where an earlier run of the same job was cut short.

    Raises:
        InputError: If ``output`` holds an encoder already, or the checkpoint of another job.
        MissingDependencyError: If something of the ``train`` extra is not installed.
    """
    prepare(output)
    return _Run(job, output, progress).finish()


class _Run:
    """The state of one teaching."""

    def __init__(self, job: PolyglotJob, output: Path, progress: Progress) -> None:
        self._job = job
        self._output = output
        self._progress = progress
        self._space = ConceptSpace.from_concepts(job.concepts)
        self._random = Random(job.seed)
        self._gold = {name: gold_examples(rows, self._space) for name, rows in job.gold.items()}
        self._held_out = examples_by_file(job.held_out, self._space)
        gold = [example for examples in self._gold.values() for example in examples]
        self._kinds = gather(self._space, gold, job.terms.values(), job.recipe, self._random)

    def finish(self) -> OnnxModel:
        """Teach, export and measure."""
        with Repeatable(self._job.threads):
            network = self._network()
            model = self._export(network, self._teach(network))
        Checkpoint.remove(self._output)
        return model

    def _network(self) -> PolyglotNetwork:
        import torch

        torch.manual_seed(self._job.seed)
        self._progress("vocabulary", 0, 1)
        texts = [one.text for kind in self._kinds for one in kind.examples]
        kept = pieces_in(self._job.base, texts)
        self._progress("vocabulary", 1, 1)
        dimensions = self._job.vectors[self._space.main].centroids.shape[1]
        return PolyglotNetwork(self._job.base, kept, self._job.recipe, dimensions=dimensions)

    def _teach(self, network: PolyglotNetwork) -> dict[str, Any]:
        """Take all steps, with a checkpoint after each round; gives what was recorded on the way."""
        recipe = self._job.recipe
        targets = aims({lang: (one.centroids, one.preferred) for lang, one in self._job.vectors.items()})
        first = self._first_labels()
        steps = in_steps(self._kinds, recipe, self._random)
        trainer = PolyglotTrainer(network, targets, recipe, steps, self._progress)

        def begin() -> dict[str, Any]:
            trainer.start(first, targets[-1][[one.concepts[0] for one in first]])
            return {}

        rounds = Rounds(
            self._identity(), trainer.rounds, network.module, trainer.optimizer, begin, trainer.train_round
        )
        return rounds.finish(self._output)

    def _first_labels(self) -> list[Example]:
        """Some labels that mean one concept."""
        labels = [one for kind in self._kinds for one in kind.examples if one.lang in self._space.labels]
        labels = [one for one in labels if len(one.concepts) == 1]
        return self._random.sample(labels, min(self._job.recipe.first_labels, len(labels)))

    def _identity(self) -> str:
        """Hash of all that decides what comes out."""
        job = self._job
        parts: list[object] = [asdict(job.recipe), job.seed, job.space, job.base.fingerprint]
        parts += [sorted(self._space.positions), [list(map(asdict, kind.examples)) for kind in self._kinds]]
        return run_hash([*parts, plain(self._held_out)])

    def _measure(self, encoder: Encodes, stage: str) -> dict[str, Figures]:
        labels = {lang: self._preferred(lang) for lang in self._space.labels}
        return rank_quality(
            encoder, self._space, self._held_out, partial(self._progress, stage), labels=labels
        )

    def _preferred(self, lang: str) -> Vectors:
        """The teacher's vectors of preferred labels, of those in the main language where one is missing."""
        own, main = self._job.vectors[lang].preferred, self._job.vectors[self._space.main].preferred
        return np.where(np.abs(own).sum(axis=1, keepdims=True) > 0, own, main)

    def _export(self, network: PolyglotNetwork, record: Mapping[str, Any]) -> OnnxModel:
        tuned = self._measure(network, "measuring, in floats")

        def written(folder: Path) -> None:
            probes = padded(network.ids(PROBES))
            write_network(network, probes, folder, longest=network.max_tokens)

        def described(model: OnnxModel) -> tuple[dict[str, Any], str]:
            facts = self._facts(network, model, tuned, record["minutes"])
            return {"training": asdict(facts) | {"losses": _hundreds(record["losses"])}}, model_card(facts)

        return deliver(self._output, self._progress, write=written, seal=self._seal, describe=described)

    def _seal(self, folder: Path, record: Mapping[str, Any]) -> OnnxModel:
        return OnnxModel.seal(
            folder,
            recipe=_RUNTIME,
            dimensions=self._job.vectors[self._space.main].centroids.shape[1],
            max_tokens=self._job.recipe.max_tokens,
            languages=self._languages(),
            space=self._job.space,
            record=record,
        )

    def _languages(self) -> list[str]:
        return sorted({*self._space.labels, *(one.lang for one in self._job.terms.values())})

    def _facts(
        self, network: PolyglotNetwork, model: OnnxModel, tuned: Mapping[str, Figures], minutes: float
    ) -> PolyglotFacts:
        job = self._job
        stored = TransformerEncoder(model, name="stored", languages=model.languages, threads=job.threads)
        return PolyglotFacts(
            framework=framework_facts(job.framework, self._space, job.acknowledgement),
            trained_on={name: len(examples) for name, examples in self._gold.items()},
            terms={name: len(one.terms) for name, one in job.terms.items()},
            teacher=job.space,
            recipe=job.recipe,
            seed=job.seed,
            versions=versions(job.threads),
            languages=tuple(self._languages()),
            tuned=tuned,
            stored=self._measure(stored, "measuring, as stored"),
            loss=storage_loss(network, stored, self._compared()),
            megabytes=megabytes(model),
            minutes=minutes,
        )

    def _compared(self) -> list[str]:
        """Held-out texts, else whatever was learned from, evenly spread."""
        texts = [one.text for examples in self._held_out.values() for one in examples]
        texts = texts or [one.text for kind in self._kinds for one in kind.examples]
        return evenly(texts, _COMPARED)


def _hundreds(losses: Sequence[float]) -> list[float]:
    """The mean loss of every hundred steps."""
    return [round(float(np.mean(losses[at : at + 100])), 4) for at in range(0, len(losses), 100)]
