"""Damages a file of a workspace and asks: every answer is the same, or the damage is named."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from skillgraph.graph import generations
from skillgraph.workspace import Workspace
from tests.support.faults.asking import LOAD, QUESTIONS, Answer, Asker
from tests.support.faults.commands import LEAVE, filled
from tests.support.faults.inputs import FAST, SPACE

KINDS = {
    "manifest": "workspace/manifest.json",
    "graph tables": "workspace/graph/gen-*/*.sst",
    "graph lists": "workspace/graph/gen-*/MANIFEST-*",
    "graph pointers": "workspace/graph/gen-*/CURRENT",
    "graph options": "workspace/graph/gen-*/OPTIONS-*",
    "graph checksums": "workspace/graph/*.sums",
    "index lists": "workspace/index/*.json",
    "index checksums": "workspace/index/parts/*/part.json",
    "index labels": "workspace/index/parts/*/labels.json",
    "index look-up": "workspace/index/parts/labels*/*.npy",
    "index TF-IDF": "workspace/index/parts/terms*/*/*.npy",
    "index terms": "workspace/index/parts/terms*/*/terms.json",
    "index vectors": "workspace/index/parts/*/vectors.npy",
    "index keys": "workspace/index/parts/[!l]*/keys.npy",
    "index centroids": "workspace/index/parts/*/centroids.npy",
    "index preferred": "workspace/index/parts/*/preferred.npy",
    "index sketch": "workspace/index/parts/*/sketch.npy",
    "index directions": "workspace/index/parts/*/directions.npy",
    "keys": "workspace/keys.json",
    "notes": "workspace/notes.jsonl",
    "feedback": "workspace/feedback.jsonl",
    "offers and needs": "workspace/connections.jsonl",
    "audit log": "workspace/audit.jsonl",
    "postings": "workspace/postings/source=*/*.parquet",
    "sketches": "workspace/postings/source=*/*.npy",
    "mentions": "workspace/postings/mentions/**/*.parquet",
    "parameters": "workspace/parameters/*.json",
    "known texts": "workspace/parameters/known/known.json",
    "known vectors": "workspace/parameters/known/vectors.npy",
    "report manifest": "out/demand/manifest.json",
    "report tables": "out/demand/tables/*",
    "report page": "out/demand/report.html",
}
"""Every kind of file that a workspace or a report holds, and where it is."""

_MORE = (
    ("train", "relation", *FAST, "in/relations.jsonl"),
    ("train", "calibration", *FAST, "in/gold.jsonl"),
    ("train", "known", "in/gold.jsonl"),
    ("key", "make", "Bo"),
    ("review", "note", "{mapping}", "Which metal?", "--as", "Bo"),
    ("feedback", "give", "Welding", "--rating", "4", "--as-a", "employer", "--words", "Welds well."),
    LEAVE,
    ("report", "demand", *FAST, "--min-cell", "1", "-o", "out/demand"),
)
"""What makes the kinds of files that `inputs.make` does not."""


_READ_PAST_CUTS = ("check", "audit")
"""They name a line that was cut short, which may be what a killed process left, and end well."""


class How(StrEnum):
    """What is done to a file."""

    BIT = "a flipped bit"
    CUT = "a cut"
    MANY = "every seventh byte changed"


_WAYS = (How.BIT, How.CUT, How.BIT, How.MANY)


class Fate(StrEnum):
    """What became of a damage."""

    NAMED = "named"
    """A command failed with a sentence that names the file; all that it did answer was the same."""
    MENDED = "mended"
    """The damage was named and the file made anew; every answer is the same."""
    UNREAD = "unread"
    """Every answer is the same even where the file is removed."""
    UNNOTICED = "unnoticed"
    UNNAMED = "unnamed"
    WRONG = "wrong"
    """An answer is another, or no sentence for people."""


GOOD = (Fate.NAMED, Fate.MENDED, Fate.UNREAD)


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged file and what became of it.

    Attributes:
        place: The byte that was changed, or the first that is gone.
        why: The first command that shows it, and what it said.
    """

    kind: str
    file: str
    how: How
    place: int
    fate: Fate
    why: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.file}, {self.how} (byte {self.place}): {self.fate} {self.why}".rstrip()


