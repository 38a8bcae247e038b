"""Postings are added by id, twice is once, and what is damaged or interrupted is named and mended."""

from __future__ import annotations

import errno
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from skillgraph import files
from skillgraph.cli.app import app
from skillgraph.errors import InputError
from skillgraph.matching.mentions import MentionFinder
from skillgraph.matching.profile import Profile
from skillgraph.processes import Processes
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.engines.parcel import OnParcels, Parcel
from skillgraph.workspace.loading import load_framework, load_postings
from skillgraph.workspace.postings import extraction
from skillgraph.workspace.postings import loading as posting_tables
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.indexing import open_matcher

FAST = Query(profile=Profile.FAST)
SENTENCES = ("Weld metal.", "Write inspection reports.", "Prepare hot meals.", "Use spreadsheets software.")


def write(path: Path, rows: Sequence[dict[str, object]]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def jobs_of(count: int, start: int = 0) -> list[dict[str, object]]:
    """Jobs that are all different, in few different sentences."""
    return [
        {
            "id": f"j{n}",
            "title": f"Worker {n % 7}",
            "description": " ".join(SENTENCES[n % 3 :]),
            "employer": "Mill",
            "place": f"Town {n}",
            "date": f"2026-01-{n % 28 + 1:02}",
        }
        for n in range(start, start + count)
    ]


def rows(workspace: Workspace) -> list[dict[str, object]]:
    found = [row for path in workspace.snapshot().posting_files() for row in parts.read(path).to_pylist()]
    return sorted(found, key=lambda row: str(row["id"]))


def content(workspace: Workspace) -> dict[str, bytes]:
    root = workspace.path / "postings"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*.parquet")}


def mentions(workspace: Workspace) -> list[pa.Table]:
    _, paths = extraction.mention_files(workspace, FAST)
    return [parts.read(path) for path in paths]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting_tables, "ROWS", 20)


def test_loading_the_same_file_twice_changes_nothing(empty: Workspace, jobs: Path) -> None:
    first = load_postings(empty, jobs)
    before, manifest = content(empty), (empty.path / "manifest.json").read_bytes()
    again = load_postings(empty, jobs)
    assert (first.counts["postings"], again.counts["postings"]) == (4, 0)
    assert "already" in again.note
    assert content(empty) == before
    assert (empty.path / "manifest.json").read_bytes() == manifest


def test_a_file_adds_and_replaces_by_id(empty: Workspace, tmp_path: Path, small_parts: None) -> None:
    load_postings(empty, write(tmp_path / "a.jsonl", jobs_of(50)), name="s")
    changed = [{**row, "title": "Changed"} for row in jobs_of(20, start=40)]
    loaded = load_postings(empty, write(tmp_path / "b.jsonl", changed), name="s")
    assert "10 new and 10 replaced" in loaded.note
    found = rows(empty)
    assert len(found) == len({row["id"] for row in found}) == 60
    assert sum(row["title"] == "Changed" for row in found) == 20
    record = empty.manifest.postings[0]
    assert (record.count, record.distinct, [file.name for file in record.files]) == (
        60,
        60,
        ["a.jsonl", "b.jsonl"],
    )
    load_postings(empty, tmp_path / "a.jsonl", name="s", replaces=True)
    assert [row["id"] for row in rows(empty)] == sorted(f"s/j{n}" for n in range(50))


