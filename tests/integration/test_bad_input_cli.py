"""Everything a user can get wrong ends in a sentence and what to do next, never in a traceback."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from skillgraph.cli.app import run
from skillgraph.errors import IndexMissingError
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.answers.suggest import suggest_texts
from skillgraph.workspace.loading import load_framework

FAST = Query(profile=Profile.FAST, build=False)
ESCO_ZIP = "ESCO dataset - v1.2.0 - classification - en - csv.zip"
SKILLS = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels\n"
ROW = "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/a,skill/competence,transversal,weld,\n"

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Shell:
    """The command line in this process, on one workspace, with its error mapping."""

    workspace: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path) -> Done:
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(["--workspace", str(self.workspace), *map(str, arguments)])
        written = self.capture.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Done(arguments, code, written.out, written.err)

    def refuses(self, *arguments: str | Path) -> str:
        """Run a command that must end with one error and one hint; returns the error."""
        done = self(*arguments)
        lines = done.stderr.splitlines()
        assert (done.returncode, done.stdout, len(lines)) == (1, "", 2), done
        assert lines[0].startswith("Error: ")
        assert lines[1].startswith("Hint: ")
        assert lines[0].endswith(".")
        assert len(lines[1]) > len("Hint: ")
        return lines[0].removeprefix("Error: ")


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace")


@pytest.fixture
def shell(empty: Workspace, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(empty.path, capsys)


@pytest.fixture
def crafts(empty: Workspace, indexed_crafts: Workspace) -> Workspace:
    """The workspace with a framework of two concepts and its index."""
    shutil.copytree(indexed_crafts.path, empty.path, dirs_exist_ok=True)
    return empty


def archive(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return path


def truncated(path: Path) -> Path:
    archive(path, {"skills_en.csv": SKILLS + ROW * 500})
    path.write_bytes(path.read_bytes()[:-60])
    return path


def bomb(path: Path) -> Path:
    """A few kilobytes that unpack to a thousand times as much."""
    return archive(path, {"skills_en.csv": bytes(40 << 20)})


# Frameworks


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"skills_en.csv": ""}, "is empty"),
        ({"skills_en.csv": (SKILLS + ROW.replace("weld", "soudé")).encode("latin-1")}, "is not UTF-8"),
        ({"skills_en.csv": (SKILLS + ROW).replace(",", ";")}, "semicolons"),
        ({"occupations_en.csv": SKILLS + ROW}, "no skills table"),
        ({"skills_en.csv": SKILLS}, "holds no skills"),
        ({"../../skills_en.csv": SKILLS + ROW}, "../../skills_en.csv"),
        ({"/etc/skills_en.csv": SKILLS + ROW}, "/etc/skills_en.csv"),
        ({}, "no skills table"),
    ],
)
def test_bundles_that_cannot_be_loaded(
    shell: Shell, tmp_path: Path, members: dict[str, bytes | str], sentence: str
) -> None:
    assert sentence in shell.refuses("taxonomy", "load", archive(tmp_path / ESCO_ZIP, members))
    assert Workspace.open(shell.workspace).manifest.frameworks == ()
    assert not (tmp_path.parent / "skills_en.csv").exists()


@pytest.mark.parametrize("make", [truncated, bomb])
def test_archives_that_are_damaged_or_malicious(
    shell: Shell, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    assert ESCO_ZIP in shell.refuses("taxonomy", "load", make(tmp_path / ESCO_ZIP))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.zip", b""),
        ("empty.ttl", b""),
        ("broken.ttl", b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\nskos:a skos:b"),
        ("other.ttl", b"<http://example.org/a> <http://example.org/b> <http://example.org/c> ."),
        ("text.docx", b"PK\x03\x04 not really"),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("no-suffix", b"words"),
        ("broken.jsonld", b'{"@context": '),
        ("zeros.nt", bytes(1000)),
    ],
)
def test_files_that_are_no_framework(shell: Shell, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert name in shell.refuses("taxonomy", "load", tmp_path / name)


def test_a_language_that_the_bundle_does_not_have(shell: Shell, tmp_path: Path) -> None:
    path = archive(tmp_path / ESCO_ZIP, {"skills_en.csv": SKILLS + ROW})
    assert "it has en" in shell.refuses("taxonomy", "load", path, "--lang", "de")


def test_a_path_that_is_not_there(shell: Shell, tmp_path: Path) -> None:
    for command in ("taxonomy", "credential", "posting"):
        assert "nowhere" in shell.refuses(command, "load", tmp_path / "nowhere.csv")
    assert "nowhere" in shell.refuses("init", "--esco", tmp_path / "nowhere.zip")
    assert "nowhere" in shell.refuses("taxonomy", "crosswalk", tmp_path / "nowhere.sssom.tsv")


# Credentials and postings


@pytest.mark.parametrize("command", ["credential", "posting"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\n\n\n"),
        ("header.csv", b"credential,issuer,outcome,title,description\n"),
        ("other.csv", b"a,b,c\n1,2,3\n"),
        ("bytes.csv", bytes(range(256)) * 20),
        ("zeros.csv", bytes(1000)),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("unknown.pdf", b"%PDF-1.7"),
        ("broken.json", b'[{"name": "Weld"'),
        ("number.json", b"3"),
        ("words.json", b'["a", "b"]'),
        ("empty.json", b""),
        ("none.json", b"[]"),
        ("deep.json", b"[" * 100_000 + b"]" * 100_000),
        ("broken.xlsx", b"PK\x03\x04 not really"),
        ("broken.jsonl", b"{\n{\n"),
    ],
)
def test_files_that_hold_no_credentials_or_postings(
    shell: Shell, tmp_path: Path, command: str, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    assert name in shell.refuses(command, "load", tmp_path / name)


def test_a_folder_where_a_file_is_wanted(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for command in ("credential", "posting"):
        assert "folder.csv" in shell.refuses(command, "load", tmp_path / "folder.csv")


def test_a_row_that_is_wrong_is_named_and_strict_stops_there(shell: Shell, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("credential,issuer,outcome\nA,B,Weld\n,B,Cook\n", encoding="utf-8")
    assert "sheet.csv:3" in shell.refuses("credential", "load", sheet, "--strict")
    done = shell("credential", "load", sheet)
    assert (done.returncode, done.stdout) == (0, "")
    assert "sheet.csv:3" in done.stderr


def test_column_mappings_that_are_wrong(shell: Shell, tmp_path: Path) -> None:
    jobs = tmp_path / "jobs.csv"
    jobs.write_text("a,b\nWelder,You weld.\n", encoding="utf-8")
    assert "title" in shell.refuses("posting", "load", jobs, "--column", "title")
    assert "Titel" in shell.refuses("posting", "load", jobs, "--column", "title=Titel")
    assert "heading" in shell.refuses("posting", "load", jobs, "--column", "heading=a")
    (tmp_path / "columns.toml").write_text("[columns\n", encoding="utf-8")
    assert "columns.toml" in shell.refuses("posting", "load", jobs, "--columns", tmp_path / "columns.toml")
    assert "none.toml" in shell.refuses("posting", "load", jobs, "--columns", tmp_path / "none.toml")


# Questions


def test_a_text_of_ten_megabytes_is_read_as_far_as_it_helps(
    shell: Shell, crafts: Workspace, tmp_path: Path
) -> None:
    big = tmp_path / "big.txt"
    big.write_text("weld metal and " * 700_000, encoding="utf-8")
    done = shell("suggest", "--profile", "fast", "--file", big, "--format", "json")
    assert done.returncode == 0
    (result,) = json.loads(done.stdout)
    assert "Only the first" in result["reason"]
    assert result["suggestions"][0]["label"] == "weld metal"


@pytest.mark.parametrize("text", ["\x00\x01\x02", "\x1b[31m", "\u202e", "   ", "?!", "123"])
def test_texts_without_words_are_abstained_from_with_the_reason(
    shell: Shell, crafts: Workspace, text: str
) -> None:
    done = shell("suggest", "--profile", "fast", "--format", "json", "--", text)
    assert done.returncode == 0
    (result,) = json.loads(done.stdout)
    assert result["abstained"]
    assert result["reason"]


def test_control_characters_do_not_hide_the_words(shell: Shell, crafts: Workspace) -> None:
    text = "\x00weld\x07 metal\x1b[31m"
    done = shell("suggest", "--profile", "fast", text, "--format", "json")
    assert json.loads(done.stdout)[0]["suggestions"][0]["label"] == "weld metal"
    assert "\x1b" not in shell("suggest", "--profile", "fast", text).stdout


def test_texts_that_cannot_be_read(shell: Shell, crafts: Workspace, tmp_path: Path) -> None:
    assert "No text" in shell.refuses("suggest")
    assert "none.txt" in shell.refuses("suggest", "--file", tmp_path / "none.txt")
    assert "'zz'" in shell.refuses("suggest", "--profile", "fast", "--lang", "zz", "weld")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\nweld metal", "is a PDF document"),
        (b"PK\x03\x04weld metal", "is a zip archive or spreadsheet"),
        (b"\0" * 900, "it is full of zeros"),
        (b"weld metal" + b"\0" * 900, "it is full of zeros"),
        (b"weld\0\xff\xfe\xfa", "is not a text file"),
    ],
)
def test_what_is_no_text_gets_no_suggestions(
    shell: Shell, crafts: Workspace, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "outcomes.txt"
    path.write_bytes(content)
    assert said in shell.refuses("suggest", "--profile", "fast", "--file", path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_a_text_in_any_encoding_is_read_and_a_guess_is_told(
    shell: Shell, crafts: Workspace, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "outcomes.txt"
    path.write_bytes("weld metal\nread drawings in a café\n".encode(encoding))
    done = shell("suggest", "--profile", "fast", "--file", path, "--format", "json")
    assert [one["text"] for one in json.loads(done.stdout)] == ["weld metal", "read drawings in a café"]
    guessed = encoding in ("utf-16-le", "cp1252")
    assert ("is not UTF-8" in done.stderr) == guessed


@pytest.mark.skipif(os.name == "nt", reason="arguments are characters there")
@pytest.mark.parametrize(
    "arguments",
    [
        ("posting", "load", "caf\udce9.jsonl"),
        ("posting", "load", "jobs.jsonl", "--name", "\udcff"),
        ("taxonomy", "load", "caf\udce9.ttl"),
        ("taxonomy", "crosswalk", "caf\udce9.sssom.tsv"),
        ("train", "known", "caf\udce9.jsonl"),
        ("review", "accept", "x", "--reason", "soud\udce9"),
    ],
)
def test_arguments_that_are_no_characters(shell: Shell, arguments: tuple[str, ...]) -> None:
    assert "bytes that are not UTF-8: '" in shell.refuses(*arguments)


def test_skills_that_nobody_knows(shell: Shell, crafts: Workspace) -> None:
    unknown = "http://data.europa.eu/esco/skill/none"
    assert unknown in shell.refuses("cover", unknown, "--profile", "fast")
    assert "is empty" in shell.refuses("cover", "  ", "--profile", "fast")
    assert "No concept" in shell.refuses("cover", "\x00\x07", "--profile", "fast")
    assert "http://a b<c>" in shell.refuses("cover", "http://a b<c>", "--profile", "fast")


def test_questions_before_anything_is_loaded(
    shell: Shell, write_crafts: Callable[..., Path], tmp_path: Path
) -> None:
    assert "not loaded" in shell.refuses("suggest", "weld")
    assert "not loaded" in shell.refuses("cover", "weld")
    load_framework(Workspace.open(shell.workspace), [write_crafts(tmp_path / "crafts.ttl")])
    assert "No credentials" in shell.refuses("propose")
    assert "No postings" in shell.refuses("gaps")
    assert "esco@1.1.1" in shell.refuses("suggest", "weld", "--framework", "esco@1.1.1")
    assert "crafts@9" in shell.refuses("suggest", "weld", "--framework", "crafts@9")


def test_queries_that_are_wrong(shell: Shell, crafts: Workspace, tmp_path: Path) -> None:
    assert "not valid SPARQL" in shell.refuses("query", "SELECT WHERE {")
    assert "only read" in shell.refuses("query", "CLEAR ALL")
    assert "another server" in shell.refuses(
        "query", "SELECT * { SERVICE <http://example.org/> { ?a ?b ?c } }"
    )
    assert "none.rq" in shell.refuses("query", f"@{tmp_path / 'none.rq'}")
    latin = tmp_path / "latin.rq"
    latin.write_bytes("# é".encode("latin-1"))
    done = shell("query", f"@{latin}")
    assert done.returncode == 1
    assert "latin.rq:1: is not UTF-8" in done.stderr
    assert "not valid SPARQL" in done.stderr


@pytest.mark.parametrize("content", [b"", b"{", b'{"text": 3}\n', b"[]\n", b"\xff\xfe"])
def test_gold_files_that_are_wrong(shell: Shell, crafts: Workspace, tmp_path: Path, content: bytes) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(content)
    assert "gold.jsonl" in shell.refuses("evaluate", gold, "--profile", "fast")


# The workspace and its index


def test_a_workspace_that_is_missing_or_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = Shell(tmp_path / "nowhere", capsys)
    for command in (["taxonomy", "list"], ["suggest", "weld"], ["cover", "weld"], ["gaps"], ["serve"]):
        assert "There is no workspace" in nowhere.refuses(*command)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert "is no workspace" in Shell(tmp_path, capsys).refuses("init")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    Shell(tmp_path / "notes.txt", capsys).refuses("init")
    Shell(tmp_path / "notes.txt", capsys).refuses("taxonomy", "list")


def test_a_workspace_that_another_process_writes_to(
    shell: Shell, crafts: Workspace, write_crafts: Callable[..., Path], tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("credential,issuer,outcome\nA,B,Weld\n", encoding="utf-8")
    framework = write_crafts(tmp_path / "crafts.ttl")
    with crafts.writing():
        assert "Another process is writing" in shell.refuses("credential", "load", sheet)
        assert "Another process is writing" in shell.refuses("taxonomy", "load", framework)
        assert shell("taxonomy", "list").returncode == 0
    assert shell("credential", "load", sheet).returncode == 0


def test_a_graph_that_has_gone(shell: Shell, crafts: Workspace) -> None:
    shutil.rmtree(crafts.path / "graph")
    assert "gen-" in shell.refuses("cover", "weld metal")


def test_a_missing_index_is_built_only_where_that_is_allowed(shell: Shell, crafts: Workspace) -> None:
    shutil.rmtree(crafts.path / "index")
    with pytest.raises(IndexMissingError) as missing:
        list(suggest_texts(crafts, ["weld"], FAST))
    assert missing.value.hint
    assert labels(shell) == ["weld metal", "read drawings"]
    assert next(suggest_texts(crafts, ["weld"], FAST)).suggestions


def test_a_damaged_index_is_built_again(shell: Shell, crafts: Workspace) -> None:
    before = labels(shell)
    for file in (crafts.path / "index" / "parts").rglob("*.npy"):
        file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(IndexMissingError):
        list(suggest_texts(crafts, ["weld"], FAST))
    assert labels(shell) == before
    for manifest in (crafts.path / "index").glob("*.json"):
        manifest.write_text("{", encoding="utf-8")
    with pytest.raises(IndexMissingError):
        list(suggest_texts(crafts, ["weld"], FAST))
    assert labels(shell) == before


@pytest.mark.parametrize("name", ["crafts", "arts"])
def test_an_index_of_another_workspace_is_not_answered_from(
    shell: Shell, crafts: Workspace, write_crafts: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    other = Workspace.create(tmp_path / "other")
    load_framework(other, [write_crafts(tmp_path / "other.ttl", name=name, first="bake bread")])
    list(suggest_texts(other, ["bread"], Query(profile=Profile.FAST)))
    shutil.rmtree(crafts.path / "index")
    shutil.copytree(other.path / "index", crafts.path / "index")
    with pytest.raises(IndexMissingError) as foreign:
        list(suggest_texts(crafts, ["weld"], FAST))
    assert foreign.value.hint
    assert labels(shell) == ["weld metal", "read drawings"]


def labels(shell: Shell) -> list[str]:
    done = shell("suggest", "--profile", "fast", "weld", "--format", "json")
    found: list[dict[str, Any]] = json.loads(done.stdout)[0]["suggestions"]
    return [suggestion["label"] for suggestion in found]


# Usage, and the process itself


@pytest.mark.parametrize(
    "arguments",
    [
        ["sugest", "weld"],
        ["suggest", "weld", "--profile", "best"],
        ["suggest", "weld", "-k", "0"],
        ["suggest", "weld", "--format", "xml"],
        ["cover"],
        ["cover", "weld", "--min-confidence", "2"],
        ["taxonomy", "load"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_is_told_apart(shell: Shell, arguments: list[str]) -> None:
    done = shell(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage:" in done.stderr


def test_the_process_ends_as_promised(cli: Callable[..., Done], crafts: Workspace) -> None:
    done = cli(crafts.path, "cover", "http://example.org/none", code=1)
    assert done.stdout == ""
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["Error", "Hint"]
    done = cli(crafts.path, "cover", code=2)
    assert done.stdout == ""
    assert json.loads(cli(crafts.path, "taxonomy", "list", "--format", "json").stdout)


def test_texts_from_standard_input(shell: Shell, crafts: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"weld metal\n\nread drawings\n")))
    done = shell("suggest", "--profile", "fast", "--file", "-", "--format", "json")
    assert [result["suggestions"][0]["label"] for result in json.loads(done.stdout)] == [
        "weld metal",
        "read drawings",
    ]


BINARIES = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\x08\x06",
    "elf": b"\x7fELF\2\1\1\0\0\0\0\0\3\0\x3e\0\1\n\x1b]0;x\x07",
    "zip": b"PK\3\4\x14\0\0\0\x08\0\1\2\3\n",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x1b[31m\n",
    "utf-32": "subject_id\tpredicate_id".encode("utf-32-le"),
}


@pytest.mark.parametrize("kind", BINARIES)
@pytest.mark.parametrize(
    ("command", "ending"),
    [
        (("mapping", "load"), ".tsv"),
        (("mapping", "load"), ".json"),
        (("mapping", "load"), ".ttl"),
        (("taxonomy", "crosswalk"), ".sssom.tsv"),
        (("taxonomy", "load"), ".csv"),
        (("taxonomy", "load"), ".jsonld"),
        (("taxonomy", "load"), ".zip"),
        (("credential", "load"), ".csv"),
        (("credential", "load"), ".xlsx"),
        (("credential", "load"), ".json"),
        (("posting", "load"), ".jsonl"),
        (("posting", "load"), ".parquet"),
    ],
)
def test_no_file_that_is_no_text_prints_its_bytes(
    shell: Shell, tmp_path: Path, kind: str, command: tuple[str, str], ending: str
) -> None:
    path = tmp_path / f"file{ending}"
    path.write_bytes(BINARIES[kind])
    done = shell(*command, path)
    assert (done.returncode, done.stdout) == (1, "")
    assert str(path) in done.stderr.splitlines()[-2]
    assert len(done.stderr) < 1_000
    assert not any(ord(sign) < 32 and sign != "\n" for sign in done.stderr)


@pytest.mark.parametrize("value", [5, "x", None, [1]])
def test_a_credential_that_is_no_object_is_named_by_its_number(
    shell: Shell, tmp_path: Path, value: object
) -> None:
    (tmp_path / "c.json").write_text(json.dumps([value]), encoding="utf-8")
    done = shell("credential", "load", tmp_path / "c.json")
    assert "c.json:1: record 1: is not a JSON object; passed over." in done.stderr


@pytest.mark.parametrize("said", ["=1+1", "+a", "-x", "@a"])
@pytest.mark.usefixtures("crafts")
def test_results_of_queries_hold_no_formula(shell: Shell, said: str) -> None:
    query = f"SELECT ?text ?number {{ VALUES (?text ?number) {{ ({json.dumps(said)} -5) ('ok' UNDEF) }} }}"
    assert shell("query", query, "--format", "csv").stdout.splitlines()[1:] == [f"'{said},-5", "ok,"]
    escaped = said.replace("\t", "\\t")
    assert shell("query", query, "--format", "tsv").stdout.splitlines()[1] == f'"\'{escaped}"\t-5'
