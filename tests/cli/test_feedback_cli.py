"""`feedback`, `need` and `offer` on the command line, from leaving something to forgetting it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from skillgraph.cli.app import run
from skillgraph.workspace import Workspace, loading

Shell = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    space, file = Workspace.create(tmp_path / "workspace"), tmp_path / "credentials.json"
    credential = {"id": "https://example.org/w", "name": "Welding", "issuer": "College"}
    file.write_text(json.dumps([credential | {"outcomes": [{"text": "Weld pipes"}]}]), encoding="utf-8")
    loading.load_credentials(space, file)

    def call(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(["-w", str(space.path), *words])
        written = capsys.readouterr()
        return int(str(ended.value.code or 0)), written.out, written.err

    return call


def test_feedback_from_giving_to_forgetting(shell: Shell) -> None:
    give = ("feedback", "give", "welding", "--rating", "4", "--as-a", "employer", "--words", "=Welds()")
    assert shell(*give)[0] == 0
    (one,) = json.loads(shell("feedback", "list", "--format", "json")[1])
    assert (one["state"], one["rating"], one["words"]) == ("waiting", 4, "=Welds()")
    assert "'=Welds()" in shell("feedback", "list", "--format", "csv")[1]
    code, _, said = shell("feedback", "accept", one["id"][:8])
    assert (code, "SKILLGRAPH_REVIEWER" in said) == (1, True)
    assert shell("feedback", "refuse", one["id"][:8], "--as", "Ana")[0] == 1
    assert "is accepted" in shell("feedback", "accept", one["id"][:8], "--as", "Ana")[2]
    summary = json.loads(shell("feedback", "summary", "--format", "json")[1])
    assert [(each["name"], each["ratings"]["mean"]) for each in summary] == [("Welding", 4.0)]
    assert "Ana" in shell("feedback", "list")[1]
    assert "feedback accept" in shell("audit", "--format", "csv")[1]
    assert "Backups" in shell("feedback", "forget", one["id"], "--as", "Ana")[2]
    (one,) = json.loads(shell("feedback", "list", "--format", "json")[1])
    assert (one["state"], one["words"], one["credential"]) == ("forgotten", "", "")


def test_a_need_from_leaving_to_forgetting(shell: Shell) -> None:
    until = (date.today() + timedelta(days=30)).isoformat()
    leave = ("leave", "Flambéing", "--organisation", "Inn", "--as-an", "employer", "--until", until)
    code, printed, said = shell("need", *leave, "--contact", "jane@example.org")
    assert code == 0
    assert "jane" not in printed + said
    assert shell("offer", *leave, "--contact", " ")[0] == 1
    (one,) = json.loads(shell("need", "list", "--format", "json")[1])
    assert (one["state"], "contact" in one) == ("waiting", False)
    assert "jane" not in shell("need", "list", "--format", "csv")[1]
    assert "jane@example.org" in shell("need", "list", "--contacts", "--format", "csv")[1]
    assert "There is no such offer" in shell("offer", "list")[2]
    for refused in (("accept",), ("refuse", "--reason", "x"), ("forget",)):
        said = shell("offer", refused[0], one["id"][:8], *refused[1:], "--as", "Ana")[2]
        assert f"{one['id'][:8]!r} is the id of no offer" in said
    assert "is accepted" in shell("need", "accept", one["id"][:8], "--as", "Ana")[2]
    assert "is refused" in shell("need", "refuse", one["id"][:8], "--reason", "x", "--as", "Ana")[2]
    assert "1 were refused" in shell("need", "list")[2]
    assert shell("need", "forget", one["id"], "--as", "Ana")[0] == 0
    assert "jane" not in shell("need", "list", "--contacts", "--format", "csv")[1]
