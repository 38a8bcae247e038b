"""Spark loads what one machine loads, and links the same near-duplicates, also where most are copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.errors import InputError
from skillgraph.matching.duplicate_links import NEIGHBOURS, Links, neighbours
from skillgraph.model import Posting
from skillgraph.workspace import Workspace
from skillgraph.workspace.engines import spark_links
from skillgraph.workspace.engines.local import LOCAL
from skillgraph.workspace.engines.spark import Session, SparkEngine
from skillgraph.workspace.engines.spark_links import PAIR, near, over_edges
from skillgraph.workspace.loading import load_framework, load_postings
from skillgraph.workspace.postings import loading as posting_loading
from skillgraph.workspace.state import table_parts, tables
from tests.matching.test_duplicates import BASE, POSTINGS, TEXT
from tests.workspace.test_posting_loading import OCCUPATIONS, jobs_of, write

pytestmark = pytest.mark.filterwarnings(
    # pyspark leaves it to the collector to close what it talks to the JVM through.
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def split(session: Session, monkeypatch: pytest.MonkeyPatch) -> SparkEngine:
    """As many tasks for little data as for much."""
    monkeypatch.setattr(spark_links, "KEYS_A_TASK", 3_000)
    return SparkEngine.of(session)


def written(folder: Path, postings: Sequence[Posting], size: int) -> list[Path]:
    """The files of parts of so many postings."""
    some = [postings[start : start + size] for start in range(0, len(postings), size)]
    return [folder / table_parts.write(folder, "source=jobs", tables.posting_rows(one)) for one in some]


def same_links(folder: Path, postings: Sequence[Posting], size: int, engine: SparkEngine) -> Links:
    files = written(folder, postings, size)
    here, there = LOCAL.links(files, []), engine.links(files, [])
    assert there.canonical.tolist() == here.canonical.tolist()
    assert there.reasons.tolist() == here.reasons.tolist()
    np.testing.assert_array_equal(there.similarity, here.similarity)
    return here


# To shrink what fails would take longer than all else: each example is some seconds of Spark.
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=POSTINGS, size=st.integers(1, 6))
def test_random_postings(
    tmp_path: Path, split: SparkEngine, rows: list[tuple[str, str, str, str, str]], size: int
) -> None:
    every = [
        Posting(str(n), title, text, "Mill", place, day, unit=unit)
        for n, (title, text, day, place, unit) in enumerate(rows)
    ]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spark_links, "KEYS_A_TASK", 100)
        same_links(tmp_path, every, size, split)


def test_an_employer_with_half_of_all_postings_and_a_sentence_in_all(
    tmp_path: Path, split: SparkEngine, shared: Path
) -> None:
    """The copies are of one job, advertised again and again for two years, each time a little different."""
    half = 300
    sentence = "We are an equal opportunity employer."
    copies = [
        replace(
            BASE,
            id=f"copy{n}",
            description=f"{TEXT.replace('frames', f'frames{n % 3}')} {sentence}",
            date=(date(2024, 1, 1) + timedelta(days=2 * n)).isoformat(),
        )
        for n in range(half)
    ]
    others = [replace(one, description=f"{one.description} {sentence}") for one in real(shared)[:half]]
    found = same_links(tmp_path, [*copies, *others], 70, split)
    assert 0 < (found.reasons[:half] == 0).sum() < 10
    assert (found.reasons[half:] == 0).sum() > half / 2


def real(shared: Path) -> list[Posting]:
    from skillgraph.errors import ProblemLog
    from skillgraph.sources import read_postings

    return list(
        read_postings(shared / "data" / "postings" / "nhs_1000.jsonl", columns=None, problems=ProblemLog())
    )


def test_nothing_is_linked_among_nothing(tmp_path: Path, session: Session) -> None:
    assert len(SparkEngine.of(session).links([], []).canonical) == 0
    assert not same_links(tmp_path, [BASE], 1, SparkEngine.of(session)).reasons.any()


@pytest.mark.parametrize("name", ["emscad_200.csv", "nhs_1000.jsonl"])
def test_real_postings_are_loaded_and_linked_alike(
    name: str, shared: Path, tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of each part is a hash of its bytes. The second source is of the same postings again."""
    monkeypatch.setattr(posting_loading, "ROWS", 150)
    path, found = shared / "data" / "postings" / name, []
    for engine in (LOCAL, SparkEngine.of(session)):
        workspace = Workspace.create(tmp_path / type(engine).__name__)
        for source in ("first", "again"):
            loaded = load_postings(workspace, path, name=source, with_occupations=False, engine=engine)
        records = workspace.manifest.postings
        found.append([(record.name, record.parts, record.distinct, loaded.note) for record in records])
        kept = {path.name for path in (workspace.path / "postings").rglob("*.parquet")}
        assert kept == {Path(part.file).name for record in records for part in record.parts}
    assert found[0] == found[1]
    assert records[0].distinct + records[1].distinct < 1.2 * records[0].count


