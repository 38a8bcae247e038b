"""Outcomes as people bring them: pasted lines, a text file, a sheet or badges; read and forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from skillgraph.errors import InputError, ProblemLog
from skillgraph.languages.sentences import error_of
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


def read_upload(upload: Upload) -> tuple[list[Draft], list[str]]:
    """The outcomes of a file, and what of it was not taken as it stands.

    Raises:
        InputError: If it cannot be read, or has an ending that is not `ACCEPTED`.
    """
    ending = Path(upload.name).suffix.lower()
    if ending not in ACCEPTED:
        raise error_of(InputError, "page-file", name=upload.name[:80], endings=", ".join(ACCEPTED))
    if ending == TEXT:
        return [pasted(_decoded(upload))], []
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{ending}"
        path.write_bytes(upload.content)
        try:
            return _credentials(path, upload.name)
        except InputError as error:
            told, hint = (_named(text, path, upload.name) for text in (error.message, error.hint))
            raise InputError(told, hint=hint) from error


def _credentials(path: Path, name: str) -> tuple[list[Draft], list[str]]:
    from skillgraph.sources import read_credentials

    problems = ProblemLog(keep=50)
    issuer = _NOBODY if path.suffix in TABLES else ""
    drafts = [
        Draft([outcome.text for outcome in one.outcomes], one.name, one.issuer.strip(_NOBODY), one.lang)
        for one in read_credentials(path, problems=problems, issuer=issuer)
    ]
    return [one for one in drafts if one.texts], [_named(str(one), path, name) for one in problems]


def _named(text: str, path: Path, name: str) -> str:
    """The text with the file called as its sender calls it."""
    return text.replace(str(path), name[:80]).replace(path.name, name[:80])


def _decoded(upload: Upload) -> str:
    try:
        return upload.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise error_of(InputError, "page-not-utf8", name=upload.name[:80], byte=error.start) from error
