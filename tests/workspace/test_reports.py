"""Reports from a workspace: tables that agree with the answer, observations, manifest, and the same again."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from skillgraph import files
from skillgraph.cli.app import app
from skillgraph.errors import InputError, NotFoundError
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials, load_framework, load_postings
from skillgraph.workspace.reports.gathering import demand_content
from tests.graph.test_cubes import VIOLATIONS
from tests.workspace.conftest import SHEET, TURTLE

Run = Callable[..., Result]

SENTENCES = (
    ("You weld metal.", 0.7),
    ("Prepare hot meals.", 0.45),
    ("Use spreadsheets software.", 0.3),
    ("Apply food safety rules.", 0.2),
    ("Write inspection reports.", 0.1),
)
REGIONS = ("CA-ON", "CA-QC", "CA-NS", "")
COMMON = ("--profile", "fast", "--min-confidence", "0.3")


def postings(count: int = 90) -> list[dict[str, str]]:
    """Postings of five quarters and three regions, some of which few ask for anything."""
    chance = random.Random(7)
    return [
        {
            "id": f"p{n}",
            "title": f"Job {n}",
            "description": " ".join(
                [f"Post {n}.", *(s for s, share in SENTENCES if chance.random() < share)]
            ),
            "date": f"{2025 + n % 5 // 4}-{n % 5 % 4 * 3 + 2:02}-1{n % 7}" if n % 9 else "",
            "region": chance.choices(REGIONS, (10, 6, 1, 2))[0],
            "employer": f"Employer {n}",
        }
        for n in range(count)
    ]


def build(folder: Path) -> Path:
    """A workspace with these postings, the trades and two credentials; its path."""
    (folder / "trades.ttl").write_text(TURTLE, encoding="utf-8")
    (folder / "outcomes.csv").write_text(SHEET, encoding="utf-8")
    (folder / "jobs.jsonl").write_text("\n".join(map(json.dumps, postings())), encoding="utf-8")
    space = Workspace.create(folder / "ws")
    load_framework(space, [folder / "trades.ttl"])
    load_credentials(space, folder / "outcomes.csv")
    load_postings(space, folder / "jobs.jsonl")
    return space.path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that tests only read (reports put their observations into it)."""
    return build(tmp_path_factory.mktemp("reports"))


def running(path: Path) -> Run:
    def run(*words: str) -> Result:
        result = CliRunner().invoke(app, ["--workspace", str(path), *words])
        if result.exception is not None:
            raise result.exception
        return result

    return run


@pytest.fixture
def run(made: Path) -> Run:
    return running(made)


