"""The commands that write, each on the small workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from skillgraph.training.polyglot import PolyglotRecipe
from tests.support.faults import little
from tests.support.faults.inputs import FAST, MODELS, SPACE, Arguments, run_or_raise
from tests.support.tiny_e5 import tiny_e5
from tests.support.tiny_model import tiny_model


@dataclass(frozen=True, slots=True)
class Command:
    """A command that writes.

    Attributes:
        name: What the tests call it.
        arguments: What follows `skillgraph --workspace SPACE`, as `filled` reads it.
        first: Commands that make what it needs.
        without: What is removed before it runs.
        steps: Whether it commits several times, so that a part of what it does may be there.
        keys: What is typed into it; it commits, and says so, at every key.
        little: Whether the program with little data is run.
        trains: Whether it needs small encoders to start from, ``in/tiny`` and ``in/tiny.bin``.
    """

    name: str
    arguments: Arguments
    first: tuple[Arguments, ...] = ()
    without: tuple[str, ...] = ()
    steps: bool = False
    keys: str | None = None
    little: bool = False
    trains: bool = False

    def prepare(self, root: Path) -> None:
        """Make what the command needs."""
        import shutil

        if self.little:
            little.make(root)
        if self.trains:
            tiny_model(root / "in")
            recipe = PolyglotRecipe()
            (root / "in" / "tiny.bin").write_bytes(tiny_e5(recipe.layers, recipe.max_tokens))
        for arguments in self.first:
            run_or_raise(root, filled(root, arguments))
        for name in self.without:
            shutil.rmtree(root / name)


_LISTS: Mapping[str, Arguments] = {
    "{mapping}": ("review", "list", "--format", "csv"),
    "{key}": ("key", "list", "--format", "csv"),
    "{need}": ("need", "list", "--expired", "--format", "csv"),
    "{feedback}": ("feedback", "list", "--format", "csv"),
}
"""What stands for the first thing that a command lists."""


def filled(root: Path, arguments: Arguments) -> Arguments:
    """Arguments in which the names of a mapping and of a key are put in, for ``{mapping}`` and ``{key}``."""
    found = {word: _first_listed(root, _LISTS[word]) for word in arguments if word in _LISTS}
    return [found.get(word, word) for word in arguments]


def _first_listed(root: Path, listing: Arguments) -> str:
    printed = run_or_raise(root, listing)
    return sorted(printed.splitlines()[1:])[0].partition(",")[0]


_MORE = ("posting", "load", "in/more.jsonl")
_NEWER = ("taxonomy", "load", "in/newer.ttl")
_UPGRADE = ("taxonomy", "upgrade", "trades@1.0", "trades@1.1")
_ACCEPT = ("review", "accept", "{mapping}")
_KEY = ("key", "make", "Bo")
_GIVE = ("feedback", "give", "Welding", "--rating", "4", "--as-a", "employer", "--words", "Welds well.")
LEAVE = (
    *("need", "leave", "weld metal", "--organisation", "Yard", "--as-an", "employer"),
    *("--contact", "bo@example.org", "--until", (date.today() + timedelta(days=300)).isoformat()),
)
_REPORT = ("report", "demand", *FAST, "--min-cell", "1", "-o", "out/demand")
_RESTORE = ("restore", "out/all.zip", "--workspace", "out/restored")
_NO_INDEX = (f"{SPACE}/index",)
_ADVERTISEMENTS = ("--postings", "in/advertisements.jsonl", "in/skills.jsonl")
_HELD_OUT = ("--rounds", "2", "--split", "in/gold.jsonl")
_ENCODER = ("train", "encoder", "--base", "in/tiny", *_HELD_OUT, "--output")
_POLYGLOT = (
    *("train", "polyglot", "--weights", "in/tiny.bin", "--split", "in/gold.jsonl"),
    *("--output", f"{MODELS}/polyglot"),
)
_TEACHER = f"{MODELS}/teacher"
_STUDENT = ("train", "student", "--teacher", _TEACHER, *_HELD_OUT, "--output", f"{MODELS}/student")

COMMANDS = (
    Command("init", ("init",), steps=True, little=True),
    Command("init anew", ("init",), without=(SPACE,), steps=True, little=True),
    Command("demo", ("demo", *FAST, "--output", "."), without=(SPACE,), steps=True, little=True),
    Command("taxonomy load", _NEWER),
    Command("taxonomy crosswalk", ("taxonomy", "crosswalk", "in/crosswalk.sssom.tsv")),
    Command("taxonomy upgrade", (*_UPGRADE, "--report", "out/upgrade.html"), first=(_NEWER,)),
    Command("credential load", ("credential", "load", "in/more.csv")),
    Command("posting load", _MORE),
    Command("posting extract", ("posting", "extract", *FAST), first=(_MORE,), steps=True),
    Command(
        "posting check", ("posting", "check", "--repair"), without=(f"{SPACE}/postings/mentions",), steps=True
    ),
    Command("propose", ("propose", *FAST), first=(("credential", "load", "in/more.csv"),)),
    Command("mapping load", ("mapping", "load", "in/mappings.sssom.tsv"), first=(_ACCEPT,)),
    Command("review accept", _ACCEPT),
    Command("review reject", ("review", "reject", "{mapping}")),
    Command("review change", ("review", "change", "{mapping}", "--relation", "broad")),
    Command("review no-term", ("review", "no-term", "{mapping}")),
    Command("review undo", ("review", "undo", "{mapping}"), first=(_ACCEPT,)),
    Command("review import", ("review", "import", "in/decided.csv")),
    Command("review note", ("review", "note", "{mapping}", "Which metal?")),
    Command("feedback give", _GIVE, first=(_GIVE,)),
    Command("feedback accept", ("feedback", "accept", "{feedback}"), first=(_GIVE,)),
    Command("feedback forget", ("feedback", "forget", "{feedback}"), first=(_GIVE,)),
    Command("need leave", LEAVE, first=(LEAVE,)),
    Command("need forget", ("need", "forget", "{need}"), first=(LEAVE,)),
    Command("key make", _KEY, first=(_KEY,)),
    Command("key revoke", ("key", "revoke", "{key}"), first=(_KEY,)),
    Command("review session", ("review", "session", "Welding"), keys="ar"),
    Command("review export", ("review", "export", "out/sheet.csv")),
    Command("index", ("index", *FAST), without=_NO_INDEX, steps=True),
    Command("suggest", ("suggest", *FAST, "weld metal"), without=_NO_INDEX, steps=True),
    Command("demand", ("demand", *FAST), first=(_MORE,), steps=True),
    Command("gaps", ("gaps", *FAST), first=(_MORE,), steps=True),
    Command("report demand", _REPORT, first=(_MORE,), steps=True),
    Command("report gaps", ("report", "gaps", *FAST, "-o", "out/gaps"), steps=True),
    Command("rerun", ("rerun", "out/demand", "-o", "out/again"), steps=True),
    Command(
        "evaluate",
        ("evaluate", *FAST, "in/gold.jsonl", "--plot", "out/plot.svg"),
        without=_NO_INDEX,
        steps=True,
    ),
    Command("credential check", ("credential", "check", "--format", "html", "-o", "out/check.html")),
    Command("export openbadges", ("export", "openbadges", "-o", "out/badges")),
    Command("export sssom", ("export", "sssom", "-o", "out/all.sssom.tsv")),
    Command("export outcome-sheet", ("export", "outcome-sheet", "-o", "out/sheet.csv")),
    Command("export graph", ("export", "graph", "-o", "out/graph.nq")),
    Command("backup", ("backup", "out/all.zip")),
    Command("restore", _RESTORE, first=(("backup", "out/all.zip"),)),
    Command("train calibration", ("train", "calibration", *FAST, "in/gold.jsonl")),
    Command("train fusion", ("train", "fusion", *FAST, "in/gold.jsonl")),
    Command("train relation", ("train", "relation", *FAST, "in/relations.jsonl")),
    Command("train parts", ("train", "parts", *FAST, *_ADVERTISEMENTS)),
    Command("train known", ("train", "known", "in/gold.jsonl")),
    Command("train encoder", (*_ENCODER, f"{MODELS}/encoder"), trains=True),
    Command("train polyglot", _POLYGLOT, trains=True),
    Command("train student", _STUDENT, first=((*_ENCODER, _TEACHER),), trains=True, little=True),
)


def named(name: str) -> Command:
    """The command of a name."""
    return next(one for one in COMMANDS if one.name == name)
