"""Spark finds the mentions that processes find: the same rows in files with the same bytes."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from skillgraph.errors import InputError
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.engines.engine import MentionSearch
from skillgraph.workspace.engines.spark import Session, SparkEngine
from skillgraph.workspace.loading import load_framework, load_postings
from skillgraph.workspace.postings import extraction
from skillgraph.workspace.postings import loading as posting_loading
from skillgraph.workspace.state.manifest import PartRecord
from tests.workspace.conftest import POSTINGS

pytestmark = pytest.mark.filterwarnings(
    # pyspark leaves it to the collector to close what it talks to the JVM through.
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)

FAST = Query(profile=Profile.FAST)
WORDS = (
    "You weld metal.",
    "Metal welding is required.",
    "Prepare hot meals and apply food safety rules.",
    "Use spreadsheets software.",
    "Nous offrons un salaire de 20 $.",
    "Souder du métal – c'est un atout.",
    "=1+1; \U0001f525 <b>Write</b> inspection reports",
    "",
)


def made(workspace: Workspace, rows: Sequence[tuple[str, str, str, str]], name: str = "jobs") -> Workspace:
    """A workspace with postings beside its framework."""
    path = workspace.path.parent / f"{name}.jsonl"
    keys = ("id", "title", "description", "date")
    path.write_text(
        "\n".join(json.dumps(dict(zip(keys, row, strict=True))) for row in rows), encoding="utf-8"
    )
    load_postings(workspace, path)
    return workspace


@pytest.fixture
def trades(tmp_path: Path, turtle: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A framework alone; parts of postings are small."""
    monkeypatch.setattr(posting_loading, "ROWS", 2)
    workspace = Workspace.create(tmp_path / "ws")
    load_framework(workspace, [turtle])
    return workspace


def twin(workspace: Workspace) -> Workspace:
    """Another workspace with the same content."""
    return Workspace.open(shutil.copytree(workspace.path, workspace.path.parent / "twin"))


def files(workspace: Workspace) -> list[tuple[str, list[PartRecord]]]:
    """The parts of mentions; the name of each is a hash of its bytes."""
    return [(record.name, list(record.parts)) for record in workspace.manifest.mentions]


def same(workspace: Workspace, engine: SparkEngine) -> int:
    """Search with both engines and compare; how many mentions there are."""
    other = twin(workspace)
    found = extraction.extract(workspace, FAST)
    assert extraction.extract(other, replace(FAST, engine=engine)) == found
    assert files(other) == files(workspace)
    return found.mentions


def test_small_postings_and_parts_without_a_mention(trades: Workspace, engine: SparkEngine) -> None:
    silent = [("s1", "", "We offer a dental plan.", ""), ("s2", "", "Apply by mail.", "")]
    assert same(made(trades, [*POSTINGS, *silent]), engine) >= 10


def test_random_postings(trades: Workspace, engine: SparkEngine) -> None:
    dice = random.Random(4)
    rows = [
        (
            str(number),
            dice.choice(("Welder", "Cook", "Clerk (m/f/d)", "")),
            "\n".join(dice.choices(WORDS, k=dice.randrange(6))),
            dice.choice(("2026-01-10", "")),
        )
        for number in range(11)
    ]
    assert same(made(trades, rows), engine)


@pytest.mark.parametrize("name", ["emscad_200.csv", "nhs_1000.jsonl", "nyc_jobs_2012_2019.csv"])
def test_real_postings(name: str, shared: Path, trades: Workspace, session: Session) -> None:
    """With a small framework, so that the index is made in a moment; sentences are the real ones."""
    posting_loading.ROWS = 700
    load_postings(trades, shared / "data" / "postings" / name, with_occupations=False)
    assert same(trades, SparkEngine.of(session))


class StoppedError(Exception):
    pass


class _Stopping(SparkEngine):
    """Is killed when some parts are done."""

    def search(self, search: MentionSearch) -> Iterator[Sequence[PartRecord]]:
        yield next(iter(super().search(search)))
        raise StoppedError


def test_a_run_that_is_stopped_goes_on_with_the_parts_that_are_missing(
    trades: Workspace, session: Session, engine: SparkEngine
) -> None:
    made(
        trades, [(f"{n}", f"Worker {n}", f"Weld metal. Use spreadsheets software {n}.", "") for n in range(6)]
    )
    other = twin(trades)
    with pytest.raises(StoppedError):
        extraction.extract(trades, replace(FAST, engine=_Stopping.of(session, together=2)))
    assert len(trades.manifest.mentions[0].parts) == 2
    assert extraction.extract(trades, replace(FAST, engine=engine)).parts == 1
    extraction.extract(other, FAST)
    assert files(trades) == files(other)


def test_a_damaged_part_is_named_and_nothing_changes(trades: Workspace, engine: SparkEngine) -> None:
    made(trades, POSTINGS)
    before = replace(trades.manifest)
    damaged = trades.snapshot().posting_files()[0]
    damaged.write_bytes(damaged.read_bytes()[:-9])
    with pytest.raises(InputError, match=damaged.name) as caught:
        extraction.extract(trades, replace(FAST, engine=engine))
    assert "is missing or damaged" in caught.value.message
    assert trades.manifest.mentions == before.mentions