def test_the_first_file_again_after_the_second_takes_its_rows_back(empty: Workspace, tmp_path: Path) -> None:
    load_postings(empty, write(tmp_path / "a.jsonl", jobs_of(5)), name="s")
    before = rows(empty)
    load_postings(empty, write(tmp_path / "b.jsonl", [{**row, "title": "X"} for row in jobs_of(5)]), name="s")
    load_postings(empty, tmp_path / "a.jsonl", name="s")
    assert rows(empty) == before


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files_=st.lists(
        st.lists(
            st.tuples(st.integers(0, 6), st.sampled_from("AB"), st.sampled_from(("", "Mill"))), max_size=6
        ),
        min_size=1,
        max_size=3,
    )
)
def test_files_one_by_one_are_as_all_of_them_merged(
    files_: list[list[tuple[int, str, str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    merged: dict[int, dict[str, object]] = {}
    space = Workspace.create(folder / "ws")
    for number, drawn in enumerate(files_):
        unique = {uid: (title, employer) for uid, title, employer in drawn}
        made: list[dict[str, object]] = [
            {
                "id": str(uid),
                "title": t,
                "description": SENTENCES[uid % 2],
                "employer": e,
                "date": "2026-01-01",
            }
            for uid, (t, e) in unique.items()
        ]
        if made:
            load_postings(space, write(folder / f"{number}.jsonl", made), name="s")
            merged |= dict(zip(unique, made, strict=True))
    if merged:
        other = Workspace.create(folder / "other")
        load_postings(other, write(folder / "all.jsonl", list(merged.values())), name="s")
        assert rows(space) == rows(other)


def test_the_same_job_in_two_sources_is_one(empty: Workspace, tmp_path: Path) -> None:
    late = {**jobs_of(1)[0], "id": "x", "date": "2026-01-20"}
    load_postings(empty, write(tmp_path / "board.jsonl", [late]))
    assert rows(empty)[0]["canonical"] == "board/x"
    load_postings(empty, write(tmp_path / "site.jsonl", jobs_of(2)))
    found = {row["id"]: (row["canonical"], row["duplicate"]) for row in rows(empty)}
    assert found["board/x"] == ("site/j0", "same-text")
    assert found["site/j0"] == ("site/j0", "")
    assert [record.distinct for record in empty.manifest.postings] == [0, 2]
    assert {posting.id for posting in empty.snapshot().postings()} == {"site/j0", "site/j1"}
    load_postings(empty, write(tmp_path / "none.jsonl", jobs_of(1, start=5)), name="site", replaces=True)
    assert {row["id"]: row["canonical"] for row in rows(empty)}["board/x"] == "board/x"


def test_region_sector_and_codes(empty: Workspace, tmp_path: Path) -> None:
    row: dict[str, object] = {
        "id": 1,
        "title": "Baker",
        "place": "Gatineau (Québec)",
        "noc": "06332",
        "sector": "Santé",
        "date": "2026-05-02",
    }
    load_postings(empty, write(tmp_path / "p.jsonl", [row]))
    (found,) = rows(empty)
    assert (found["region"], found["noc"], found["sector_normalised"]) == ("CA-QC", "06332", "62")
    assert (str(found["date"]), found["occupation"], found["occupation_confidence"]) == (
        "2026-05-02",
        "",
        None,
    )


OCCUPATIONS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix o: <http://data.europa.eu/esco/occupation/> .
@prefix e: <https://example.org/> .
e:s a skos:ConceptScheme ; dcterms:title "S"@en ; dcterms:identifier "s" ; owl:versionInfo "1" .
<http://data.europa.eu/esco/isco/C7212> a sg:OccupationGroup, skos:Concept ; skos:inScheme e:s ;
    skos:notation "7212" ; skos:prefLabel "welders and flame cutters"@en .
o:welder a esco:Occupation, skos:Concept ; skos:inScheme e:s ;
    skos:broader <http://data.europa.eu/esco/isco/C7212> ; skos:prefLabel "welder"@en .
o:arc a esco:Occupation, skos:Concept ; skos:inScheme e:s ; skos:broader o:welder ;
    skos:prefLabel "arc welding operator"@en .
o:cook a esco:Occupation, skos:Concept ; skos:inScheme e:s ; skos:prefLabel "cook"@en .
e:weld a skos:Concept ; skos:inScheme e:s ; skos:prefLabel "weld metal"@en .
"""


def test_titles_suggest_occupations_with_their_isco_group(empty: Workspace, tmp_path: Path) -> None:
    turtle = tmp_path / "s.ttl"
    turtle.write_text(OCCUPATIONS, encoding="utf-8")
    load_framework(empty, [turtle])
    titles = ("Welder", "Arc welding operator", "Philosopher of nothing in particular", "Cook")
    made = [{**row, "title": title} for row, title in zip(jobs_of(4), titles, strict=True)]
    made[3] |= {"isco": "5120"}
    load_postings(empty, write(tmp_path / "p.jsonl", made))
    found = [(row["occupation_label"], row["isco"]) for row in rows(empty)]
    assert found == [("welder", "7212"), ("arc welding operator", "7212"), ("", ""), ("cook", "5120")]
    confidences = [row["occupation_confidence"] for row in rows(empty)]
    assert [confidence is None for confidence in confidences] == [False, False, True, False]
    load_postings(empty, tmp_path / "p.jsonl", with_occupations=False)
    assert {row["occupation"] for row in rows(empty)} == {""}


def test_a_damaged_part_is_named_and_loading_again_mends_it(
    loaded: Workspace, jobs: Path, small_parts: None
) -> None:
    before = rows(loaded)
    victim = loaded.snapshot().posting_files()[0]
    victim.write_bytes(victim.read_bytes()[:-40])
    with pytest.raises(InputError, match=victim.name):
        list(loaded.snapshot().postings())
    result = CliRunner().invoke(app, ["-w", str(loaded.path), "posting", "check", "--format", "json"])
    assert (result.exit_code, victim.name in result.stdout) == (1, True)
    load_postings(loaded, jobs)
    assert extraction.check(loaded) == []
    assert rows(loaded) == before


def test_damaged_mentions_are_named_and_found_again(loaded: Workspace) -> None:
    before = mentions(loaded)
    _, (victim,) = extraction.mention_files(loaded, FAST)
    victim.write_bytes(b"PAR1")
    with pytest.raises(InputError, match=victim.name):
        mentions(loaded)
    (damage,) = extraction.check(loaded)
    assert (damage.kind, Path(damage.file).name) == ("mentions", victim.name)
    extraction.repair(loaded, [damage])
    assert mentions(loaded) == before


def test_a_full_disk_loses_nothing(
    loaded: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_parts: None
) -> None:
    before, found = rows(loaded), mentions(loaded)
    more = write(tmp_path / "more.jsonl", jobs_of(60))
    real = files._sync

    def full(at: int) -> Callable[[Path], None]:
        calls = iter(range(1_000_000))

        def sync(path: Path) -> None:
            if next(calls) >= at:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(path)

        return sync

    for at in (0, 3, 7):
        monkeypatch.setattr(files, "_sync", full(at))
        with pytest.raises(InputError, match="disk is full"):
            load_postings(loaded, more)
        monkeypatch.setattr(files, "_sync", real)
        assert (rows(loaded), mentions(loaded)) == (before, found)
        assert len(content(loaded)) == 2
    load_postings(loaded, more)
    monkeypatch.setattr(files, "_sync", full(5))
    with pytest.raises(InputError, match="disk is full"):
        extraction.extract(loaded, FAST)
    monkeypatch.setattr(files, "_sync", real)
    kept = loaded.manifest.mentions
    assert 0 < sum(len(record.parts) for record in kept) < 4
    assert extraction.extract(loaded, FAST).parts < 3
    assert len(rows(loaded)) == 64
    assert extraction.check(loaded) == []


def test_killed_in_the_middle_of_extraction(
    empty: Workspace, turtle: Path, tmp_path: Path, small_parts: None
) -> None:
    load_framework(empty, [turtle])
    rows_ = [{**row, "title": f"Worker {n}"} for n, row in enumerate(jobs_of(400))]
    load_postings(empty, write(tmp_path / "jobs.jsonl", rows_))
    open_matcher(empty, FAST)
    command = [sys.executable, "-m", "skillgraph", "-w", str(empty.path), "posting", "extract"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not empty.manifest.mentions and process.poll() is None:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = len(empty.manifest.mentions[0].parts)
    assert 0 < done < len(empty.manifest.postings[0].parts) == 20
    assert extraction.extract(empty, FAST).parts == 20 - done
    disturbed = mentions(empty)
    with empty.writing() as draft:
        draft.manifest = type(draft.manifest)(
            **{name: getattr(draft.manifest, name) for name in draft.manifest.__slots__ if name != "mentions"}
        )
    assert mentions(empty) == disturbed
    assert sum(len(table) for table in disturbed) > 400


def test_processes_find_what_one_finds(loaded: Workspace) -> None:
    finder = MentionFinder(open_matcher(loaded, FAST), extraction.RULE)
    (path,) = loaded.snapshot().posting_files()
    batches = parts.read(path).to_batches(1)
    search = OnParcels(finder)
    with closing(Processes(search, 2)) as processes:
        assert list(processes.map(map(Parcel, batches), search)) == [finder(batch) for batch in batches]


def test_a_parcel_takes_nothing_along_but_its_batch() -> None:
    whole = pa.table({"id": [f"posting {number}" for number in range(10_000)]})
    batch = whole.to_batches(100)[50]
    content = pickle.dumps(Parcel(batch))
    assert pickle.loads(content) == Parcel(batch)
    assert len(content) < 5_000
