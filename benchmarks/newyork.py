"""The analyst's questions on real postings: those of the City of New York against 568 real badge templates.

``python -m benchmarks newyork`` prints the figures of `docs/demand.md`, each from a command of its own.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.flow import converted_badges
from benchmarks.inputs import Inputs, command
from skillgraph.workspace import Workspace
from tests.support.posting_columns import NYC

SOURCE = "nyc"
_PLANS = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found, in words, by question."""

    rows: Mapping[str, str]
    plans: tuple[Mapping[str, Any], ...]

    def as_json(self) -> dict[str, object]:
        """All figures."""
        return {"name": "newyork", "figures": dict(self.rows), "plans": list(self.plans)}

    def as_text(self) -> str:
        """Two tables in Markdown, as the document has them."""
        lines = ["| | |", "| --- | --- |", *(f"| {what} | {said} |" for what, said in self.rows.items())]
        names = list(self.plans[0]) if self.plans else []
        lines += ["", f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
        lines += [f"| {' | '.join(str(value) for value in plan.values())} |" for plan in self.plans]
        return "\n".join(lines)


def run(inputs: Inputs) -> Figures:
    """Load, propose, extract, and ask.

    Raises:
        FileNotFoundError: If the real data is absent.
    """
    if inputs.shared is None:
        raise FileNotFoundError("This needs the real data beside the checkout.")
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        folder = inputs.own_workspace(Path(scratch))
        commands = _Commands(folder)
        commands.do("credential", "load", converted_badges(inputs.shared, Path(scratch)))
        columns = Path(scratch) / "columns.toml"
        columns.write_text(NYC, encoding="utf-8")
        postings = inputs.shared / "postings" / "nyc_jobs_2012_2019.csv"
        loaded = commands.do("posting", "load", postings, "--columns", columns, "--name", SOURCE)
        commands.do("propose", "--format", "json")
        extracted = commands.do("posting", "extract")
        messages = {"load": loaded.splitlines()[0], "extract": extracted.splitlines()[-1]}
        return Figures(messages | dict(_answers(commands)), tuple(_plans(commands, Workspace.open(folder))))


class _Commands:
    """Runs commands on a workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def do(self, *words: str | Path) -> str:
        """What a command tells people."""
        return self._run(*words).stderr.strip()

    def ask(self, *words: str | Path) -> Any:  # noqa: ANN401 - whatever the JSON of the command is
        """What a command answers programs."""
        return json.loads(self._run(*words, "--format", "json").stdout)

    def _run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        done = command(self._folder, *words)
        return subprocess.run(done, check=True, capture_output=True, encoding="utf-8")


def _answers(commands: _Commands) -> Iterator[tuple[str, str]]:
    cells = commands.ask("demand")["cells"]
    shown = [cell for cell in cells if cell["postings"] is not None]
    first = "; ".join(f"{c['label']} {c['postings']} ({_percent(c)})" for c in shown[:3])
    yield "concepts demanded; counts suppressed", f"{len(cells)}; {len(cells) - len(shown)}"
    yield "most demanded", first
    for period in ("year", "quarter"):
        trends = commands.ask("demand", "trend", "--by", "group", "--period", period, "--forecast", "4")[
            "skills"
        ]
        said = Counter(one["direction"] for one in trends)
        directions = ", ".join(f"{count} {direction}" for direction, count in sorted(said.items()))
        yield f"skill groups by {period}: tested", f"{len(trends)}: {directions}"
        yield f"forecasts by {period}", ", ".join(sorted({_forecast(one) for one in trends}))
    causes = Counter(gap["cause"] for gap in commands.ask("gaps"))
    yield "gaps by cause", ", ".join(f"{cause} {count}" for cause, count in causes.most_common())


def _percent(cell: Mapping[str, Any]) -> str:
    return f"{cell['share']:.1%}, {cell['low']:.1%}–{cell['high']:.1%}"


def _forecast(trend: Mapping[str, Any]) -> str:
    found = trend["forecast"]
    return f"withheld ({found['withheld']})" if found and found["withheld"] else "given"


def _plans(commands: _Commands, workspace: Workspace) -> Iterator[dict[str, Any]]:
    """For the first postings with a description that demand something."""
    made = 0
    for posting in workspace.snapshot().postings():
        if made == _PLANS:
            return
        if not posting.description:
            continue
        plan = commands.ask("plan", posting.id, "--as", "posting")
        if plan["demanded"]:
            made += 1
            yield {
                "posting": posting.id,
                "skills demanded": len(plan["demanded"]),
                "covered": plan["covered"],
                "credentials": len(plan["steps"]),
                "exact": "yes" if plan["exact"] else f"bound {plan['bound']:g}",
            }
