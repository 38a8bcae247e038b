"""Credentials from any format they come in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.formats import Format, endings, format_of
from skillgraph.model import Credential
from skillgraph.sources.bilingual import Judge
from skillgraph.sources.jsonrecords import JSON_FORMATS, TOKENS, read_values
from skillgraph.sources.tables import TABLES, unknown_format

ARCHIVE = ".zip"


def read_credentials(
    path: Path,
    *,
    problems: ProblemLog,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    issuer: str = "",
    keep_lists: bool = False,
    judge: Judge | None = None,
) -> Iterator[Credential]:
    """Read an outcome sheet (CSV, XLSX), credentials in JSON, Open Badges 2.0 and 3.0, CTDL or EDC.

    The extension tells sheets from JSON, and the first JSON value whether it is a badge; a folder or a zip
    archive holds badges, and so does a signed JWT. ``columns`` and what follows are for sheets,
    see `skillgraph.sources.read_outcome_sheet`.

    Raises:
        InputError: If the extension is unknown, or columns are given for what is no sheet (at once), or the
            file cannot be read (at the first value).
    """
    format_ = format_of(path, FORMATS)
    if format_ is None:
        raise unknown_format(path, endings(FORMATS))
    if (columns or issuer) and "columns" not in format_.options:
        raise InputError(
            f"{path} is read as {format_.name}, whose keys say what they hold.",
            hint="Leave --column, --columns and --issuer out; they are for outcome sheets.",
        )
    found: Iterator[Credential] = format_.read(
        path, problems=problems, columns=columns, issuer=issuer, keep_lists=keep_lists, judge=judge
    )
    return found


def _is_bundle(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() == ARCHIVE


def _holds_badges(path: Path) -> bool:
    """Whether the first value of a JSON file is a badge; what is wrong with the file is told on reading."""
    suffix = path.suffix.lower()
    if suffix not in (*JSON_FORMATS, *TOKENS):
        return False
    from skillgraph.sources.openbadges import is_badge
    from skillgraph.sources.openbadges.signed import holds_tokens

    return suffix in TOKENS or holds_tokens(path) or is_badge(_first_value(path))


def _is_published(path: Path) -> bool:
    """Whether the first value of a JSON file is of CTDL or a European Digital Credential."""
    from skillgraph.sources.published import is_published

    return path.suffix.lower() in JSON_FORMATS and is_published(_first_value(path))


def _first_value(path: Path) -> object:
    return next(read_values(path, problems=ProblemLog()), (0, None))[1]


_BADGES, _SHEET, _JSON, _PUBLISHED = (
    f"skillgraph.sources.{reader}"
    for reader in (
        "openbadges:read_openbadges",
        "outcome_sheet:read_outcome_sheet",
        "credentials_json:read_credentials_json",
        "published:read_published",
    )
)
FORMATS = (
    Format("badges in a folder or an archive", (ARCHIVE,), _BADGES, recognises=_is_bundle),
    Format("an outcome sheet", TABLES, _SHEET, ("problems", "columns", "issuer", "keep_lists", "judge")),
    Format("badges", (*JSON_FORMATS, *TOKENS), _BADGES, recognises=_holds_badges),
    Format(
        "CTDL, CLR 1.0 or European Digital Credentials", JSON_FORMATS, _PUBLISHED, recognises=_is_published
    ),
    Format("credentials in JSON", JSON_FORMATS, _JSON),
)
"""The first one that a file fits reads it."""
