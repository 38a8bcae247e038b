"""Reads CTDL, CLR 1.0 and European Digital Credentials through the reader of our own JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.languages.sentences import error_of, sentence
from skillgraph.model import Credential
from skillgraph.sources.cells import Tally
from skillgraph.sources.credentials_json import CredentialReader
from skillgraph.sources.fields import Place
from skillgraph.sources.jsonrecords import Record, read_records
from skillgraph.sources.published.clr import NAME as CLR
from skillgraph.sources.published.clr import clr_credentials, is_clr
from skillgraph.sources.published.ctdl import NAME as CTDL
from skillgraph.sources.published.ctdl import classes_in, ctdl_credentials, is_ctdl
from skillgraph.sources.published.edc import NAME as EDC
from skillgraph.sources.published.edc import edc_credentials, is_edc
from skillgraph.sources.published.values import Node

Found = Iterator[tuple[dict[str, object], list[str]]]
_KINDS: tuple[tuple[str, Callable[[Node], bool], Callable[[Node], Found]], ...] = (
    (EDC, is_edc, edc_credentials),
    (CLR, is_clr, clr_credentials),
    (CTDL, is_ctdl, ctdl_credentials),
)


def is_published(value: object) -> bool:
    """Whether a JSON value is of one of these formats."""
    return bool(_kinds_of(value))


def _kinds_of(value: object) -> list[str]:
    return [name for name, fits, _ in _KINDS if isinstance(value, dict) and fits(value)][:1]


def read_published(path: Path, *, problems: ProblemLog) -> Iterator[Credential]:
    """Read the credentials, courses and achievements of a file, with what they teach or assess as outcomes.

    Keys that no field takes are named once.

    Raises:
        InputError: If the file cannot be read as JSON, or has no credential.
    """
    reader, left, seen = CredentialReader(path, problems), dict[str, Tally](), 0
    held: dict[str, None] = {}
    kinds: dict[str, None] = {}
    for record in read_records(path, problems=problems):
        kinds |= dict.fromkeys(_kinds_of(record.value))
        for name, plain, unread in _credentials(record):
            seen += 1
            for key in unread:
                left.setdefault(key, Tally()).add(record.line)
            place = Place(path, record.line, problems, f"{plain['name'] or name}: ")
            if credential := reader.credential(_said(plain), place):
                yield credential
        held |= dict.fromkeys(classes_in(record.value) if isinstance(record.value, dict) else ())
    if not seen:
        raise _none_found(path, " or ".join(kinds), list(held))
    _tell(path, left, problems)


def _credentials(record: Record) -> Iterator[tuple[str, dict[str, object], list[str]]]:
    if isinstance(record.value, dict):
        for name, fits, made in _KINDS:
            if fits(record.value):
                yield from ((name, plain, left) for plain, left in made(record.value))
                return


def _said(plain: dict[str, object]) -> dict[str, object]:
    """The keys that say something, and the outcomes where there are none at all, so that it is told."""
    keeps = () if plain["alignments"] else ("outcomes",)
    return {key: held for key, held in plain.items() if held or key in keeps}


def _none_found(path: Path, name: str, classes: list[str]) -> InputError:
    held = ", ".join(classes) or sentence("word.nothing-named")
    return error_of(InputError, "credential-lacking", path=path, name=name, held=held)


def _tell(path: Path, left: dict[str, Tally], problems: ProblemLog) -> None:
    if left:
        named = ", ".join(f"{key} ({tally.count})" for key, tally in left.items())
        problems.note(path, None, f"keys of which nothing was taken, with the number of records: {named}")
