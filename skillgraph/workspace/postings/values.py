"""What postings say of where, in what sector and for whom, so that a reader can choose of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from skillgraph.model.posting import BETWEEN
from skillgraph.workspace.state import table_parts as parts

if TYPE_CHECKING:
    from pathlib import Path

    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

FIELDS: Final = ("place", "region", "sector", "employer")
MOST: Final = 100
_SEVERAL: Final = ("place", "region")


def posting_values(workspace: Workspace, snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """For each of `FIELDS`, the values of most postings, sorted; `MOST` at most.

    Made once and kept in memory until postings change.
    """
    files = snapshot.posting_files()
    return workspace.cached("posting values", files, lambda: _values(files))


def _values(files: list[Path]) -> Mapping[str, tuple[str, ...]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FIELDS}
    for file in files:
        table = parts.read(file, columns=list(FIELDS))
        for name in FIELDS:
            found = table[name].value_counts().to_pylist()
            for one in found:
                counts[name].update(dict.fromkeys(_each(one["values"] or "", name), one["counts"]))
    common = {name: [value for value, _ in found.most_common(MOST)] for name, found in counts.items()}
    return MappingProxyType({name: tuple(sorted(found)) for name, found in common.items()})


def _each(value: str, field: str) -> list[str]:
    """The values of a cell; a posting in two places has one, and counts in each of them."""
    several = value.split(BETWEEN) if field in _SEVERAL else [value]
    return [one for one in several if one]
