"""What ESCO packs into single cells: label lists, scheme lists, dates, and gendered pairs of titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from skillgraph.files import unix_lines

URI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
"""What may stand in a URI column."""

ISCED_F = "http://data.europa.eu/esco/isced-f/"
ISCO = "http://data.europa.eu/esco/isco/C"


def one_line(text: str) -> str:
    """A label with every run of white space, no-break spaces included, made one space."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """A longer text with Unix line ends and no white space around it."""
    return unix_lines(text).strip()


def label_list(cell: str, *, piped: bool = False) -> tuple[str, ...]:
    """The labels of a cell, without repetitions, in their order.

    Args:
        cell: One label a line; in collections separated by `` | ``.
        piped: Whether the table is a collection. In main files a bar may belong to a label.
    """
    parts = re.split(r"\s\|\s|[\r\n]+" if piped else r"[\r\n]+", cell)
    return tuple(dict.fromkeys(label for part in parts if (label := one_line(part))))


def without(labels: Iterable[str], preferred: str) -> tuple[str, ...]:
    """The labels but the preferred one, which most alternative labels of ESCO repeat."""
    return tuple(label for label in labels if label != preferred)


def uri_list(cell: str) -> tuple[str, ...]:
    """The URIs of a cell, separated by commas, bars or white space, in their order."""
    return tuple(dict.fromkeys(URI.findall(cell.replace(",", " "))))


def iso_date(cell: str) -> str | None:
    """A point in time as ``2024-01-25T11:28:50Z``; ``None`` if the cell is none.

    ESCO writes it with and without fractions of a second, which say nothing to a reader.
    """
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def gender_forms(label: str) -> tuple[str, ...]:
    """Both forms of ``directeur technique/directrice technique``; empty if they cannot be told safely.

    Safe is: one slash, as many words on either side, and each pair of words beginning alike. So
    ``vendeur/vendeuse en jeux`` stays whole, for its first half alone would mean every seller.
    """
    masculine, _, feminine = label.partition("/")
    left, right = masculine.split(), feminine.split()
    if not left or len(left) != len(right) or "/" in feminine:
        return ()
    alike = all(a[:2].lower() == b[:2].lower() for a, b in zip(left, right, strict=True))
    return (one_line(masculine), one_line(feminine)) if alike else ()


def notation_from_uri(uri: str) -> str:
    """The code that the URI of an ISCED-F or ISCO group ends in, else an empty string."""
    for prefix in (ISCED_F, ISCO):
        if uri.startswith(prefix):
            return uri.removeprefix(prefix)
    return ""
