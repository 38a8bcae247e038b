"""The texts of postings from JSON: any keys, and schema.org's JobPosting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources.boards import fan_out, with_lists, wrapped
from skillgraph.sources.columns import Columns, RawFields, RawPosting, guess_columns
from skillgraph.sources.jobposting import find_job_postings, posting_fields
from skillgraph.sources.jsonrecords import read_records
from skillgraph.sources.paths import texts_at


def from_json(path: Path, *, columns: Columns | None, problems: ProblemLog) -> Iterator[RawPosting]:
    """The postings of a JSON, JSON Lines or JSON-LD file: mapped, else schema.org's, else guessed.

    Raises:
        InputError: If the file is no JSON, or has neither title nor description.
    """
    keys: dict[str, None] = {}
    found = False
    for record in read_records(path, problems=problems):
        if isinstance(record.value, dict):
            keys.update(dict.fromkeys(record.value))
        fields = list(_json_fields(record.value, columns))
        found = found or bool(fields)
        if not fields:
            problems.add(path, record.line, f"record {record.number} has neither title nor description")
        for values in fields:
            yield record.line, values
    if not found:
        listed = ", ".join(list(keys)[:40]) or "none"
        raise InputError(
            f"{path} holds no schema.org JobPosting, and no title or description among its keys: {listed}.",
            hint="Map the fields to keys, such as title = jobSchema.title.",
        )


def _json_fields(value: object, columns: Columns | None) -> Iterator[RawFields]:
    """The postings in one record: mapped, else schema.org's, else guessed from the keys."""
    if columns is not None:
        for record, mapping in fan_out(value, columns):
            yield from _mapped(record, mapping)
        return
    nodes = list(find_job_postings(value))
    if nodes:
        yield from map(posting_fields, nodes)
    elif isinstance(value, dict):
        for record in wrapped(value) or [value]:
            plain = with_lists(record)
            yield from _mapped(plain, guess_columns(plain))


def _mapped(value: object, columns: Columns) -> Iterator[RawFields]:
    fields = {
        name: [text for path in paths for text in texts_at(value, path)] for name, paths in columns.items()
    }
    if fields.get("title") or fields.get("description"):
        yield fields
