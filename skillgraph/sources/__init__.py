"""Readers of credentials and postings; each turns one kind of file into model values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.lazy import lazily

if TYPE_CHECKING:
    from skillgraph.sources.columns import read_column_mapping
    from skillgraph.sources.credentials import read_credentials
    from skillgraph.sources.credentials_json import read_credentials_json
    from skillgraph.sources.outcome_sheet import read_outcome_sheet
    from skillgraph.sources.postings import read_postings

__all__ = [
    "read_column_mapping",
    "read_credentials",
    "read_credentials_json",
    "read_outcome_sheet",
    "read_postings",
]

__getattr__ = lazily(
    __name__,
    {
        "read_column_mapping": "columns",
        "read_credentials": "credentials",
        "read_credentials_json": "credentials_json",
        "read_outcome_sheet": "outcome_sheet",
        "read_postings": "postings",
    },
)
