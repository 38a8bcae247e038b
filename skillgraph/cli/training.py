"""`train`: fit the numbers of the matcher on texts whose concepts are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.options import FrameworkOption, ProfileOption, opened
from skillgraph.cli.output import note
from skillgraph.cli.progress import progress
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.clock import today
from skillgraph.errors import ProblemLog
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.profile import Profile

if TYPE_CHECKING:
    from skillgraph.matching.evaluation.evaluation import GoldRow
    from skillgraph.matching.judging.parameters import Parameters
    from skillgraph.matching.ranking import LanguageModel
    from skillgraph.training.parts import KnownText
    from skillgraph.workspace import Workspace

commands = typer.Typer(
    help="Fit the matcher's parameters on texts whose concepts are known.", no_args_is_help=True
)

GoldArgument = Annotated[
    list[Path] | None, typer.Argument(help="JSON lines with text and uris (none: no skill).")
]
LangOption = Annotated[str, typer.Option("--lang", help="The language of the texts.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", help="Folder for the parameter file (default: the workspace's).")
]
ReviewedOption = Annotated[
    bool, typer.Option("--reviewed", help="Learn from the workspace's accepted mappings too.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="train")


@commands.command("fusion")
def fusion(
    context: typer.Context,
    gold: GoldArgument = None,
    reviewed: ReviewedOption = False,
    lang: LangOption = "en",
    trust: Annotated[
        float,
        typer.Option(
            "--trust", min=0.0, max=1.0, help="How much of their fitted weight texts known before keep."
        ),
    ] = 1.0,
    output: OutputOption = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    workspace: WorkspaceOption = None,
) -> None:
    """Fit how signals are weighed, then confidence; the workspace uses both from then on."""
    from skillgraph.training.fusion import fit_fusion

    space = opened(context, workspace)
    rows = _gold(space, gold or [], reviewed=reviewed, lang=lang)
    _train(space, rows, lang, output, framework, profile, partial(fit_fusion, trust=trust))


@commands.command("calibration")
def calibration(
    context: typer.Context,
    gold: GoldArgument = None,
    reviewed: ReviewedOption = False,
    lang: LangOption = "en",
    output: OutputOption = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    kind: Annotated[TextKind, typer.Option("--kind", help="What the texts are.")] = TextKind.POSTING,
    workspace: WorkspaceOption = None,
) -> None:
    """Fit confidence and the threshold of abstention; the workspace uses them from then on."""
    space = opened(context, workspace)
    rows = _gold(space, gold or [], reviewed=reviewed, lang=lang)
    if kind is TextKind.OUTCOME:
        _train_outcomes(space, rows, lang, output, framework, profile)
    else:
        _train(space, rows, lang, output, framework, profile)


@commands.command("relation")
def relation(
    context: typer.Context,
    gold: Annotated[list[Path], typer.Argument(help="JSON lines with text, uris and relations.")],
    crosswalk: Annotated[
        list[Path] | None,
        typer.Option("--crosswalk", help="A mapping of terms to ESCO skills that a public body made (CSV)."),
    ] = None,
    lang: LangOption = "auto",
    output: OutputOption = None,
    framework: Annotated[
        list[str] | None,
        typer.Option("--framework", help="The framework of the texts; one for each language, if need be."),
    ] = None,
    profile: ProfileOption = Profile.PRECISE,
    workspace: WorkspaceOption = None,
) -> None:
    """Fit what tells exact, close, broader, narrower and related concepts apart."""
    from skillgraph import files, sealed_json
    from skillgraph.matching.reasons.relation import RELATION_FILE
    from skillgraph.training.crosswalks import read_crosswalk
    from skillgraph.training.relation import collect_pairs, fit_relation
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import open_matcher

    space = opened(context, workspace)
    rows = _gold(space, gold, reviewed=False, lang=lang)
    terms = {path.stem: read_crosswalk(path) for path in crosswalk or []}
    with progress() as bar:
        names: list[str | None] = [*framework] if framework else [None]
        queries = [Query(one, profile, progress=bar, leave_one_out=True) for one in names]
        matchers = [open_matcher(space, query) for query in queries]
        pairs = collect_pairs(matchers, rows, lang, terms)
        frameworks = ", ".join(str(one.index.framework) for one in matchers)
        fitted = fit_relation(pairs, {"fitted_on": [*rows, *terms], "framework": frameworks})
    target = (output or space.parameter_folder) / RELATION_FILE
    files.write_bytes(target, sealed_json.seal(fitted.to_json()))
    note(f"held out: {fitted.record['held_out']}")
    note(f"Wrote {target}.")


@commands.command("parts")
def parts(
    context: typer.Context,
    gold: Annotated[
        Path,
        typer.Argument(
            help="JSON lines: job_id and all skills (uri, votes) of each; or text and all uris of outcomes."
        ),
    ],
    postings: Annotated[
        Path | None,
        typer.Option("--postings", help="The file with the advertisements; without it, GOLD has outcomes."),
    ] = None,
    lang: LangOption = "en",
    output: OutputOption = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.FAST,
    workspace: WorkspaceOption = None,
) -> None:
    """Fit how clauses are judged, on advertisements or outcomes of which every skill is known."""
    from skillgraph import files, sealed_json
    from skillgraph.matching.judging.part_model import part_model_name
    from skillgraph.training.parts import fit_parts
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import open_matcher

    space = opened(context, workspace)
    kind = TextKind.OUTCOME if postings is None else TextKind.POSTING
    known = _known_texts(space, gold, postings, lang)
    with progress() as bar:
        query = Query(framework, profile, progress=bar, leave_one_out=True)
        matcher = open_matcher(space, query).of_kind(kind)
        record = {"fitted_on": {gold.stem: len(known)}, **_circumstances(matcher.model(lang))}
        fitted = fit_parts(matcher, known, lang, record)
    target = (output or space.parameter_folder) / part_model_name(profile, lang, kind)
    files.write_bytes(target, sealed_json.seal(fitted.to_json()))
    note(f"held out: {fitted.record['held_out']}")
    note(f"Wrote {target}.")


def _known_texts(space: Workspace, gold: Path, postings: Path | None, lang: str) -> list[KnownText]:
    """The advertisements that a gold file speaks of, or the outcomes that stand in it."""
    from skillgraph.matching.advertisements import read_advertisements
    from skillgraph.training.parts import of_advertisements, of_outcomes

    if postings is not None:
        return of_advertisements(read_advertisements(gold, postings))
    rows = _gold(space, [gold], reviewed=False, lang=lang)
    return of_outcomes((row for part in rows.values() for row in part), lang)


@commands.command("known")
def known(
    context: typer.Context,
    gold: GoldArgument = None,
    reviewed: ReviewedOption = False,
    lang: LangOption = "en",
    anew: Annotated[bool, typer.Option("--anew", help="Leave out the texts that there are.")] = False,
    output: OutputOption = None,
    framework: FrameworkOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Remember texts whose concepts are known: the matcher compares others with them from then on."""
    from skillgraph.matching.signals.labelled_examples import EXAMPLES_FOLDER, load_examples
    from skillgraph.training.labelled_examples import gather_examples
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import open_matcher

    space = opened(context, workspace)
    rows = _gold(space, gold or [], reviewed=reviewed, lang=lang)
    with progress() as bar:
        index = open_matcher(space, Query(framework, Profile.PRECISE, progress=bar)).index
        before = None if anew else load_examples(space.parameter_folder)
        found = gather_examples(rows, index.encoder("student"), lang, before=before)
    target = (output or space.parameter_folder) / EXAMPLES_FOLDER
    found.save(target)
    note(f"{len(found.concepts):,} texts are known now. Wrote {target}.")