@pytest.fixture
def own(loaded: Workspace) -> Run:
    """The small workspace, to change."""
    return running(loaded.path)


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    text = (folder / "tables" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def bytes_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def graph_of(result: Result) -> str:
    return result.stderr.split("Observations: ")[1].strip()


def asked(run: Run, sparql: str) -> list[dict[str, str]]:
    found = json.loads(run("query", sparql, "--format", "json").stdout)
    return [{name: one["value"] for name, one in row.items()} for row in found["results"]["bindings"]]


BY = ("--by", "concept,region,period")


def test_tables_agree_with_the_answer_and_with_each_other(run: Run, tmp_path: Path) -> None:
    run("report", "demand", *BY, *COMMON, "--forecast", "2", "--sensitivity", "-o", str(tmp_path / "r"))
    found = json.loads(run("demand", *BY, *COMMON, "--format", "json").stdout)
    written = rows_of(tmp_path / "r", "demand")
    assert len(written) == len(found["cells"]) > 50
    for row, cell in zip(written, found["cells"], strict=True):
        names = ("uri", "label", "region", "period", "suppressed")
        assert [row[name] for name in names] == [cell[name] for name in names]
        for name in ("postings", "of", "share", "low", "high"):
            one = None if cell["suppressed"] else cell[name]
            assert (float(row[name]) if row[name] else None) == pytest.approx(one)
    for path in (tmp_path / "r" / "tables").glob("*.parquet"):
        rows = pq.read_table(path).to_pylist()
        told = [{k: "" if v is None else v for k, v in row.items()} for row in rows]
        same = [
            {k: type(t[k])(row[k]) if row[k] else row[k] for k in row}
            for row, t in zip(rows_of(tmp_path / "r", path.stem), told, strict=True)
        ]
        assert same == told, path.stem


def test_what_is_suppressed_is_told_nowhere(run: Run, tmp_path: Path) -> None:
    result = run("report", "demand", *BY, *COMMON, "--no-trend", "-o", str(tmp_path / "r"))
    truth = json.loads(run("demand", *BY, *COMMON, "--min-cell", "1", "--format", "json").stdout)["cells"]
    count = {(one["uri"], one["region"], one["period"]): one["postings"] for one in truth}
    numbers = ("postings", "of", "share", "low", "high", "required", "asset")
    parquet = pq.read_table(tmp_path / "r" / "tables" / "demand.parquet").to_pylist()
    hidden = 0
    for row, other in zip(rows_of(tmp_path / "r", "demand"), parquet, strict=True):
        small = 0 < count[row["uri"], row["region"], row["period"]] < 5
        assert not small or row["suppressed"], row
        if row["suppressed"]:
            hidden += 1
            assert [row[name] for name in numbers] == [""] * 7
            assert [other[name] for name in numbers] == [None] * 7
    cells = asked(
        run,
        f"""SELECT ?cell ?why (COUNT(?n) AS ?numbers) {{ GRAPH <{graph_of(result)}> {{
              ?cell a sg:SuppressedCell ; sdmx-attribute:confStatus ?why
              OPTIONAL {{ ?cell ?p ?n FILTER isNumeric(?n) }} }} }} GROUP BY ?cell ?why""",
    )
    assert len(cells) == hidden > 10
    assert {cell["numbers"] for cell in cells} == {"0"}
    assert {cell["why"][-1] for cell in cells} == {"C", "D"}


def test_small_gaps_keep_their_cause_and_lose_their_numbers_and_sentences(run: Run, tmp_path: Path) -> None:
    result = run("report", "gaps", *COMMON, "--min-cell", "25", "--no-new-terms", "-o", str(tmp_path / "r"))
    told = json.loads(run("gaps", *COMMON, "--format", "json").stdout)["gaps"]
    truth = {gap["uri"]: gap for gap in told}
    rows = rows_of(tmp_path / "r", "gaps")
    small = {row["uri"] for row in rows if truth[row["uri"]]["postings"] < 25}
    assert small
    assert small == {row["uri"] for row in rows if row["suppressed"] == "small"}
    assert {row["cause"] for row in rows} == {gap["cause"] for gap in truth.values() if gap["uri"]}
    for row in rows:
        assert (row["postings"] == "") == (row["uri"] in small)
    assert {row["uri"] for row in rows_of(tmp_path / "r", "sentences")} == truth.keys() - small - {""}
    html = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert not [uri for uri in small if uri in html]
    told = asked(run, f"SELECT ?s {{ GRAPH <{graph_of(result)}> {{ ?o sg:refSkill ?s ; sg:postings ?n }} }}")
    assert {row["s"] for row in told} == {row["uri"] for row in rows} - small


def test_observations_say_what_the_tables_say(run: Run, tmp_path: Path) -> None:
    result = run("report", "demand", "--by", "concept", *COMMON, "--no-trend", "-o", str(tmp_path / "r"))
    told = asked(
        run,
        f"""SELECT ?skill ?n ?share ?label {{ GRAPH <{graph_of(result)}> {{
              ?o a qb:Observation ; sg:refSkill ?skill ; sg:postings ?n ; sg:share ?share }}
              ?skill skos:prefLabel ?label FILTER (LANG(?label) = 'en') }}""",
    )
    rows = {row["uri"]: row for row in rows_of(tmp_path / "r", "demand") if not row["suppressed"]}
    assert {row["skill"]: int(row["n"]) for row in told} == {u: int(r["postings"]) for u, r in rows.items()}
    assert {row["label"] for row in told} == {row["label"] for row in rows.values()}
    again = run("report", "demand", "--by", "concept", *COMMON, "--no-trend", "-o", str(tmp_path / "r"))
    assert graph_of(again) == graph_of(result)
    count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph_of(result)}> {{ ?o a qb:Observation }} }}"
    assert asked(run, count) == [{"n": str(len(rows))}]


def test_observations_are_a_well_formed_cube(made: Path, run: Run, tmp_path: Path) -> None:
    told = [
        run("report", "demand", *BY, *COMMON, "--no-trend", "-o", str(tmp_path / "d")),
        run("report", "gaps", *COMMON, "-o", str(tmp_path / "g")),
    ]
    store = Workspace.open(made).snapshot().store
    for graph in map(graph_of, told):
        assert list(store.select("SELECT ?o { ?o a qb:Observation }", graphs=[graph]))
        broken = [name for name, query in VIOLATIONS.items() if list(store.select(query, graphs=[graph]))]
        assert broken == []


