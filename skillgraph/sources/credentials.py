"""Credentials from any format they come in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.model import Credential
from skillgraph.sources.credentials_json import read_credentials_json
from skillgraph.sources.jsonrecords import JSON_FORMATS
from skillgraph.sources.outcome_sheet import read_outcome_sheet
from skillgraph.sources.tables import TABLES, unknown_format


def read_credentials(path: Path, *, problems: ProblemLog) -> Iterator[Credential]:
    """Read an outcome sheet (CSV, XLSX) or credentials in JSON, by the file's extension.

    Raises:
        InputError: If the extension is unknown (at once), or the file cannot be read (at the first value).
    """
    suffix = path.suffix.lower()
    if suffix in TABLES:
        return read_outcome_sheet(path, problems=problems)
    if suffix in JSON_FORMATS:
        return read_credentials_json(path, problems=problems)
    raise unknown_format(path, (*TABLES, *JSON_FORMATS))