@commands.command("verbs")
def verbs(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", help="Folder for the file; the package has its own.")],
    framework: FrameworkOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Learn from the labels of a framework which verbs say the same; no texts are needed."""
    from skillgraph import files, sealed_json
    from skillgraph.matching.signals.verbs import VERBS_FILE
    from skillgraph.training.verbs import learn_verbs
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import open_matcher

    space = opened(context, workspace)
    with progress() as bar:
        model = open_matcher(space, Query(framework, Profile.FAST, progress=bar)).model("en")
    learned = learn_verbs(model.labels, _circumstances(model))
    target = output / VERBS_FILE
    files.write_bytes(target, sealed_json.seal(learned))
    note(f"Wrote {target}.")


def _gold(
    space: Workspace, paths: Sequence[Path], *, reviewed: bool, lang: str
) -> dict[str, Sequence[GoldRow]]:
    """Texts by where they are from."""
    from skillgraph.matching.evaluation.evaluation import read_gold
    from skillgraph.workspace.review.accepted_texts import reviewed_gold

    problems = ProblemLog()
    rows: dict[str, Sequence[GoldRow]] = {path.stem: read_gold(path, problems=problems) for path in paths}
    for problem in problems:
        note(str(problem))
    if reviewed:
        rows["accepted mappings"] = reviewed_gold(space, lang)
    return rows


def _train(
    space: Workspace,
    gold: Mapping[str, Sequence[GoldRow]],
    lang: str,
    output: Path | None,
    framework: str | None,
    profile: Profile,
    fit: Callable[[LanguageModel, Mapping[str, Sequence[GoldRow]]], Parameters] | None = None,
) -> None:
    """Fit weights where ``fit`` is given, then confidence, and write the parameter file."""
    from skillgraph.training.confidence import fit_confidence
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import open_matcher

    with progress() as bar:
        model = open_matcher(space, Query(framework, profile, progress=bar, leave_one_out=True)).model(lang)
        fitted = fit_confidence(model.with_parameters(fit(model, gold)) if fit else model, gold)
    fitted = replace(fitted, record={**fitted.record, **_circumstances(model)})
    parts = ("weights", "calibration") if fit else ("calibration",)
    _write(fitted, output or space.parameter_folder, parts)


def _train_outcomes(
    space: Workspace,
    gold: Mapping[str, Sequence[GoldRow]],
    lang: str,
    output: Path | None,
    framework: str | None,
    profile: Profile,
) -> None:
    """Fit confidence for outcomes of one language, and write the parameter file."""
    from skillgraph.training.outcomes import fit_outcomes
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import open_matcher

    spoken = {name: [row for row in rows if row.lang in ("", lang)] for name, rows in gold.items()}
    with progress() as bar:
        matcher = open_matcher(space, Query(framework, profile, progress=bar, leave_one_out=True))
        fitted = fit_outcomes(matcher.of_kind(TextKind.OUTCOME).model(lang), spoken)
    _write(fitted, output or space.parameter_folder, (TextKind.OUTCOME.value,))


def _write(fitted: Parameters, folder: Path, parts: Sequence[str]) -> None:
    """Write a parameter file, and tell what was fitted."""
    from skillgraph import files, sealed_json
    from skillgraph.matching.judging.parameters import parameter_file_name

    target = folder / parameter_file_name(fitted.profile, fitted.language)
    files.write_bytes(target, sealed_json.seal(fitted.to_json()))
    for part in parts:
        note(f"{part}: {fitted.record[part]}")
    note(f"Wrote {target}.")


def _circumstances(model: LanguageModel) -> dict[str, str]:
    """When parameters were fitted, and on whose labels."""
    languages = ", ".join(sorted(model.labels.lists))
    return {"labels": f"{model.framework} in {languages}", "date": today()}
