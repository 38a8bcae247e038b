"""Outcomes as people bring them: pasted lines, a text file, a sheet or badges; read and forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from skillgraph.errors import InputError, ProblemLog
from skillgraph.languages.sentences import error_of, with_values
from skillgraph.sources.encodings import decode
from skillgraph.sources.outcome_lines import headings_in
from skillgraph.sources.outcome_lists import listed
from skillgraph.sources.tables import TABLES

TEXT: Final = ".txt"
ACCEPTED: Final = (TEXT, ".csv", ".tsv", ".xlsx", ".json", ".jsonld")
"""The endings of the files that the desk takes."""

_NOBODY: Final = "–"
"""Who issues what a sheet names no issuer of: outcomes can be tried before that is settled."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Outcomes that belong together: of one credential of a file, or of one text.

    Attributes:
        title: The credential's name; empty for a mere list.
        lang: The language that the file states, or empty.
        headings: The lines of a text that only name the outcomes below them; they are none themselves.
    """

    texts: Sequence[str]
    title: str = ""
    issuer: str = ""
    lang: str = ""
    headings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


def pasted(text: str) -> Draft:
    """The outcomes of a pasted text: the items of a list, else one a line."""
    items = listed(text.strip())
    lines = items if len(items) > 1 else text.splitlines()
    return Draft([line.strip() for line in lines if line.strip()], headings=headings_in(text.strip()))


@dataclass(frozen=True, slots=True)
class Untaken:
    """What of a file was not taken as it stands.

    Attributes:
        place: The file as its sender calls it, with the line and the field.
    """

    place: str
    reason: str


def read_upload(upload: Upload) -> tuple[list[Draft], list[Untaken]]:
    """The outcomes of a file, and what of it was not taken as it stands.

    Raises:
        InputError: If it cannot be read, or has an ending that is not `ACCEPTED`.
    """
    ending = Path(upload.name).suffix.lower()
    if ending not in ACCEPTED:
        raise error_of(InputError, "page-file", name=upload.name[:80], endings=", ".join(ACCEPTED))
    problems = ProblemLog(keep=50)
    if ending == TEXT:
        name = Path(upload.name[:80])
        return [pasted(decode(upload.content, name, problems=problems))], _untaken(problems, name, str(name))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{ending}"
        path.write_bytes(upload.content)
        try:
            return _credentials(path, problems), _untaken(problems, path, upload.name)
        except InputError as error:
            told, hint = (_named(text, path, upload.name) for text in (error.message, error.hint))
            raise InputError(told, hint=hint) from error


def _credentials(path: Path, problems: ProblemLog) -> list[Draft]:
    from skillgraph.sources import read_credentials

    issuer = _NOBODY if path.suffix in TABLES else ""
    drafts = [
        Draft([outcome.text for outcome in one.outcomes], one.name, one.issuer.strip(_NOBODY), one.lang)
        for one in read_credentials(path, problems=problems, issuer=issuer)
    ]
    return [one for one in drafts if one.texts]


def _untaken(problems: ProblemLog, path: Path, name: str) -> list[Untaken]:
    return [Untaken(*(_named(text, path, name) for text in (one.place, one.reason))) for one in problems]


def _named(text: str, path: Path, name: str) -> str:
    """The text with the file called as its sender calls it."""
    return with_values(text, lambda said: said.replace(str(path), name[:80]).replace(path.name, name[:80]))
