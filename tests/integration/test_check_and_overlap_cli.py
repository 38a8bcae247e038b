"""Checking credentials and comparing them before they are built, as people do on the command line."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from skillgraph.cli.app import run
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials
from tests.support.browser import BROWSER, layouts

Run = Callable[..., tuple[str, str]]

SHEET = """credential,issuer,outcome,assessment_kind,evidence,endorser,claim,endorsed until
Welding,Sample College,Weld metal,demonstration,https://x.example/e,Guild,demand,2027-01-01
Drawing,Sample College,Read drawings,quiz,,Guild,assessment,2020-01-01
Nothing,Sample College,,quiz,,,,
"""


@pytest.fixture(scope="module")
def space(indexed_crafts: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two concepts, three credentials and proposals for them; tests only read."""
    folder = tmp_path_factory.mktemp("checks")
    shutil.copytree(indexed_crafts.path, folder / "workspace")
    (folder / "sheet.csv").write_text(SHEET, encoding="utf-8")
    load_credentials(Workspace.open(folder / "workspace"), folder / "sheet.csv")
    with pytest.raises(SystemExit) as ended:
        run(["-w", str(folder / "workspace"), "propose", "--profile", "fast"])
    assert ended.value.code == 0
    return folder / "workspace"


@pytest.fixture
def shell(space: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """``shell(*arguments, code=0)`` runs ``credential …`` and gives what it wrote to stdout and stderr."""

    def call(*arguments: str | Path, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(["-w", str(space), "credential", *map(str, arguments)])
        written = capsys.readouterr()
        assert ended.value.code == code, written
        return written.out, written.err

    return call


def checks(shell: Run, *arguments: str) -> dict[str, dict[str, str]]:
    out, _ = shell("check", *arguments, "--on", "2026-11-25", "--format", "json")
    return {
        one["credential"]: {element["labels"]["en"]: element["status"] for element in one["elements"]}
        for one in json.loads(out)["checks"]
    }


def test_json_says_of_each_element_how_a_credential_stands(shell: Run) -> None:
    found = checks(shell)
    assert set(found) == {"Welding", "Drawing", "Nothing"}
    assert found["Welding"]["Competency/skills targeted"] == "proposed"
    assert found["Nothing"]["Competency/skills targeted"] == "not"
    assert found["Welding"]["Summative assessment"] == "met"
    assert found["Drawing"]["Summative assessment"] == "partly"
    assert found["Welding"]["Partner endorsement"] == "partly"
    assert found["Drawing"]["Partner endorsement"] == "not"
    assert {name: one["Issuing body"] for name, one in found.items()} == dict.fromkeys(found, "met")


def test_credentials_are_named_by_name_or_uri_and_profiles_by_name(shell: Run) -> None:
    assert set(checks(shell, "welding")) == {"Welding"}
    assert set(checks(shell, "Welding", "Drawing", "--source", "sheet")) == {"Welding", "Drawing"}
    assert checks(shell, "Welding", "--profile", "ontario-12-weeks") == {
        "Welding": {"Under 12 weeks": "not-stated"}
    }


def test_the_table_and_csv_speak_both_languages(shell: Run, tmp_path: Path) -> None:
    english, _ = shell("check", "Welding")
    french, told = shell("check", "Welding", "--lang", "fr")
    assert "Issuing body" in english
    assert "Issued by: Sample College" in english
    assert "Organisme émetteur" in french
    assert "À juger par une personne :" in told
    _, told = shell("check", "--format", "csv", "--lang", "fr", "-o", tmp_path / "check.csv")
    assert told == f"Wrote {tmp_path / 'check.csv'}.\n"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "check.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 3 * 10
    assert rows[0]["élément"] == "Organisme émetteur"
    assert {row["état"] for row in rows} <= {
        "atteint", "proposé, non révisé", "en partie", "non atteint", "non indiqué",
        "à juger par une personne"
    }  # fmt: skip


class Page(HTMLParser):
    """Collects what a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.lang = ""
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "html":
            self.lang = said.get("lang") or ""
        if tag in ("script", "img", "link", "iframe", "object") or said.get("src"):
            self.fetched.append(tag)
        if tag == "a":
            self.links.append(said.get("href") or "")
        if said.get("id"):
            self.ids.append(str(said["id"]))


@pytest.mark.parametrize(("lang", "words"), [("en", "not stated"), ("fr", "non indiqué")])
def test_the_page_stands_alone_in_either_language(shell: Run, lang: str, words: str) -> None:
    page, _ = shell("check", "--lang", lang, "--format", "html", "--on", "2026-11-25")
    again, _ = shell("check", "--lang", lang, "--format", "html", "--on", "2026-11-25")
    assert page == again
    parser = Page()
    parser.feed(page)
    assert parser.lang == lang
    assert parser.fetched == []
    assert len(parser.ids) == len(set(parser.ids))
    assert {link[1:] for link in parser.links if link.startswith("#")} <= set(parser.ids)
    assert "https://x.example/e" in parser.links
    assert words in page
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nothing_on_the_page_is_cut_or_laid_over_at_any_width(shell: Run, lang: str, tmp_path: Path) -> None:
    page, _ = shell("check", "--lang", lang, "--format", "html", "--on", "2026-11-25")
    found = layouts(page, [320, 360, 768, 1280], tmp_path)
    assert len(found) == 4
    for width, layout in found.items():
        assert not layout.cut, width
        assert not layout.laps, width
        assert layout.needed <= width


def test_the_table_of_the_page_names_its_cells_where_it_has_no_header(shell: Run) -> None:
    page, _ = shell("check", "--lang", "fr", "--format", "html", "--on", "2026-11-25")
    tables = page.count("<table class=")
    assert page.count('role="table"') == tables > 1
    assert 'data-label="à juger par une personne" class="num muted none tall">0</td>' in page


def test_a_page_escapes_what_credentials_say(shell: Run, tmp_path: Path) -> None:
    evil = tmp_path / "own.ttl"
    evil.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ceterms: <https://purl.org/ctdl/terms/> .\n"
        "<urn:s> a sh:NodeShape ; sh:targetClass ceterms:MicroCredential ; sh:property "
        "[ sh:path ceterms:cost ; sh:minCount 1 ; sh:name '<script>x</script>' ] .",
        encoding="utf-8",
    )
    page, _ = shell("check", "--profile", evil, "--format", "html")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def listed(shell: Run, *arguments: str) -> list[str]:
    return [one["name"] for one in json.loads(shell("list", *arguments, "--format", "json")[0])]


def test_credentials_are_searched_by_words_and_sorted(shell: Run) -> None:
    loaded = ["Welding", "Drawing", "Nothing"]
    assert sorted(listed(shell)) == sorted(loaded)
    assert listed(shell, "--sort", "name") == sorted(loaded)
    assert listed(shell, "--sort", "outcomes")[-1] == "Nothing"
    assert listed(shell, "sample", "WÉLD") == ["Welding"]
    assert listed(shell, "sample college", "--sort", "issuer") == sorted(loaded)
    _, told = shell("list", "weld")
    assert told == "1 of 3 credentials.\n"
    _, told = shell("list", "knitting")
    assert told == "None of the 3 loaded credentials is like that.\n"
    shell("list", "--sort", "colour", code=2)


def test_proposing_prints_a_summary_by_credential_for_people_and_mappings_for_programs(
    space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = shutil.copytree(space, tmp_path / "workspace")
    printed = {}
    for form in ("table", "csv"):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(["-w", str(own), "propose", "--profile", "fast", "--format", form])
        assert ended.value.code == 0
        printed[form] = capsys.readouterr()
    rows = [line.split() for line in printed["table"].out.splitlines() if "Sample College" in line]
    welding = next(row for row in rows if row[0] == "Welding")
    assert welding[3:5] == ["1", "1"]
    assert next(row for row in rows if row[0] == "Nothing")[3:] == ["0", "0", "0"]
    proposed = sum(int(row[5]) for row in rows)
    assert len(printed["csv"].out.splitlines()) == proposed + 1
    assert f"{proposed} mappings are proposed for 2 outcomes" in printed["table"].err
    assert "skillgraph review session" in printed["table"].err


def overlap(shell: Run, *arguments: str | Path) -> list[dict[str, Any]]:
    out, _ = shell("overlap", *arguments, "--profile", "fast", "--format", "json")
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_overlap_compares_loaded_ones_drafts_and_mere_outcomes(shell: Run, tmp_path: Path) -> None:
    (loaded,) = overlap(shell, "Welding")
    assert loaded["credential"] == "Welding"
    assert "Welding" not in [one["credential"] for one in loaded["overlaps"]]
    draft = tmp_path / "draft.json"
    draft.write_text(
        json.dumps({"name": "Metal work", "issuer": "X", "outcomes": ["weld metal"]}), encoding="utf-8"
    )
    for asked in ([draft], ["--outcome", "weld metal"]):
        (found,) = overlap(shell, *asked)
        first = found["overlaps"][0]
        assert first["credential"] == "Welding"
        assert first["direct"]["concepts"] >= 1
        assert 0 < first["total"]["weighted"] <= first["total"]["share"] <= 1
    listed, _ = shell("list", "--format", "json")
    assert len(json.loads(listed)) == 3


def test_overlap_prints_what_is_shared_and_counts_what_is_new(shell: Run) -> None:
    out, told = shell("overlap", "--outcome", "weld metal", "--profile", "fast", "--top", "1")
    assert "Welding" in out
    assert "concepts would be new." in told
    out, _ = shell("overlap", "Welding", "Drawing", "--profile", "fast", "--format", "csv")
    assert out.startswith("asked,credential,issuer,shared,weighted,direct,narrower,broader,concepts")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("check", "Weldign"), "No loaded credential is called 'Weldign'."),
        (("check", "--source", "none"), "No credentials are loaded from none"),
        (("check", "--profile", "none.ttl"), "'none.ttl' is neither a profile nor a file."),
        (("overlap",), "Nothing was named to compare."),
        (("overlap", "Weldign"), "No loaded credential is called 'Weldign'."),
        (("overlap", "DRAFT"), "holds no credential."),
    ],
)
def test_what_is_asked_wrong_is_said_in_a_sentence(
    shell: Run, tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    draft = tmp_path / "draft.json"
    draft.write_text("[]", encoding="utf-8")
    out, told = shell(*(str(draft) if word == "DRAFT" else word for word in arguments), code=1)
    assert out == ""
    assert complaint in told
    assert told.splitlines()[1].startswith("Hint: ")
    if "Weldign" in arguments:
        assert "Did you mean 'Welding'?" in told


def test_an_error_writes_no_file(shell: Run, tmp_path: Path) -> None:
    shell("check", "Weldign", "-o", tmp_path / "out.json", "--format", "json", code=1)
    assert list(tmp_path.iterdir()) == []
