"""One teaching from beginning to end: examples, steps, export, measurement, model card."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from skillgraph import halves
from skillgraph.embedding import Vectors
from skillgraph.embedding.export import PROBES, check_graph, export_graph, save_tokenizer
from skillgraph.embedding.int8 import store_as_int8
from skillgraph.embedding.onnxmodel import GRAPH, MANIFEST, TOKENIZER, OnnxModel
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.errors import InputError
from skillgraph.files import write_text
from skillgraph.halves import half
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.index.arithmetic import GRID
from skillgraph.matching.index.dense import DenseLabels
from skillgraph.model import Concept
from skillgraph.progress import Progress
from skillgraph.training.encoder.examples import gold_examples
from skillgraph.training.encoder.job import MODEL_CARD, Repeatable, versions
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

Gold = Mapping[str, Sequence[GoldRow]]
"""Rows by the name of their file."""


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
    """Teach the encoder and write it to ``output``.

    Raises:
        InputError: If ``output`` holds an encoder already.
        MissingDependencyError: If something of the ``train`` extra is not installed.
    """
    if (output / MANIFEST).exists():
        halves.sweep(output)
        raise InputError(f"{output} holds an encoder already.", hint="Name another folder with --output.")
    output.mkdir(parents=True, exist_ok=True)
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
        held_out = {name: gold_examples(rows, self._space) for name, rows in job.held_out.items()}
        self._held_out = {name: examples for name, examples in held_out.items() if examples}
        gold = [example for examples in self._gold.values() for example in examples]
        self._kinds = gather(self._space, gold, job.terms.values(), job.recipe, self._random)

    def finish(self) -> OnnxModel:
        """Teach, export and measure."""
        with Repeatable(self._job.threads):
            network = self._network()
            started = time.monotonic()
            losses = self._teach(network)
            minutes = (time.monotonic() - started) / 60
            return self._export(network, losses, minutes)

    def _network(self) -> PolyglotNetwork:
        import torch

        torch.manual_seed(self._job.seed)
        self._progress("vocabulary", 0, 1)
        texts = [one.text for kind in self._kinds for one in kind.examples]
        kept = pieces_in(self._job.base, texts)
        self._progress("vocabulary", 1, 1)
        dimensions = self._job.vectors[self._space.main].centroids.shape[1]
        return PolyglotNetwork(self._job.base, kept, self._job.recipe, dimensions=dimensions)

    def _teach(self, network: PolyglotNetwork) -> list[float]:
        recipe = self._job.recipe
        targets = aims({lang: (one.centroids, one.preferred) for lang, one in self._job.vectors.items()})
        trainer = PolyglotTrainer(network, targets, recipe, self._progress)
        labels = [one for kind in self._kinds for one in kind.examples if one.lang in self._space.labels]
        labels = [one for one in labels if len(one.concepts) == 1]
        first = self._random.sample(labels, min(recipe.first_labels, len(labels)))
        trainer.start(first, targets[-1][[one.concepts[0] for one in first]])
        return trainer.train(in_steps(self._kinds, recipe, self._random))

    def _measure(self, encoder: Encodes, stage: str) -> dict[str, Figures]:
        labels = {lang: self._preferred(lang) for lang in self._space.labels}
        return rank_quality(
            encoder, self._space, self._held_out, partial(self._progress, stage), labels=labels
        )

    def _preferred(self, lang: str) -> Vectors:
        """The teacher's vectors of preferred labels, of those in the main language where one is missing."""
        own, main = self._job.vectors[lang].preferred, self._job.vectors[self._space.main].preferred
        return np.where(np.abs(own).sum(axis=1, keepdims=True) > 0, own, main)

    def _export(self, network: PolyglotNetwork, losses: Sequence[float], minutes: float) -> OnnxModel:
        """Export beside the target, measure there, and move the manifest in last."""
        tuned = self._measure(network, "measuring, in floats")
        self._progress("exporting", 0, 1)
        with half(self._output / "export", Path.mkdir) as folder:
            self._write(network, folder)
            facts = self._facts(network, self._seal(folder, {}), tuned, minutes)
            self._progress("exporting", 1, 1)
            self._seal(folder, {"training": asdict(facts) | {"losses": _hundreds(losses)}})
            write_text(folder / MODEL_CARD, model_card(facts))
            for name in (GRAPH, TOKENIZER, MODEL_CARD, MANIFEST):
                (folder / name).replace(self._output / name)
        return OnnxModel.open(self._output)

    def _write(self, network: PolyglotNetwork, folder: Path) -> None:
        """The graph, with integer weights, and the tokenizer."""
        tokens, mask = padded(network.ids(PROBES))
        expected = network.encode(PROBES)
        export_graph(network.module.eval(), folder / GRAPH, longest=network.max_tokens)
        check_graph(folder / GRAPH, {"input_ids": tokens, "attention_mask": mask}, expected)
        store_as_int8(folder / GRAPH)
        save_tokenizer(network.tokenizer, folder / TOKENIZER)

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
            framework={
                "name": job.framework,
                "concepts": len(self._space),
                "labels": {lang: sum(map(len, lists)) for lang, lists in sorted(self._space.labels.items())},
                "acknowledgement": job.acknowledgement,
            },
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
            megabytes=round(sum(one.stat().st_size for one in (model.graph, model.tokenizer)) / 1e6, 1),
            minutes=minutes,
        )

    def _compared(self) -> list[str]:
        """Held-out texts, else whatever was learned from, evenly spread."""
        texts = [one.text for examples in self._held_out.values() for one in examples]
        texts = texts or [one.text for kind in self._kinds for one in kind.examples]
        return texts[:: max(1, len(texts) // _COMPARED)][:_COMPARED]


def _hundreds(losses: Sequence[float]) -> list[float]:
    """The mean loss of every hundred steps."""
    return [round(float(np.mean(losses[at : at + 100])), 4) for at in range(0, len(losses), 100)]
