"""The program with little data: links to its own files, beside a cut ESCO, few samples and a short lesson.

What starts with everything that ships, or learns from ten thousand sentences, takes minutes; here it takes
seconds, and writes in the same steps.
"""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import skillgraph
from skillgraph import resources
from skillgraph.workspace.frameworks.built_in import BUILT_IN_ESCO, CROSSWALK

NAME = "in/program"
"""Where it is in a folder of a workspace."""

_EVERY = 70
"""One skill of so many stays, beside those that the crosswalk names."""

_POSTINGS = 12
_RECIPE = Path("training", "student", "recipe.py")
_SENTENCES = ("sentences: int = 10_000", "sentences: int = 100")
_SKILLS, _BROADER = "skills_en.csv", "broaderRelationsSkillPillar_en.csv"
_URI = "conceptUri"

_Change: TypeAlias = Callable[[Path, Path], object]


def make(root: Path) -> None:
    """Make the program with little data in the folder of a workspace."""
    package = root / NAME / "skillgraph"
    changes: dict[Path, _Change] = {
        Path("_bundled", "ontologies", "esco", BUILT_IN_ESCO): _cut_esco,
        Path("_bundled", "data", "postings", "postings.jsonl"): _cut_lines,
        _RECIPE: _cut_recipe,
    }
    real = Path(skillgraph.__file__).parent
    for name, source in {**_beside(real), **_beside(resources.ontologies().parent, "_bundled")}.items():
        _put(package / name, source, Path(name), changes)


def _beside(folder: Path, under: str = "") -> Mapping[str, Path]:
    """What belongs to the package, by its path in there."""
    names = ("ontologies", "data") if under else [path.name for path in folder.iterdir()]
    return {f"{under}/{name}".lstrip("/"): folder / name for name in names if name != "_bundled"}


def _put(target: Path, source: Path, name: Path, changes: Mapping[Path, _Change]) -> None:
    """Link a file or folder; a folder in which something changes is made, and a changed file written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if name in changes:
        changes[name](source, target)
    elif any(name in changed.parents for changed in changes):
        for path in source.iterdir():
            _put(target / path.name, path, name / path.name, changes)
    else:
        target.symlink_to(source)


def _cut_lines(source: Path, target: Path) -> None:
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text("".join(lines[:_POSTINGS]), encoding="utf-8")


def _cut_recipe(source: Path, target: Path) -> None:
    text = source.read_text(encoding="utf-8")
    if _SENTENCES[0] not in text:
        raise RuntimeError(f"{source} no longer says {_SENTENCES[0]!r}.")
    target.write_text(text.replace(*_SENTENCES), encoding="utf-8")
    shutil.copymode(source, target)


def _cut_esco(source: Path, target: Path) -> None:
    """Leave few skills, and what says where they stand."""
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as cut:
        kept = set(_kept(whole))
        skills = {row[_URI] for row in _rows(whole, _SKILLS)}
        for name in whole.namelist():
            if name in (_SKILLS, _BROADER):
                cut.writestr(name, _table(row for row in _rows(whole, name) if _stays(row, skills, kept)))
            else:
                cut.writestr(name, whole.read(name))


def _kept(whole: zipfile.ZipFile) -> Iterator[str]:
    crosswalk = resources.ontologies(CROSSWALK).read_text(encoding="utf-8")
    for number, row in enumerate(_rows(whole, _SKILLS)):
        if number % _EVERY == 0 or row[_URI].rpartition("/")[2] in crosswalk:
            yield row[_URI]


def _stays(row: Mapping[str, str], skills: set[str], kept: set[str]) -> bool:
    """Groups stay, and a row that is only about skills that do."""
    named = {text for key, text in row.items() if key in (_URI, "broaderUri")}
    return not (named & skills) - kept


def _rows(whole: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    with whole.open(name) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


def _table(rows: Iterator[Mapping[str, str]]) -> str:
    first = next(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(first))
    writer.writeheader()
    writer.writerows([first, *rows])
    return text.getvalue()
