"""`feedback` on the command line, from giving it to forgetting it."""

from __future__ import annotations

import json
from collections.abc import Callable
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
