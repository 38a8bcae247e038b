"""The commands by name, made when asked for: the modules that make each, and its sentence in the list.

Making all of them takes most of a second, and the list, and each command, would start that much later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup


class Entry(NamedTuple):
    """A command, or a group of commands, of the first level."""

    modules: tuple[str, ...]
    """Of this folder, in the order in which they register; each has ``register(app)``."""
    help: str
    """What the list of commands says; the command's own help begins with it."""


COMMANDS: Mapping[str, Entry] = {
    "init": Entry(
        ("taxonomy",),
        "Make a workspace with ESCO (the built-in snapshot, or yours) and Skills for Success.",
    ),
    "taxonomy": Entry(("taxonomy", "versions"), "Competency frameworks: load and list."),
    "index": Entry(("taxonomy",), "Build the search index now; the first question would do it otherwise."),
    "credential": Entry(
        ("sources", "checking"), "Micro-credentials and their outcomes: load, list, check, compare."
    ),
    "posting": Entry(("sources",), "Job postings: load, list, search for skills, check."),
    "suggest": Entry(("answers",), "Which concepts do these texts mean, why, and which texts fit none?"),
    "propose": Entry(
        ("answers",),
        "Propose mappings for all outcomes of the loaded credentials; decided mappings stay as they are.",
    ),
    "review": Entry(("review",), "People decide on proposed mappings: accept, change, reject, no term."),
    "mapping": Entry(("exporting",), "Mapping records from elsewhere: load."),
    "cover": Entry(
        ("answers",),
        "Which credentials cover this skill, directly, through narrower or through broader concepts?",
    ),
    "plan": Entry(
        ("planning",),
        "Which few credentials cover what is demanded, in which order, and what stays uncovered?",
    ),
    "demand": Entry(("demand",), "How many postings ask for what: shares with intervals, trends, sentences."),
    "gaps": Entry(
        ("answers",),
        "Which skills do the loaded postings ask for that no loaded credential supplies, and why?",
    ),
    "feedback": Entry(
        ("feedback",),
        "What holders of credentials could do at work: give feedback, list and moderate it.",
    ),
    "need": Entry(("connecting",), "Skills that are sought: leave a need, list and moderate needs."),
    "offer": Entry(("connecting",), "Skills that are taught: leave an offer, list and moderate offers."),
    "report": Entry(("reports",), "Demand or gaps for publication: page, tables, observations, manifest."),
    "rerun": Entry(
        ("reports",),
        "Make the tables of a report again from the workspace, and compare them byte by byte.",
    ),
    "export": Entry(
        ("exporting",),
        "Write credentials, mappings and the graph in the formats that others read.",
    ),
    "query": Entry(
        ("querying",),
        "Ask the graph in SPARQL: over the union of all graphs, or with GRAPH for one.",
    ),
    "publish": Entry(
        ("publishing",),
        "Send what changed to a SPARQL 1.1 graph store, graph by graph, and count what is there.",
    ),
    "serve": Entry(
        ("serving",),
        "Answer over HTTP until stopped: suggest, cover, gaps, concepts; see /openapi.json.",
    ),
    "key": Entry(("access",), "Keys of the service: make, list, revoke."),
    "audit": Entry(
        ("access",),
        "Print the log of writes through the service: who, when, what; exit code 1 if lines were changed.",
    ),
    "check": Entry(
        ("verifying",),
        "Read the whole workspace and name what is damaged, with what to do; exit code 1 if anything is.",
    ),
    "doctor": Entry(
        ("keeping",),
        "Look at settings, disk, permissions, graph, index, locks, keys …; exit code 1 if one is wrong.",
    ),
    "backup": Entry(
        ("keeping",),
        "Write the whole workspace to a file and read it back; others may read and write meanwhile.",
    ),
    "restore": Entry(
        ("keeping",),
        "Make a workspace from a backup, in a new folder that --workspace names; every part is compared.",
    ),
    "evaluate": Entry(
        ("evaluation",),
        "Measure ranking, confidence, abstention and speed on a gold file; of outcomes, the proposals too.",
    ),
    "train": Entry(
        ("training", "encoder_training"), "Fit the matcher's parameters on texts whose concepts are known."
    ),
    "demo": Entry(
        ("demo",),
        "Build a workspace from what ships with skillgraph, run the three jobs, write reports.",
    ),
}
"""In the order of the list: frameworks, sources, the three jobs, exchange, the service, upkeep, measuring."""


class OnDemand(TyperGroup):
    """The root group: its commands are those of `COMMANDS`, made when they are asked for."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - what typer hands over
        super().__init__(**settings)
        self.commands = _Commands()  # type: ignore[assignment]  # typer only reads it

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - typer's click is its own
        """The names, in the order of the list."""
        del ctx
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write the list from the table, each sentence whole, without making any command."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


class _Commands(Mapping[str, Any]):
    """The commands by name, each made at its first use."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - as above
        return made(COMMANDS[name].modules)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


@cache
def made(modules: tuple[str, ...]) -> Mapping[str, Any]:
    """All commands of the first level that these modules register, by name."""
    part = typer.Typer(callback=lambda: None, rich_markup_mode=None, pretty_exceptions_enable=False)
    for name in modules:
        import_module(f"skillgraph.cli.{name}").register(part)
    group: Any = typer.main.get_command(part)
    return MappingProxyType(group.commands)
