"""One student from beginning to end: lessons, rounds with checkpoints, export, measurement, model card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from skillgraph.embedding.export import PROBES
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.transformer import TransformerEncoder
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
from skillgraph.training.encoder.examples import Draw, Example, gold_examples
from skillgraph.training.encoder.job import Repeatable, versions
from skillgraph.training.encoder.measure import Encodes, Figures, as_json, rank_quality, storage_loss
from skillgraph.training.encoder.recipe import EncoderRecipe
from skillgraph.training.encoder.space import ConceptSpace
from skillgraph.training.student.card import StudentFacts, model_card
from skillgraph.training.student.lessons import first_vectors, lessons
from skillgraph.training.student.loop import Labels, StudentTrainer
from skillgraph.training.student.network import StudentNetwork, padded
from skillgraph.training.student.recipe import StudentRecipe

_RUNTIME = "student: token vectors and a narrow transformer with int8 weights, mean of tokens, 1"
_COMPARED = 1_000
"""Texts on which vectors before and after storing integers are compared."""


@dataclass(frozen=True, slots=True)
class StudentJob:
    """Whom to teach, and on what.

    Attributes:
        framework: Name and version.
        concepts: Its concepts, with labels in all languages.
        teacher: The encoder to imitate.
        gold: Texts to train on.
        held_out: Texts that are only measured.
        recipe: The numbers.
        seed: Decides what is drawn.
        acknowledgement: The sentence that everything made from the framework must carry.
        threads: Threads of the linear algebra underneath.
    """

    framework: str
    concepts: Sequence[Concept]
    teacher: OnnxModel
    gold: Gold = field(default_factory=dict)
    held_out: Gold = field(default_factory=dict)
    recipe: StudentRecipe = field(default_factory=StudentRecipe)
    seed: int = 7
    acknowledgement: str = ""
    threads: int = 1


def train(job: StudentJob, output: Path, progress: Progress) -> OnnxModel:
    """Teach a student and write it to ``output``; go on where an earlier run of the same job was cut short.

    Raises:
        InputError: If there is nothing to learn from, if ``output`` holds an encoder already, or the
            checkpoint of another job.
        MissingDependencyError: If something of the ``train`` extra is not installed.
    """
    prepare(output)
    return _Run(job, output, progress).finish()


class _Run:
    """The state of one training."""

    def __init__(self, job: StudentJob, output: Path, progress: Progress) -> None:
        self._job = job
        self._output = output
        self._progress = progress
        self._space = ConceptSpace.from_concepts(job.concepts)
        self._gold = {name: gold_examples(rows, self._space) for name, rows in job.gold.items()}
        self._held_out = examples_by_file(job.held_out, self._space)
        self._made = self._sentences()
        self._teacher = TransformerEncoder(
            job.teacher, name="teacher", languages=job.teacher.languages, threads=job.threads
        )
        self._network = self._new()

    def finish(self) -> OnnxModel:
        """Train the rounds that are left, then export and measure."""
        with Repeatable(self._job.threads):
            record = self._rounds()
            tuned = self._measure(self._network, "measuring, in floats")
        model = self._export(record, tuned)
        Checkpoint.remove(self._output)
        return model

    def _new(self) -> StudentNetwork:
        import torch

        torch.manual_seed(self._job.seed)
        return StudentNetwork(
            self._job.recipe,
            self._job.teacher.tokenizer,
            dimensions=self._job.teacher.dimensions,
            max_tokens=self._job.teacher.max_tokens,
        )

    def _sentences(self) -> list[Example]:
        draw = Draw(self._space, EncoderRecipe(), Random(f"student {self._job.seed}"))
        return [draw.sentence() for _ in range(self._job.recipe.sentences)]

    def _rounds(self) -> dict[str, Any]:
        """Train, with a checkpoint after each round; gives what was recorded on the way."""
        trainer = self._trainer()
        rounds = Rounds(
            self._identity(),
            self._job.recipe.rounds,
            self._network.module,
            trainer,
            begin=self._begin,
            train=lambda number: [trainer.train_round(number)],
        )
        return rounds.finish(self._output)

    def _begin(self) -> dict[str, Any]:
        taught = self._measure(self._teacher, "measuring the teacher")
        untuned = self._measure(self._network, "measuring, untuned")
        return {"teacher": as_json(taught), "untuned": as_json(untuned)}

    def _trainer(self) -> StudentTrainer:
        """Ask the teacher about everything, and start from what it says of each token."""
        import torch

        gold = [example for examples in self._gold.values() for example in examples]
        langs = sorted({example.lang for example in gold})
        sets = [[one for one in gold if one.lang == lang] for lang in langs] + [self._made]
        asked = partial(self._progress, "asking the teacher")
        taught = [lessons(self._teacher, self._network, examples, asked) for examples in sets]
        first = first_vectors(self._teacher, self._network, taught, self._job.recipe.shrink)
        with torch.no_grad():
            self._network.module.vectors.weight.copy_(torch.from_numpy(first))
        return StudentTrainer(
            self._network,
            self._space,
            taught,
            self._labels,
            self._job.recipe,
            seed=self._job.seed,
            progress=self._progress,
        )

    @cached_property
    def _labels(self) -> Labels:
        """What the teacher says of all labels."""
        space = self._space
        texts = list(dict.fromkeys(text for lists in space.labels.values() for one in lists for text in one))
        self._progress("asking the teacher about labels", 0, len(texts))
        vectors = self._teacher.encode(texts)
        self._progress("asking the teacher about labels", len(texts), len(texts))
        rows = {text: row for row, text in enumerate(texts)}
        preferred = {lang: vectors[[rows[text] for text in space.preferred(lang)]] for lang in space.labels}
        return Labels(preferred, self._network.ids(texts), vectors.astype(np.float16))

    def _measure(self, encoder: Encodes, stage: str) -> dict[str, Figures]:
        """Of texts by an encoder, among labels by the teacher."""
        if not self._held_out:
            return {}
        advance = partial(self._progress, stage)
        return rank_quality(encoder, self._space, self._held_out, advance, labels=self._labels.preferred)

    def _export(self, record: Mapping[str, Any], tuned: Mapping[str, Figures]) -> OnnxModel:
        def described(model: OnnxModel) -> tuple[dict[str, Any], str]:
            facts = self._facts(model, record, tuned)
            return {"training": asdict(facts) | {"losses": record["losses"]}}, model_card(facts)

        return deliver(self._output, self._progress, write=self._write, seal=self._seal, describe=described)

    def _write(self, folder: Path) -> None:
        probes = padded(self._network.ids(PROBES))
        write_network(self._network, probes, folder, longest=self._job.teacher.max_tokens)

    def _seal(self, folder: Path, record: Mapping[str, Any]) -> OnnxModel:
        return OnnxModel.seal(
            folder,
            recipe=_RUNTIME,
            dimensions=self._network.dimensions,
            max_tokens=self._job.teacher.max_tokens,
            languages=self._space.labels,
            space=self._teacher.space,
            record=record,
        )

    def _facts(
        self, model: OnnxModel, record: Mapping[str, Any], tuned: Mapping[str, Figures]
    ) -> StudentFacts:
        job = self._job
        stored = TransformerEncoder(model, name="stored", languages=model.languages, threads=job.threads)
        taught, untuned = (
            {name: Figures(**one) for name, one in record[stage].items()} for stage in ("teacher", "untuned")
        )
        return StudentFacts(
            framework=framework_facts(job.framework, self._space, job.acknowledgement),
            trained_on={name: len(examples) for name, examples in self._gold.items()},
            teacher=job.teacher.fingerprint,
            recipe=job.recipe,
            seed=job.seed,
            versions=versions(job.threads),
            languages=tuple(sorted(self._space.labels)),
            taught=taught,
            untuned=untuned,
            tuned=tuned,
            stored=self._measure(stored, "measuring, as stored"),
            loss=storage_loss(self._network, stored, self._compared()),
            megabytes=megabytes(model),
            minutes=record["minutes"],
        )

    def _compared(self) -> list[str]:
        """Held-out texts, else gold texts, else made sentences, evenly spread."""
        sets = [example.text for examples in self._held_out.values() for example in examples]
        sets = sets or [example.text for examples in self._gold.values() for example in examples]
        texts = sets or [example.text for example in self._made]
        return evenly(texts, _COMPARED)

    def _identity(self) -> str:
        """Hash of all that decides what comes out."""
        job, space = self._job, self._space
        parts: list[object] = [asdict(job.recipe), job.seed, job.teacher.fingerprint]
        parts += [sorted(space.positions), {lang: list(map(list, one)) for lang, one in space.labels.items()}]
        parts += [plain(sets) for sets in (self._gold, self._held_out)]
        parts += [list(map(asdict, self._made)), list(map(sorted, space.near))]
        return run_hash(parts)
