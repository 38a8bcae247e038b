"""Cells that a spreadsheet would run: written so that it shows them, and read back as they were.

A text that begins like a formula goes behind an apostrophe, as spreadsheets do it themselves; so does one
that begins with apostrophes before such a sign, or reading would take one away. Numbers are no texts.
"""

from __future__ import annotations

from typing import TypeVar

Cell = TypeVar("Cell")

STARTS = ("=", "+", "-", "@", "\t", "\r")
_MARK = "'"


def guarded(cell: Cell) -> Cell | str:
    """A cell of a text table (CSV, TSV) that no spreadsheet runs as a formula."""
    return _MARK + cell if isinstance(cell, str) and _like_formula(cell) else cell


def marked(cell: str) -> str:
    """A text for a table whose cells are typed as text (XLSX): only what :func:`unguarded` would change."""
    return _MARK + cell if cell.startswith(_MARK) and _like_formula(cell) else cell


def unguarded(cell: str) -> str:
    """The text that was written, from a cell of either kind of table."""
    return cell[1:] if cell.startswith(_MARK) and _like_formula(cell) else cell


def _like_formula(cell: str) -> bool:
    return cell.lstrip(_MARK).startswith(STARTS)
