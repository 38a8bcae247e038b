"""`review` on the command line: who decides, what is refused, and a session of single keys."""

from __future__ import annotations

import io
import json
import os
import select
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from skillgraph.cli.app import run
from skillgraph.graph import codec
from skillgraph.model import Credential, LearningOutcome, Mapping, Predicate
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_framework
from skillgraph.workspace.state import graphs
from skillgraph.workspace.state.manifest import GraphRecord

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix t: <https://example.org/crafts/> .
t:scheme a skos:ConceptScheme ; dcterms:identifier "crafts" ; owl:versionInfo "1.0" .
t:weld a skos:Concept ; skos:inScheme t:scheme ; skos:prefLabel "weld metal"@en ;
  skos:definition "Join pieces of metal by heat."@en ; skos:broader t:join .
t:join a skos:Concept ; skos:inScheme t:scheme ; skos:prefLabel "joining"@en .
t:read a skos:Concept ; skos:inScheme t:scheme ; skos:prefLabel "read drawings"@en .
"""
OUTCOMES = tuple(
    LearningOutcome(f"https://example.org/o/{n}", text)
    for n, text in enumerate(("Weld pipes.", "Read a plan.", "Be kind.", "Keep tools."))
)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """Four outcomes of one credential; the first three have a proposal."""
    (tmp_path / "crafts.ttl").write_text(TURTLE, encoding="utf-8")
    workspace = Workspace.create(tmp_path / "ws")
    load_framework(workspace, [tmp_path / "crafts.ttl"])
    credential = Credential("https://example.org/c", "Pipe fitting", "North College", OUTCOMES, source="x")
    proposals = [
        Mapping(
            outcome.id,
            Predicate.CLOSE,
            f"https://example.org/crafts/{name}",
            "semapv:CompositeMatching",
            subject_label=outcome.text,
            object_label=name,
            confidence=0.5,
            tool_confidence=0.5,
            mapping_tool="skillgraph",
            other="shared_words: \x1b[31mweld",
        )
        for outcome, name in zip(OUTCOMES, ("weld", "read", "weld"), strict=False)
    ]
    with workspace.writing() as draft:
        graph = graphs.credentials("x")
        draft.store.replace_graph(graph, codec.encode_credentials([credential]))
        draft.store.replace_graph(graphs.MAPPINGS, codec.encode_mappings(proposals))
        record = GraphRecord("x", graph, 1, (), "2026-11-25T18:00:00+00:00")
        draft.manifest = replace(draft.manifest, credentials=(record,))
    return workspace


class Cli:
    """Runs commands in this process."""

    def __init__(self, space: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        self._space = space
        self._capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> tuple[str, str]:
        """What a command of ``review`` printed, on stdout and stderr."""
        with pytest.raises(SystemExit) as ended:
            run(["--workspace", str(self._space.path), "review", *words])
        assert ended.value.code == code
        said = self._capsys.readouterr()
        return said.out, said.err

    def rows(self, *words: str) -> list[dict[str, object]]:
        """What ``review list`` gives."""
        found: list[dict[str, object]] = json.loads(self("list", "--format", "json", *words)[0])
        return found


@pytest.fixture
def cli(space: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.delenv("SKILLGRAPH_REVIEWER", raising=False)
    return Cli(space, capsys)


def test_a_decision_needs_somebody_and_says_what_it_did(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, _ = (str(row["id"]) for row in cli.rows())

    _, error = cli("accept", first, code=1)
    assert error.startswith("Error: Nobody is named who decides.\nHint: Say who decides with --as")
    _, said = cli("accept", first, "--as", "Ana", "--reason", "clear", "--confidence", "0.9")
    assert said == "accept: “Weld pipes.” → weld: accepted, revision 1.\n"
    monkeypatch.setenv("SKILLGRAPH_REVIEWER", "0000-0002-1825-0097")
    cli("reject", second)
    assert [row["reviewers"] for row in cli.rows()][:2] == [
        ["Ana"],
        ["https://orcid.org/0000-0002-1825-0097"],
    ]
    _, error = cli("reject", first, code=1)
    assert "Ana accepted it already.\nHint: Stand beside that with --second-opinion" in error
    cli("reject", first, "--seen", "0", code=1)
    cli("reject", first, "--second-opinion")
    cli("reject", first, "--override")
    assert [row["status"] for row in cli.rows("--disagreement")] == ["rejected"]
    out, _ = cli("agreement", "--format", "csv")
    assert out.splitlines()[0] == "first,second,judged by both,same,by chance,kappa"


def test_proposals_above_a_confidence_are_accepted_after_a_look(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ("--as", "Ana")
    _, said = cli("accept", "--above", "0.6", "--yes", *who)
    assert said == "No proposal that waits has a confidence of 0.60 or more.\n"
    cli("reject", str(cli.rows()[1]["id"]), *who)
    _pipe("no\n", monkeypatch)
    _, said = cli("accept", "--above", "0.5", *who)
    assert said.startswith(
        "2 proposals with a confidence of 0.50 or more (outcomes: 2, credentials: 1). The least sure:\n"
        "  0.50  Be kind. → weld\n  0.50  Weld pipes. → weld\nAccept all 2? [y/N] "
    )
    assert said.endswith("Nothing was accepted.\n")
    _pipe("", monkeypatch)
    _, said = cli("accept", "--above", "0.5", *who, code=1)
    assert "it was not confirmed.\nHint: Answer y, or give --yes." in said
    assert [row["status"] for row in cli.rows()] == ["proposed", "rejected", "proposed"]

    _pipe("y\n", monkeypatch)
    cli("accept", "--above", "0.5", "--issuer", "south", *who)
    assert [row["status"] for row in cli.rows()] == ["proposed", "rejected", "proposed"]
    _, said = cli(
        "accept", "--above", "0.5", "--credential", "pipe fitting", "--yes", *who, "--reason", "sure"
    )
    assert "Accepted 2 mappings as Ana" in said
    assert [row["status"] for row in cli.rows()] == ["accepted", "rejected", "accepted"]
    shown = json.loads(cli("show", str(cli.rows()[0]["id"]), "--format", "json")[0])
    assert shown["record"]["history"][0]["reason"] == "sure"
    for words in ((), ("--yes",), (str(cli.rows()[0]["id"]), "--above", "0.5")):
        _, said = cli("accept", *words, *who, code=1)
        assert "Name mappings, or say from which confidence on with --above" in said
    cli("accept", "--above", "1.5", *who, code=2)


def test_change_no_term_and_undo(cli: Cli) -> None:
    first, second, third = (str(row["id"]) for row in cli.rows())
    who = ("--as", "Ana")

    cli("change", first, *who, code=1)
    _, error = cli("change", first, "--concept", "drawings", *who, code=1)
    assert "No loaded framework has the concept 'drawings'.\nHint: Did you mean “read drawings”?" in error
    cli("change", first, "--concept", "read drawings", "--relation", "narrow", *who)
    cli("change", OUTCOMES[3].id, "--concept", "https://example.org/crafts/weld", *who)
    cli("no-term", third, *who)
    assert [(row["status"], row["predicate"], row["label"]) for row in cli.rows()] == [
        ("accepted", "skos:narrowMatch", "read drawings"),
        ("proposed", "skos:closeMatch", "read"),
        ("rejected", "skos:closeMatch", "weld"),
        ("no-term", "skos:exactMatch", "no good term"),
        ("accepted", "skos:closeMatch", "weld metal"),
    ]
    assert [row["label"] for row in cli.rows("--status", "no-term", "--status", "proposed")] == [
        "read",
        "no good term",
    ]
    cli("undo", first, str(cli.rows("--status", "no-term")[0]["id"]), *who)
    assert [row["status"] for row in cli.rows()] == ["proposed", "proposed", "proposed", "accepted"]
    _, error = cli("undo", second, *who, code=1)
    assert "There is no decision to undo" in error
    _, error = cli("accept", "zzzz", *who, code=1)
    assert "There is no mapping 'zzzz'" in error


def test_show_tells_the_evidence_and_the_history_and_cannot_steer_the_terminal(cli: Cli) -> None:
    first = str(cli.rows()[0]["id"])
    cli("accept", first, "--as", "Ana", "--reason", "clear")

    out, err = cli("show", first)
    assert "\x1b" not in out + err
    assert "shared_words" in out
    assert "clear" in out
    shown = json.loads(cli("show", first, "--format", "json")[0])
    assert [step["action"] for step in shown["record"]["history"]] == ["accept"]
    assert shown["record"]["history"][0]["before"]["status"] == "proposed"


def test_outcomes_that_nobody_looked_at_are_listed_apart(cli: Cli) -> None:
    rows = json.loads(cli("list", "--unmapped", "--format", "json")[0])
    assert [row["text"] for row in rows] == ["Keep tools."]
    assert cli("list", "--status", "rejected") == ("", "No mapping fits.\n")


def test_sheets_go_out_and_come_in(cli: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    assert "Wrote 4 rows" in cli("export", str(sheet))[1]
    text = sheet.read_text(encoding="utf-8-sig")
    assert "weld,Join pieces of metal by heat.,joining,0.5" in text
    sheet.write_text(text.replace(",joining,0.5,,,", ",joining,0.5,,perhaps,"), encoding="utf-8")
    _, error = cli("import", str(sheet), "--as", "Ana", code=1)
    assert f"{sheet}:2: decision: 'perhaps' is no decision" in error
    assert "Error: 2 of 2 decisions in" in error
    sheet.write_text(text.replace(",joining,0.5,,,", ",joining,0.5,,accept,"), encoding="utf-8")
    assert cli("import", str(sheet), "--as", "Ana")[1] == "Took 2 of 2 decisions; 2 mappings changed.\n"


def test_a_session_takes_single_letters_from_a_pipe(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _pipe("? w a u a\n c\nweld metal\n s", monkeypatch)
    _, said = cli("session", "pipe", "--as", "Ana")

    assert "Deciding as Ana" in said
    assert [(row["status"], row["label"]) for row in cli.rows()] == [
        ("accepted", "weld"),
        ("accepted", "weld metal"),
        ("proposed", "weld"),
    ]
    assert "Done: 2 decisions. Mappings: 1 proposed, 2 accepted.\n" in said
    _pipe("n", monkeypatch)
    cli("session", "https://example.org/c", "--as", "Ana")
    assert [row["status"] for row in cli.rows()] == ["accepted", "accepted", "rejected", "no-term"]


def test_the_last_decision_of_a_session_can_be_undone(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _pipe("a a a s u q", monkeypatch)
    _, said = cli("session", "--as", "Ana")
    assert "Nothing else is left to decide. u undoes the last decision, q ends." in said
    assert [row["status"] for row in cli.rows()].count("proposed") == 1
    assert "Done: 2 decisions." in said


@pytest.fixture
def rich_space(space: Workspace) -> Workspace:
    """The same, with a second proposal for the first outcome."""
    other = replace(
        space.snapshot().mappings[0],
        object_id="https://example.org/crafts/read",
        object_label="read drawings",
        confidence=0.3,
        tool_confidence=0.3,
        subject_id=OUTCOMES[0].id,
        subject_label=OUTCOMES[0].text,
        record_id="",
    )
    with space.writing() as draft:
        codec.put_mappings(draft.store, graphs.MAPPINGS, [other])
    return space


def test_a_session_shows_all_candidates_and_takes_one_by_number(
    rich_space: Workspace, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ("--as", "Ana")
    _pipe("9 2 2 x u u 1 r q", monkeypatch)
    _, said = cli("session", *who)
    assert (
        "1 of 3 · Pipe fitting (North College)\n“Weld pipes.”\n› 1  0.50  weld (close)\n  2  0.30  " in said
    )
    assert "There is no candidate 9." in said
    assert "› 1  0.50  weld (close)\n✓ 2  0.30  read drawings (close) — accepted\n" in said
    assert "Candidate 2 is accepted already." in said
    assert "2 of 3 · Pipe fitting" in said
    assert [row["status"] for row in cli.rows()] == ["accepted", "rejected", "proposed", "proposed"]

    _pipe("x u q", monkeypatch)
    cli("session", "pipe", "--min-confidence", "0.4", *who)
    assert [row["status"] for row in cli.rows()] == ["accepted", "rejected", "proposed", "proposed"]
    _pipe("q", monkeypatch)
    _, said = cli("session", "--min-confidence", "0.6", *who)
    assert "of" not in said.split("quit.")[1].split("Done")[0]


def test_a_session_filters_and_accepts_many(
    rich_space: Workspace, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pipe("f knitting\n f kind\n b lots\n b 0.9\n b 0.5\n y\n f\n\n q", monkeypatch)
    _, said = cli("session", "--as", "Ana")
    assert "Nothing that waits has the words “knitting”." in said
    assert "1 of 1 · Pipe fitting (North College) · filter: kind\n“Be kind.”" in said
    assert "'lots' is no number from 0 to 1." in said
    assert "No proposal that waits has a confidence of 0.90 or more." in said
    assert "1 proposal with a confidence of 0.50 or more" in said
    assert [row["status"] for row in cli.rows()] == ["proposed", "proposed", "proposed", "accepted"]
    _pipe("b 0.3\n y\n", monkeypatch)
    cli("session", "--as", "Ana")
    assert {row["status"] for row in cli.rows()} == {"accepted"}
    _pipe("b0.3\ny\nuq", monkeypatch)
    cli("session", "--as", "Ana")


def test_a_session_tells_of_outcomes_that_nothing_is_proposed_for(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ("--as", "Ana")
    _pipe("q", monkeypatch)
    _, said = cli("session", "pipe", *who)
    assert (
        "1 outcome has no mapping, and nothing is proposed:\n"
        f"  “Keep tools.” · Pipe fitting: {OUTCOMES[3].id}\nMap one with `skillgraph review change" in said
    )
    _pipe("q", monkeypatch)
    assert "no mapping" not in cli("session", "--issuer", "south", *who)[1]
    cli("no-term", OUTCOMES[3].id, *who)
    _pipe("q", monkeypatch)
    assert "no mapping" not in cli("session", *who)[1]


def test_a_session_decides_on_outcomes_that_nothing_is_proposed_for(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ("--as", "Ana")
    _pipe("sss x s", monkeypatch)
    _, said = cli("session", *who)
    assert "1 of 1 without a proposal · Pipe fitting (North College)\n“Keep tools.”" in said
    assert "c finds it a concept, n no good term" in said
    assert "Done: 0 decisions" in said
    _pipe("sss c\nweld metal\n", monkeypatch)
    _, said = cli("session", *who)
    assert "Done: 1 decision" in said
    row = next(row for row in cli.rows() if row["outcome"] == OUTCOMES[3].id)
    assert (row["status"], row["label"]) == ("accepted", "weld metal")
    assert "no mapping" not in said


def test_a_session_with_a_filter_of_proposals_only_tells_of_the_others(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pipe("sssn", monkeypatch)
    _, said = cli("session", "--min-confidence", "0.01", "--as", "Ana")
    assert "without a proposal" not in said
    assert "1 outcome has no mapping" in said


def test_a_sheet_with_one_conflict_says_so_in_the_singular(cli: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    cli("export", str(sheet))
    lines = sheet.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    lines[1] = lines[1].replace(",joining,0.5,,,", ",joining,0.5,,acept,")
    sheet.write_text("".join(lines), encoding="utf-8")
    _, error = cli("import", str(sheet), "--as", "Ana", code=1)
    assert "'acept' is no decision" in error
    assert "accept, change, reject" in error
    assert "Error: 1 of 1 decision in" in error
    assert "sheet.csv conflicts; nothing was written." in error


def test_why_is_said_in_words_with_definition_and_path(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _pipe("w q", monkeypatch)
    _, said = cli("session", "--as", "Ana")
    assert "  1  weld: by " in said
    assert "     Join pieces of metal by heat.\n     below joining\n" in said
    assert "shared_words" not in said
    assert "\x1b" not in said


def test_a_concept_is_searched_by_its_words_and_chosen_by_number(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pipe("c nothing such\n\n q", monkeypatch)
    _, said = cli("session", "--as", "Ana")
    assert "Nothing is called so." in said
    assert "No concept was named. Nothing was changed." in said
    _pipe("c metal we\n 1\n c weld met\n draw\n 1\n q", monkeypatch)
    _, said = cli("session", "--as", "Ana")
    assert "  1  weld metal\n" in said
    assert "  1  read drawings\n" in said
    assert [(row["label"], row["status"]) for row in cli.rows()] == [
        ("weld", "accepted"),
        ("read", "accepted"),
        ("weld", "proposed"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_what_is_typed_is_searched_at_every_key(space: Workspace) -> None:
    import pty

    child, terminal = pty.fork()
    if child == 0:
        words = ["-m", "skillgraph", "-w", str(space.path), "review", "session", "pipe", "--as", "Ana"]
        os.execv(sys.executable, [sys.executable, *words])
    _read_until(terminal, b"b q] ")
    os.write(terminal, b"c")
    _read_until(terminal, b"leaves it): ")
    os.write(terminal, b"drx")
    _read_until(terminal, b": drx")
    os.write(terminal, b"\x1b[A\x7f")
    _read_until(terminal, b"    read drawings")
    os.write(terminal, b"\r")
    _read_until(terminal, b"number, or other words")
    os.write(terminal, b"1\n")
    _read_until(terminal, b"b q] ")
    os.write(terminal, b"q")
    _read_until(terminal, b"Done: 1 decision.")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert "read drawings" in {one.object_label for one in Workspace.open(space.path).snapshot().mappings}


def _pipe(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_session_takes_single_keys_from_a_terminal(space: Workspace) -> None:
    import pty

    child, terminal = pty.fork()
    if child == 0:
        words = ["-m", "skillgraph", "-w", str(space.path), "review", "session", "pipe", "--as", "Ana"]
        os.execv(sys.executable, [sys.executable, *words])
    for key in (b"a", b"r", b"q"):  # no line end
        _read_until(terminal, b"b q] ")
        os.write(terminal, key)
    _read_until(terminal, b"Done: 2 decisions")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    statuses = [one.status.value for one in Workspace.open(space.path).snapshot().mappings]
    assert sorted(statuses) == ["accepted", "proposed", "rejected"]


def _read_until(terminal: int, wanted: bytes) -> None:
    """Read what the terminal shows until the words are there."""
    found = b""
    until = time.monotonic() + 60
    while wanted not in found:
        ready, _, _ = select.select([terminal], [], [], max(0.0, until - time.monotonic()))
        assert ready, found
        found += os.read(terminal, 1024)
