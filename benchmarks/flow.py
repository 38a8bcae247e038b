"""The whole flow on real credentials and postings: load, propose, cover, gaps, each a command of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.inputs import Inputs, command
from benchmarks.measure import Sample, process
from benchmarks.report import Report, ReportRow
from skillgraph import resources
from skillgraph.matching.profile import Profile


def run(inputs: Inputs) -> Report:
    """Run the commands once, in a workspace that has its indexes."""
    rows = []
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        workspace = inputs.own_workspace(Path(scratch))
        for what, arguments in _steps(inputs, Path(scratch)):
            done = process(command(workspace, *arguments))
            rows.append(ReportRow(what, "s", Sample((done.seconds,))))
            rows.append(ReportRow(f"{what}, peak memory", "MiB", Sample((done.peak / 2**20,))))
    return Report("flow", "every command once, each a process of its own", "", tuple(rows), _notes(inputs))


def _steps(inputs: Inputs, scratch: Path) -> Iterator[tuple[str, list[str | Path]]]:
    for path in credential_files(inputs, scratch):
        yield f"credential load {path.name}", ["credential", "load", path]
    for path in _postings(inputs):
        yield f"posting load {path.name}", ["posting", "load", path]
    profile = inputs.profiles[0]
    yield f"propose, {profile}", ["propose", "--profile", profile, "--format", "json"]
    yield "cover", ["cover", "project management", "--format", "json"]
    yield "gaps, first time", ["gaps", "--profile", Profile.FAST, "--format", "json"]
    yield "gaps, again", ["gaps", "--profile", Profile.FAST, "--format", "json"]


def credential_files(inputs: Inputs, scratch: Path) -> list[Path]:
    """The 568 badge templates, converted as the tests convert them; else the samples."""
    if inputs.shared is None:
        return [path for path in sample_files("credentials") if path.suffix in (".csv", ".json")]
    return [converted_badges(inputs.shared, scratch)]


def converted_badges(shared: Path, scratch: Path) -> Path:
    """The 568 badge templates as credentials JSON."""
    from tests.support.badge_templates import convert_badge_templates

    target = scratch / "badges.json"
    convert_badge_templates(shared / "credentials" / "badge_templates_canada.json", target)
    return target


def _postings(inputs: Inputs) -> list[Path]:
    folder = inputs.shared / "postings" if inputs.shared else resources.samples("postings")
    return sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".json", ".jsonl"))


def sample_files(kind: str) -> list[Path]:
    """The samples of a kind that ship: ``credentials``, ``postings``."""
    return sorted(resources.samples(kind).iterdir())


def _notes(inputs: Inputs) -> tuple[str, ...]:
    if inputs.shared is None:
        return ("The real data is absent; these are the samples that ship.",)
    return ("568 badge templates and all 2,222 postings, most of which have a title and no description.",)