def test_the_same_report_has_the_same_bytes_and_a_rerun_the_same_tables(run: Run, tmp_path: Path) -> None:
    for kind in ("demand", "gaps"):
        one, other = tmp_path / f"{kind}-1", tmp_path / f"{kind}-2"
        run("report", kind, *COMMON, "-o", str(one))
        run("report", kind, *COMMON, "-o", str(other))
        assert bytes_of(one) == bytes_of(other)
        again = run("rerun", str(one / "manifest.json"), "-o", str(tmp_path / f"{kind}-3"))
        assert "are the same, byte by byte" in again.stderr
        assert bytes_of(tmp_path / f"{kind}-3") == bytes_of(one)
        manifest = json.loads((one / "manifest.json").read_text(encoding="utf-8"))
        named = {one["file"]: one["sha256"] for one in manifest["outputs"]}
        assert named.keys() | {"manifest.json"} == bytes_of(one).keys()
        assert all(files.sha256(one / name) == told for name, told in named.items())
        assert {"skillgraph", "python", "duckdb", "pyarrow"} <= manifest["versions"].keys()
        assert manifest["seed"] is None


def test_the_same_files_in_another_workspace_give_the_same_tables(run: Run, tmp_path: Path) -> None:
    run("report", "gaps", *COMMON, "--no-new-terms", "-o", str(tmp_path / "r"))
    elsewhere = running(build(tmp_path))
    assert "byte by byte" in elsewhere("rerun", str(tmp_path / "r")).stderr


def test_labels_and_page_are_in_the_language_that_was_asked_for(run: Run, tmp_path: Path) -> None:
    run("report", "demand", *COMMON, "--no-trend", "--lang", "fr", "-o", str(tmp_path / "r"))
    assert "souder du métal" in {row["label"] for row in rows_of(tmp_path / "r", "demand")}
    html = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in html
    assert "souder du métal" in html
    assert "weld metal" not in html