def test_the_command_loads_with_occupations_what_the_function_loads_here(
    session: Session, tmp_path: Path
) -> None:
    """Loaded twice: the second file replaces some postings of the first, and copies others."""
    del session  # the command takes the session that there is
    framework = tmp_path / "s.ttl"
    framework.write_text(OCCUPATIONS, encoding="utf-8")
    titles = ("Welder", "Arc welding operator", "Philosopher of nothing in particular", "Cook")
    first = [{**row, "title": title} for row, title in zip(jobs_of(4), titles, strict=True)]
    second = [{**first[0], "title": "Cook"}, {**first[1], "id": "copy", "date": "2026-02-20"}]
    paths = [write(tmp_path / f"{n}.jsonl", made) for n, made in enumerate((first, second))]
    found = []
    for name in ("here", "there"):
        workspace = Workspace.create(tmp_path / name)
        load_framework(workspace, [framework])
        for path in paths:
            if name == "here":
                load_postings(workspace, path, name="jobs")
            else:
                asked = ["-w", str(workspace.path), "posting", "load", str(path), "--name", "jobs"]
                result = CliRunner().invoke(app, [*asked, "--engine", "spark", "--master", "local[2]"])
                assert result.exit_code == 0, result.output
        found.append([(one.parts, one.distinct, one.made_with) for one in workspace.manifest.postings])
    assert found[0] == found[1]
    files = workspace.snapshot().posting_files()
    read = [row for file in files for row in table_parts.read(file).to_pylist()]
    assert {row["id"]: (row["occupation_label"], row["duplicate"]) for row in read} == {
        "jobs/j0": ("cook", ""),
        "jobs/j1": ("arc welding operator", ""),
        "jobs/j2": ("", ""),
        "jobs/j3": ("cook", ""),
        "jobs/copy": ("arc welding operator", "same-text"),
    }


def test_damaged_sketches_are_made_again_and_a_damaged_part_is_named(
    tmp_path: Path, session: Session
) -> None:
    files = written(tmp_path, [replace(BASE, id=str(n)) for n in range(4)], 2)
    wanted = LOCAL.links(files, [])
    sketch = next(files[0].parent.glob(f"{files[0].stem}.sketch*.npy"))
    sketch.write_bytes(sketch.read_bytes()[:-3])
    damaged: list[str] = []
    assert SparkEngine.of(session).links(files, damaged).canonical.tolist() == wanted.canonical.tolist()
    assert [sketch.name in sentence for sentence in damaged] == [True]
    sketch.unlink()
    files[0].write_bytes(files[0].read_bytes()[:-9])
    with pytest.raises(InputError, match=files[0].name):
        SparkEngine.of(session).links(files, [])


@given(
    keys=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2)), max_size=30).map(sorted),
    cuts=st.lists(st.integers(0, 30), max_size=5).map(sorted),
    size=st.integers(1, 4),
)
def test_no_pair_is_lost_between_tasks_or_batches(
    keys: list[tuple[int, int]], cuts: list[int], size: int
) -> None:
    rows = np.random.default_rng(3).permutation(len(keys)).astype(np.int64)
    kinds, values = np.array(keys, dtype=np.int64).reshape(-1, 2).T
    table = pa.table({"row": rows, "kind": kinds, "key": values})
    tasks = [
        table.slice(start, end - start) for start, end in zip([0, *cuts], [*cuts, len(keys)], strict=True)
    ]
    made = [batch for n, one in enumerate(tasks) for batch in near(one.to_batches(size), n)]
    found = pa.Table.from_batches(made)
    is_pair = np.array(found["task"]) == PAIR
    inside = np.stack([found["first"], found["second"]], axis=1)[is_pair]
    over = over_edges(found.filter(pa.array(~is_pair)))
    wanted = np.sort(neighbours(rows, [kinds, values]), axis=1)
    assert {*map(tuple, inside.tolist()), *map(tuple, over.tolist())} == {*map(tuple, wanted.tolist())}
    assert len(over) <= NEIGHBOURS * NEIGHBOURS * len(tasks)
