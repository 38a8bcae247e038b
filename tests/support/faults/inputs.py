"""Files to load, and the small workspace that every fault is tried on."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from skillgraph.workspace import Workspace
from tests.support.faults import little
from tests.workspace.conftest import POSTINGS, SHEET, TURTLE

Arguments: TypeAlias = Sequence[str]

SPACE = "workspace"
"""`demo --output .` makes one of this name."""

MODELS = "models"
"""The folder that encoders are trained into."""

_ROOT = Path(__file__).parents[3]
FAST = ("--profile", "fast")
PATIENCE = 300
"""Seconds for one command on the small workspace, on a busy machine."""

_LABELS = {
    "weld": ("weld metal", "metal welding"),
    "tig": ("operate tungsten inert gas welding equipment",),
    "cook": ("prepare hot meals", "cook dishes"),
    "food": ("apply food safety rules",),
    "report": ("write inspection reports",),
    "spreadsheet": ("use spreadsheets software",),
}
_FRAMES = (
    "You will {} every day.",
    "Able to {}",
    "Duties: {} with a team of number {n}.",
    "We expect you to {}",
)
_NOTHING = ("We were founded in {n}.", "Our office number {n} is open on Mondays.", "Apply before day {n}.")
_RELATIONS = ("skos:exactMatch", "skos:closeMatch")
_CROSSWALK = """#mapping_set_id: https://example.org/crosswalk
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  t: https://example.org/trades/
#  o: https://example.org/other/
#  skos: http://www.w3.org/2004/02/skos/core#
#  semapv: https://w3id.org/semapv/vocab/
subject_id\tpredicate_id\tobject_id\tmapping_justification
t:weld\tskos:exactMatch\to:weld\tsemapv:ManualMappingCuration
"""
_FIRST = (
    ("taxonomy", "load", "in/trades.ttl"),
    ("credential", "load", "in/outcomes.csv"),
    ("posting", "load", "in/jobs.jsonl"),
    ("index", *FAST),
    ("propose", *FAST),
    ("posting", "extract", *FAST),
    ("report", "demand", *FAST, "--min-cell", "1", "-o", "out/demand"),
)


def environment(*programs: Path) -> dict[str, str]:
    """What a command runs with: no workspace or reviewer of whoever runs the tests, and one thread.

    Args:
        programs: Folders whose `skillgraph` is run in the place of this one, where they exist.
    """
    places = [*filter(Path.is_dir, programs), _ROOT]
    paths = os.pathsep.join(
        filter(None, [*map(str, map(Path.absolute, places)), os.environ.get("PYTHONPATH")])
    )
    own = {name: text for name, text in os.environ.items() if not name.startswith("SKILLGRAPH_")}
    kept = {name: os.environ[name] for name in ("SKILLGRAPH_CACHE",) if name in os.environ}
    threads = {"SKILLGRAPH_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**own, **kept, **threads, "SKILLGRAPH_REVIEWER": "Ana", "PYTHONPATH": paths}


def started(
    root: Path,
    arguments: Arguments,
    program: Sequence[str] = ("-m", "skillgraph"),
    *,
    stdin: int = subprocess.DEVNULL,
    passed: Sequence[int] = (),
) -> subprocess.Popen[str]:
    """Start a command in a folder with a workspace, as the leader of its process group.

    Args:
        root: The folder.
        arguments: What follows `skillgraph --workspace SPACE`.
        program: What the interpreter runs in the place of `skillgraph`.
        stdin: Where its standard input comes from.
        passed: Open files that it may use.
    """
    return subprocess.Popen(
        [sys.executable, *program, "--workspace", SPACE, *arguments],
        cwd=root,
        env=environment(root / little.NAME),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=passed,
        start_new_session=True,
    )


def run(root: Path, arguments: Arguments, keys: str = "") -> tuple[int, str, str]:
    """Run a command to its end, with something typed: exit code, what it printed, what it said."""
    process = started(root, arguments, stdin=subprocess.PIPE)
    printed, said = process.communicate(keys, timeout=PATIENCE)
    return process.returncode, printed, said


def run_or_raise(root: Path, arguments: Arguments) -> str:
    """What a command printed; ``RuntimeError`` where it failed."""
    code, printed, said = run(root, arguments)
    if code:
        raise RuntimeError(f"skillgraph {' '.join(arguments)} ended with {code}: {said}")
    return printed


def make(root: Path, run: Callable[[Path, Arguments], str] = run_or_raise) -> None:
    """Make a workspace, what is loaded into it, and an output folder with a report.

    Args:
        root: The folder to make.
        run: Runs each command; gives what it prints.
    """
    (root / "in").mkdir(parents=True)
    (root / "out").mkdir()
    (root / MODELS).mkdir()
    for name, text in _texts().items():
        (root / "in" / name).write_text(text, encoding="utf-8")
    Workspace.create(root / SPACE)
    for arguments in _FIRST:
        run(root, arguments)
    run(root, ("export", "sssom", "-o", "in/mappings.sssom.tsv"))
    run(root, ("review", "export", "in/decided.csv"))
    _decide(root / "in" / "decided.csv")


def _texts() -> dict[str, str]:
    newer = TURTLE.replace('"1.0"', '"1.1"').replace('"cook dishes"', '"cook dinners"')
    more = [(f"n{row[0]}", f"Senior {row[1]}", f"{row[2]} For a team.", row[3]) for row in POSTINGS]
    again = [(f"a{row[0]}", *row[1:]) for row in POSTINGS[:3]]
    return {
        "trades.ttl": TURTLE,
        "newer.ttl": newer,
        "outcomes.csv": SHEET,
        "more.csv": SHEET.replace("North", "East").replace("South", "West"),
        "jobs.jsonl": _jobs(POSTINGS),
        "more.jsonl": _jobs(more),
        "again.jsonl": _jobs(again),
        "crosswalk.sssom.tsv": _CROSSWALK,
        "gold.jsonl": _gold(relations=False),
        "advertisements.jsonl": _jobs(_advertisements()),
        "skills.jsonl": _skills(),
        "relations.jsonl": _gold(relations=True),
    }


def _advertisements() -> list[tuple[str, ...]]:
    """Twelve, each of which asks for one thing and speaks of others."""
    frames = zip(range(12), itertools.cycle(_LABELS.values()), itertools.cycle(_FRAMES))
    texts = (
        (n, f"{frame.format(labels[0], n=n)}\n{_NOTHING[n % 3].format(n=n)}") for n, labels, frame in frames
    )
    return [(f"ad{number}", f"Job {number}", text, "2026-01-05") for number, text in texts]


def _skills() -> str:
    """What the advertisements ask for."""
    asked = zip(range(12), itertools.cycle(_LABELS))
    rows = ((f"ad{number}", f"https://example.org/trades/{concept}") for number, concept in asked)
    records = ({"job_id": name, "skills": [{"uri": uri, "votes": 2}]} for name, uri in rows)
    return "".join(json.dumps(record) + "\n" for record in records)


def _jobs(rows: Sequence[Sequence[str]]) -> str:
    keys = ("id", "title", "description", "date")
    return "\n".join(json.dumps(dict(zip(keys, row, strict=True))) for row in rows) + "\n"


def _gold(*, relations: bool) -> str:
    """Some hundred texts whose concepts are known, and some that mean none."""
    rows: list[dict[str, object]] = []
    for number in range(20):
        for concept, labels in _LABELS.items():
            frame, label = _FRAMES[number % len(_FRAMES)], labels[number % len(labels)]
            uri = f"https://example.org/trades/{concept}"
            row: dict[str, object] = {"text": frame.format(label, n=number), "uris": [uri], "lang": "en"}
            rows.append(row | ({"relations": [_RELATIONS[number % 2]]} if relations else {}))
        rows.append({"text": _NOTHING[number % len(_NOTHING)].format(n=number), "uris": [], "lang": "en"})
    return "".join(json.dumps(row) + "\n" for row in rows)


def _decide(sheet: Path) -> None:
    """Accept every row of a review sheet."""
    import csv

    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows({**row, "decision": "accept"} for row in rows)
