"""Credentials from any format they come in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.model import Credential
from skillgraph.sources.credentials_json import read_credentials_json
from skillgraph.sources.jsonrecords import JSON_FORMATS, read_values
from skillgraph.sources.openbadges import is_badge, read_openbadges
from skillgraph.sources.openbadges.signed import SUFFIXES, holds_tokens
from skillgraph.sources.outcome_sheet import read_outcome_sheet
from skillgraph.sources.tables import TABLES, unknown_format

ARCHIVE = ".zip"


def read_credentials(path: Path, *, problems: ProblemLog, keep_lists: bool = False) -> Iterator[Credential]:
    """Read an outcome sheet (CSV, XLSX), credentials in JSON, or Open Badges 2.0 and 3.0.

    The extension tells sheets from JSON, and the first JSON value whether it is a badge; a folder or a zip
    archive holds badges, and so does a signed JWT. With ``keep_lists`` a sheet's cell that holds a list
    stays one outcome.

    Raises:
        InputError: If the extension is unknown (at once), or the file cannot be read (at the first value).
    """
    suffix = path.suffix.lower()
    if path.is_dir() or suffix == ARCHIVE:
        return read_openbadges(path, problems=problems)
    if suffix in TABLES:
        return read_outcome_sheet(path, problems=problems, keep_lists=keep_lists)
    if suffix in SUFFIXES:
        return read_openbadges(path, problems=problems)
    if suffix in JSON_FORMATS:
        read = read_openbadges if _holds_badges(path) else read_credentials_json
        return read(path, problems=problems)
    raise unknown_format(path, (*TABLES, *JSON_FORMATS, *SUFFIXES, ARCHIVE))


def _holds_badges(path: Path) -> bool:
    """Whether a file begins with a badge; what is wrong with the file is told on reading."""
    if holds_tokens(path):
        return True
    _, first = next(read_values(path, problems=ProblemLog()), (0, None))
    return is_badge(first)
