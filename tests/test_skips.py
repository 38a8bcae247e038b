"""With `CI=true` nothing is skipped in silence: what lacks its server, its browser or its data fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WANTING = """
import pytest
{module}
@pytest.mark.skipif(True, reason="{reason}")
def test_by_a_mark(): ...
def test_by_a_call(): pytest.skip("{reason}")
@pytest.mark.parametrize("nothing", [])
def test_without_cases(nothing): ...
@pytest.mark.xfail(strict=True)
def test_that_is_known_to_fail(): assert False
"""


def run(folder: Path, ci: str, reason: str, module: str = "") -> tuple[int, str]:
    (folder / "test_wanting.py").write_text(WANTING.format(reason=reason, module=module), encoding="utf-8")
    environment = {**os.environ, "CI": ci, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "api")))}
    options = ["-p", "no:cacheprovider", "-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml")]
    command = [sys.executable, "-m", "pytest", *options, "--rootdir", str(folder), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)
    return done.returncode, done.stdout


def test_what_is_skipped_fails_where_all_must_run(tmp_path: Path) -> None:
    code, said = run(tmp_path, "true", "needs a unicorn")
    assert code == 1, said
    assert "1 failed, 1 xfailed, 2 errors" in said
    assert said.count("was skipped, which CI=true forbids: needs a unicorn") >= 2


def test_elsewhere_it_is_skipped(tmp_path: Path) -> None:
    code, said = run(tmp_path, "", "needs a unicorn")
    assert (code, "3 skipped, 1 xfailed" in said) == (0, True), said


def test_what_lies_in_the_machine_is_skipped_everywhere(tmp_path: Path) -> None:
    _, said = run(tmp_path, "true", "root may read everything")
    assert "2 skipped, 1 xfailed, 1 error" in said  # a test without cases lacks them on every machine


def test_modules_are_no_exception(tmp_path: Path) -> None:
    code, said = run(tmp_path, "true", "x", 'pytest.importorskip("unicorn", reason="needs a unicorn")')
    assert code != 0
    assert "forbids: needs a unicorn" in said
