"""Tables give back what was written, and tables of earlier versions are read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.errors import InputError
from skillgraph.model import Mention, Posting, Requirement, Section
from skillgraph.workspace import tables

MENTIONS = st.lists(
    st.builds(
        Mention,
        posting_id=st.text(st.characters(codec="utf-8"), max_size=5),
        sentence=st.text(st.characters(codec="utf-8"), max_size=20),
        sentence_index=st.integers(0, 1_000),
        concept=st.sampled_from(["c:a", "c:b"]),
        confidence=st.floats(0, 1),
        similarity=st.floats(-1, 1),
        section=st.sampled_from(Section),
        requirement=st.sampled_from(Requirement),
    ),
    max_size=20,
)


@settings(deadline=None, max_examples=30)
@given(mentions=MENTIONS)
def test_mentions_come_back_as_they_were(
    mentions: list[Mention], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("table") / "mentions.parquet"
    assert tables.write(path, Mention, mentions) == len(mentions)
    assert list(tables.read(path, Mention)) == mentions


def test_a_table_without_sections_is_read_with_defaults(tmp_path: Path) -> None:
    mention = Mention("p", "Weld.", 0, "c:weld", 0.9, 0.8)
    old = {name: value for name, value in asdict(mention).items() if name not in ("section", "requirement")}
    pq.write_table(pa.Table.from_pylist([old]), tmp_path / "old.parquet")
    assert list(tables.read(tmp_path / "old.parquet", Mention)) == [mention]


def test_a_section_that_nobody_knows_is_named(tmp_path: Path) -> None:
    odd = asdict(Mention("p", "Weld.", 0, "c:weld", 0.9, 0.8)) | {"section": "astrology"}
    pq.write_table(pa.Table.from_pylist([odd]), tmp_path / "odd.parquet")
    with pytest.raises(InputError, match="astrology"):
        list(tables.read(tmp_path / "odd.parquet", Mention))


def test_postings_come_back_as_they_were(tmp_path: Path) -> None:
    posting = Posting("p", "Welder", "Weld.", date="2026-01-02", noc="00123")
    tables.write(tmp_path / "p.parquet", Posting, [posting])
    assert list(tables.read(tmp_path / "p.parquet", Posting)) == [posting]