def test_the_weights_travel_with_the_report(run: Run, tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    given.write_text("region,weight\nCA-ON,0.37\nCA-QC,1.91\n*,1\n", encoding="utf-8")
    run("report", "demand", *COMMON, "--no-trend", "--weights", str(given), "-o", str(tmp_path / "r"))
    given.unlink()
    assert "Postings are weighted" in (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "byte by byte" in run("rerun", str(tmp_path / "r")).stderr
    copy = tmp_path / "r" / "weights.csv"
    copy.write_text(copy.read_text(encoding="utf-8").replace("0.37", "0.5"), encoding="utf-8")
    with pytest.raises(InputError, match=r"changed: weights weights\.csv"):
        run("rerun", str(tmp_path / "r"))
    copy.unlink()
    with pytest.raises(NotFoundError, match=r"weights\.csv"):
        run("rerun", str(tmp_path / "r"))


def test_a_changed_input_is_named_and_what_differs_is_told(own: Run, jobs: Path, tmp_path: Path) -> None:
    report = str(tmp_path / "r")
    own("report", "demand", *COMMON, "--min-cell", "1", "--no-trend", "-o", report)
    more = {"id": "p9", "title": "Welder", "description": "You weld metal all night.", "date": "2026-05-02"}
    jobs.write_text(jobs.read_text(encoding="utf-8") + "\n" + json.dumps(more), encoding="utf-8")
    own("posting", "load", str(jobs))
    with pytest.raises(InputError, match=r"has changed: mentions .*, postings jobs") as caught:
        own("rerun", report)
    assert "--changed" in caught.value.hint
    found = own("rerun", report, "--changed", "--format", "json")
    states = {one["file"]: one["sameness"] for one in json.loads(found.stdout)}
    assert states["tables/demand.csv"] == states["tables/demand.parquet"] == "different"
    assert "Changed: postings jobs" in found.stderr
    with pytest.raises(InputError, match="has changed"):
        own("rerun", report)


def test_a_decision_on_a_mapping_changes_gaps_and_not_demand(
    space: Workspace, tmp_path: Path, trade: Callable[[str], str]
) -> None:
    run = running(space.path)
    for kind, less in (("demand", "--no-trend"), ("gaps", "--no-new-terms")):
        run("report", kind, *COMMON, "--min-cell", "1", less, "-o", str(tmp_path / kind))
    mapping = next(one for one in space.snapshot().mappings if one.object_id == trade("weld"))
    run("review", "accept", mapping.uri, "--as", "Ana")
    assert "byte by byte" in run("rerun", str(tmp_path / "demand")).stderr
    with pytest.raises(InputError, match="has changed: mappings"):
        run("rerun", str(tmp_path / "gaps"))


def test_tables_that_differ_without_a_changed_input_are_an_error(run: Run, tmp_path: Path) -> None:
    run("report", "demand", *COMMON, "--no-trend", "-o", str(tmp_path / "r"))
    path = tmp_path / "r" / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    (parquet,) = (one for one in told["outputs"] if one["file"] == "tables/demand.parquet")
    parquet["sha256"] = "0" * 64
    told["versions"]["pyarrow"] = "1.0"
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InputError, match="1 of 4 tables differ, though no input has changed") as caught:
        run("rerun", str(path))
    assert "pyarrow" in caught.value.hint
    assert "(was 1.0)" in caught.value.hint


def test_what_is_no_manifest_is_said(run: Run, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no manifest"):
        run("rerun", str(tmp_path / "nothing.json"))
    (tmp_path / "manifest.json").write_text('{"format": 1}', encoding="utf-8")
    with pytest.raises(InputError, match="not the manifest of a report"):
        run("rerun", str(tmp_path))


def test_a_folder_with_other_things_is_left_alone(run: Run, tmp_path: Path) -> None:
    for name in ("notes.txt", "report/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if path.parent != tmp_path:
            run("report", "demand", *COMMON, "--no-trend", "-o", str(path.parent))
        path.write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match=r"holds other things than a report: .*notes\.txt"):
            run("report", "demand", *COMMON, "-o", str(path.parent))
        assert path.read_text(encoding="utf-8") == "mine"


def test_a_report_that_fails_leaves_the_old_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "r"
    run("report", "demand", *COMMON, "--no-trend", "-o", str(target))
    before = bytes_of(target)

    def full(*_: Any) -> None:  # noqa: ANN401
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("skillgraph.workspace.reports.making._put_observations", full)
    with pytest.raises(OSError, match="No space"):
        run("report", "demand", *COMMON, "--no-trend", "--by", "region", "-o", str(target))
    assert bytes_of(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_a_report_of_what_changes_meanwhile_is_refused(
    own: Run, jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changing(*words: Any, **options: Any) -> Any:  # noqa: ANN401
        found = gather(*words, **options)
        jobs.write_text(jobs.read_text(encoding="utf-8").replace("weld", "cut"), encoding="utf-8")
        own("posting", "load", str(jobs))
        return found

    gather = demand_content
    monkeypatch.setattr("skillgraph.workspace.reports.making.demand_content", changing)
    with pytest.raises(InputError, match=r"another process changed mentions .*, postings jobs"):
        own("report", "demand", *COMMON, "--no-trend", "-o", str(tmp_path / "r"))
    assert not (tmp_path / "r").exists()


KILLED = """
import os, sys
from pathlib import Path
from skillgraph import files
step = int(sys.argv[2])
rename = Path.rename
def counted(path, target):
    global step
    if step == 0:
        os.kill(os.getpid(), 9)
    step -= 1
    return rename(path, target)
Path.rename = counted
with files.atomic_folder(Path(sys.argv[1])) as folder:
    (folder / "file").write_text("new")
    if step < 0:
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("step", [-1, 0, 1, 2])
def test_a_killed_process_leaves_a_whole_folder(tmp_path: Path, step: int) -> None:
    target = tmp_path / "r"
    target.mkdir()
    (target / "file").write_text("old", encoding="utf-8")
    subprocess.run([sys.executable, "-c", KILLED, str(target), str(step)], check=False)
    with pytest.raises(InputError), files.atomic_folder(target):
        raise InputError("Look, and write nothing.")
    assert (target / "file").read_text(encoding="utf-8") == ("new" if step == 2 else "old")


@pytest.mark.parametrize("words", [("--by", "colour"), ("--where", "colour=red"), ("--where", "region")])
def test_what_cannot_be_reported_is_said(run: Run, tmp_path: Path, words: tuple[str, str]) -> None:
    with pytest.raises(InputError):
        run("report", "demand", *words, "-o", str(tmp_path / "r"))
    assert not (tmp_path / "r").exists()


def test_postings_without_dates_have_no_trend(empty: Workspace, turtle: Path, tmp_path: Path) -> None:
    jobs = tmp_path / "undated.jsonl"
    lines = ({**one, "date": ""} for one in postings(20))
    jobs.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    load_framework(empty, [turtle])
    load_postings(empty, jobs)
    run = running(empty.path)
    run("report", "demand", *COMMON, "-o", str(tmp_path / "r"))
    assert "No trend can be told" in (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert not (tmp_path / "r" / "tables" / "trends.csv").exists()