class Flipping:
    """Damages copies of one workspace, one after the other.

    Args:
        base: A folder that `inputs.make` made; what else writes files is run in a copy of it.
        folder: Where to work.
        asker: Asks.
        seed: Decides what is damaged.

    Raises:
        RuntimeError: If the undamaged workspace does not answer, or holds a file of no kind.
    """

    def __init__(self, base: Path, folder: Path, asker: Asker, seed: int) -> None:
        self._whole, self._now = folder / "whole", folder / "now"
        self._draw = random.Random(seed)
        self._unread: dict[str, bool] = {}
        shutil.copytree(base, self._whole)
        for arguments in _MORE:
            asker.run_or_raise(self._whole, filled(self._whole, arguments))
        _drop_old(self._whole / SPACE)
        _check_kinds(self._whole)
        self._asker = asker
        self._answers = self._asked_without("")
        if failed := [answer for answer in self._answers if answer[0]]:
            raise RuntimeError(f"the undamaged workspace does not answer: {failed}")

    def damages(self, count: int, kinds: Sequence[str] = tuple(KINDS)) -> Iterator[Damage]:
        """Damage so many files, all kinds and ways in turn."""
        for number in range(count):
            again, kind = divmod(number, len(kinds))
            yield self._damaged(kinds[kind], _WAYS[(again + kind) % len(_WAYS)])

    def _damaged(self, kind: str, how: How) -> Damage:
        path = self._draw.choice(_of_kind(self._whole, kind))
        file, content = path.relative_to(self._whole).as_posix(), bytearray(path.read_bytes())
        place = self._draw.randrange(len(content))
        if how is How.CUT:
            del content[place:]
        elif how is How.BIT:
            content[place] ^= 1 << self._draw.randrange(8)
        else:
            content[place % 7 :: 7] = bytes(byte ^ 0x55 for byte in content[place % 7 :: 7])
        self._copy()
        (self._now / file).write_bytes(content)
        return Damage(
            kind, file, how, place, *self._fate(file, bytes(content), self._asker.answers(self._now))
        )

    def _fate(self, file: str, content: bytes, answers: Sequence[Answer]) -> tuple[Fate, str]:
        asked = list(zip(QUESTIONS, answers, self._answers, strict=True))
        if answers[QUESTIONS.index(LOAD)][0]:  # it says why; what follows lacks what it did not load
            asked = asked[: QUESTIONS.index(LOAD) + 1]
        for question, answer, usual in asked:
            told = question[0] in _READ_PAST_CUTS and _names(answer, Path(file))
            if not _understandable(answer) or (answer[0] == 0 and answer[1] != usual[1] and not told):
                return Fate.WRONG, f"({' '.join(question[:2])}: {answer})"
        failed = [answer for _, answer, _ in asked if answer[0]]
        naming = [answer for _, answer, _ in asked if _names(answer, Path(file))]
        if failed:
            return (Fate.NAMED, "") if naming else (Fate.UNNAMED, f"({failed[0][2]})")
        path = self._now / file
        if naming and path.exists() and path.read_bytes() == content:
            return Fate.NAMED, ""
        if not path.exists() or path.read_bytes() != content:
            return (Fate.MENDED if naming else Fate.UNNAMED), ""
        return (Fate.UNREAD if self._is_unread(file) else Fate.UNNOTICED), ""

    def _is_unread(self, file: str) -> bool:
        if file not in self._unread:
            without = self._asked_without(file)
            self._unread[file] = [one[:2] for one in without] == [one[:2] for one in self._answers]
        return self._unread[file]

    def _asked_without(self, file: str) -> Sequence[Answer]:
        self._copy()
        if file:
            (self._now / file).unlink()
        return self._asker.answers(self._now)

    def _copy(self) -> None:
        shutil.rmtree(self._now, ignore_errors=True)
        shutil.copytree(self._whole, self._now)


def table(damages: Iterable[Damage]) -> Iterator[str]:
    """How many damages of each kind of file had which fate, as lines."""
    counts: dict[str, Counter[Fate]] = {}
    for one in damages:
        counts.setdefault(one.kind, Counter())[one.fate] += 1
    yield f"{'kind of file':18}{'damages':>10}" + "".join(f"{fate:>10}" for fate in Fate)
    for kind, fates in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        yield f"{kind:18}{fates.total():>10}" + "".join(f"{fates[fate] or '':>10}" for fate in Fate)


def _of_kind(root: Path, kind: str) -> list[Path]:
    return sorted(one for one in root.glob(KINDS[kind]) if one.stat().st_size)


def _check_kinds(root: Path) -> None:
    """Every file that is not empty is of a kind, and there are files of every kind."""
    known = {kind: _of_kind(root, kind) for kind in KINDS}
    every = {
        path
        for name in (SPACE, "out")
        for path in (root / name).rglob("*")
        if path.is_file() and path.stat().st_size
    }
    unknown = every.difference(*known.values())
    missing = [kind for kind, paths in known.items() if not paths]
    if unknown or missing:
        raise RuntimeError(f"files of no kind: {sorted(unknown)}; kinds without a file: {missing}")


def _drop_old(space: Path) -> None:
    """Remove the generations that a reader had open when they were replaced; the next write does so too."""
    current = Workspace.open(space).manifest.generation
    generations.collect(space / "graph", {current} if current else set())


def _understandable(answer: Answer) -> bool:
    """Whether it ended well, or with a sentence and a hint and no more."""
    code, _, said = answer
    named = any(line.startswith("Error: ") for line in said.splitlines())
    return code == 0 or (code == 1 and named and "Traceback" not in said and "does not foresee" not in said)


def _names(answer: Answer, file: Path) -> bool:
    """Whether an answer names the file, or the part that it belongs to."""
    said = answer[1] + answer[2]
    return f"{file.parent.name}/{file.name}" in said or (file.parent.name in said and file.name in said)
