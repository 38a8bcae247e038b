"""Values come back from the tables as they went in, and damage is named."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.errors import InputError
from skillgraph.model import Posting
from skillgraph.model.tables import MENTIONS, POSTINGS
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state import tables

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
ROWS = st.lists(
    st.builds(
        Posting,
        id=TEXTS,
        title=TEXTS,
        description=TEXTS,
        date=st.dates().map(lambda day: day.isoformat()) | st.just(""),
        noc=st.sampled_from(["", "00123"]),
    ),
    max_size=10,
)


@settings(max_examples=30)
@given(postings=ROWS)
def test_postings_come_back_as_they_were(
    postings: list[Posting], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("tables")
    table = tables.posting_rows(postings)
    assert table.schema == POSTINGS
    name = parts.write(root, "source=a", table)
    assert parts.is_whole(root / name)
    assert list(tables.read_postings(root / name)) == postings


def mention(**changes: object) -> pa.Table:
    row = {
        "posting": "p",
        "sentence": "Weld.",
        "concept": "c:weld",
        "confidence": 0.9,
        "requirement": "",
        "section": "duties",
        "sentence_index": 1,
        "similarity": 0.8,
    }
    return pa.Table.from_pylist([row | changes], schema=MENTIONS)


def test_what_mentions_were_made_with_is_in_the_file(tmp_path: Path) -> None:
    name = parts.write(tmp_path, "mentions", mention(), made_with={"profile": "fast"})
    assert b"fast" in next(iter(parts.read(tmp_path / name).schema.metadata.values()))
    (found,) = tables.read_mentions(tmp_path / name)
    assert (found.posting_id, found.requirement.value, found.section.value) == ("p", "unspecified", "duties")


def test_a_section_that_nobody_knows_is_named(tmp_path: Path) -> None:
    name = parts.write(tmp_path, "mentions", mention(section="astrology"))
    with pytest.raises(InputError, match="astrology"):
        list(tables.read_mentions(tmp_path / name))


def test_a_table_of_another_shape_is_named(tmp_path: Path) -> None:
    name = parts.write(tmp_path, "source=a", pa.table({"id": ["1"]}))
    with pytest.raises(InputError, match="has no column"):
        list(tables.read_postings(tmp_path / name))


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    path = tmp_path / parts.write(tmp_path, "source=a", tables.posting_rows([Posting("1", "A", "B" * 500)]))
    content = bytearray(path.read_bytes())
    for place in range(4, len(content) // 2):
        content[place] ^= 0xFF
    path.write_bytes(content)
    assert not parts.is_whole(path)
    with pytest.raises(InputError, match=path.name) as caught:
        list(tables.read_postings(path))
    assert "posting check" in caught.value.hint
    with pytest.raises(InputError, match="missing or damaged"):
        parts.read(tmp_path / "part-0.parquet")
