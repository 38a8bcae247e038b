"""An outcome in two languages is kept, found, shown and exported in both."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.model import LearningOutcome
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials, load_framework

ENGLISH, FRENCH = "Weld metal joints", "Souder des joints métalliques"


def run(workspace: Workspace, *words: str) -> str:
    ended = CliRunner().invoke(app, ["-w", str(workspace.path), *words], catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def loaded(workspace: Workspace, turtle: Path, folder: Path, *words: str) -> list[LearningOutcome]:
    path = folder / "two.csv"
    path.write_text(f"credential,issuer,outcome\nWelding,College,{ENGLISH} || {FRENCH}\n", encoding="utf-8")
    load_framework(workspace, [turtle])
    run(workspace, "credential", "load", str(path), *words)
    (credential,) = workspace.snapshot().credentials
    return list(credential.outcomes)


def test_both_texts_are_kept_shown_and_exported(empty: Workspace, turtle: Path, tmp_path: Path) -> None:
    (outcome,) = loaded(empty, turtle, tmp_path)
    assert (outcome.text, outcome.lang, outcome.other_texts) == (ENGLISH, "en", (("fr", FRENCH),))
    (listed,) = json.loads(run(empty, "credential", "list", "--format", "json"))
    assert listed["outcomes"][0]["other_texts"] == [["fr", FRENCH]]
    for words in ("metal joints", "joints métalliques"):
        (found,) = json.loads(run(empty, "cover", words, "--format", "json"))
        assert found["evidence"][0]["text"] == f"{ENGLISH} || {FRENCH}"
    run(empty, "export", "outcome-sheet", "-o", str(tmp_path / "out.csv"))
    load_credentials(empty, tmp_path / "out.csv", name="two")
    (again,) = (one for credential in empty.snapshot().credentials for one in credential.outcomes)
    assert again == outcome
    check = run(empty, "credential", "check", "--format", "json")
    assert ENGLISH in check
    assert FRENCH in json.dumps(json.loads(check), ensure_ascii=False)


def test_the_option_keeps_the_cell(empty: Workspace, turtle: Path, tmp_path: Path) -> None:
    (outcome,) = loaded(empty, turtle, tmp_path, "--keep-lists")
    assert (outcome.text, outcome.other_texts) == (f"{ENGLISH} || {FRENCH}", ())


def test_a_decision_is_on_the_first_text_whatever_the_order_of_the_letters(
    empty: Workspace, turtle: Path, tmp_path: Path
) -> None:
    """The other text may come first in the alphabet; decisions are not on it."""
    first, other = "Weld metal joints", "Assembler des joints métalliques"
    path = tmp_path / "two.csv"
    path.write_text(f"credential,issuer,outcome\nWelding,College,{first} || {other}\n", encoding="utf-8")
    load_framework(empty, [turtle])
    run(empty, "credential", "load", str(path))
    (credential,) = empty.snapshot().credentials
    change = ("review", "change", credential.outcomes[0].id, "--concept", "weld metal", "--as", "Ana")
    run(empty, *change)
    (row,) = json.loads(run(empty, "review", "list", "--format", "json"))
    assert (row["status"], row["text"], row["marks"]) == ("accepted", first, [])
    assert row["other_texts"] == [["fr", other]]
    shown = json.loads(run(empty, "review", "show", row["id"], "--format", "json"))
    assert (shown["text"], shown["other_texts"]) == (first, [["fr", other]])
    assert shown["record"]["subject_label"] == first
    assert f"{first} || {other}" in run(empty, "review", "list", "--format", "csv")
    run(empty, "credential", "load", str(path))
    (row,) = json.loads(run(empty, "review", "list", "--format", "json"))
    assert row["status"] == "accepted"


def test_sheets_show_both_texts(empty: Workspace, turtle: Path, tmp_path: Path) -> None:
    (outcome,) = loaded(empty, turtle, tmp_path)
    sheet = tmp_path / "review.csv"
    run(empty, "review", "export", str(sheet))
    assert f",{ENGLISH} || {FRENCH},not looked at," in sheet.read_text(encoding="utf-8-sig")
    run(empty, "review", "change", outcome.id, "--concept", "weld metal", "--as", "Ana")
    run(empty, "review", "export", str(sheet))
    assert f",{ENGLISH} || {FRENCH},accepted," in sheet.read_text(encoding="utf-8-sig")
    text = sheet.read_text(encoding="utf-8-sig")
    sheet.write_text(text.replace(",Ana,,", ",Ana,reject,"), encoding="utf-8")
    run(empty, "review", "import", str(sheet), "--as", "Ana")
    (row,) = json.loads(run(empty, "review", "list", "--format", "json"))
    assert (row["status"], row["marks"]) == ("rejected", [])
