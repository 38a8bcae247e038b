"""Errors that nobody foresaw, and those of the system, end in a sentence too."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from skillgraph import disk, files, halves

FAIL = """
import sys
from skillgraph.cli import app, demo
def fail():
    {cause}
fail.__name__ = "demo"
demo.demo = fail
app.run(["demo"])
"""


def fail(cause: str, cache: Path, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", FAIL.format(cause=cause)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "SKILLGRAPH_CACHE": str(cache), "TMPDIR": str(cache.parent), **variables},
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("cause", "named", "detail"),
    [
        ("raise KeyError('x')", "(KeyError)", "KeyError: 'x'"),
        ("fail()", "(RecursionError)", "RecursionError"),
        ("raise MemoryError", "memory", "MemoryError"),
        ("bytearray(2**62)", "memory", "MemoryError"),
        ("raise ValueError('\\ud800')", "(ValueError)", "ValueError"),
    ],
)
def test_one_sentence_and_a_file_with_the_details(
    tmp_path: Path, cause: str, named: str, detail: str
) -> None:
    code, said = fail(cause, tmp_path / "cache")
    error, hint = said.splitlines()
    (written,) = (tmp_path / "cache" / "errors").iterdir()
    assert (code, error[:7], hint[:6]) == (1, "Error: ", "Hint: ")
    assert named in error
    assert str(written) in error
    text = written.read_text()
    assert detail in text
    assert "Traceback" in text
    assert "pyoxigraph" in text


def test_debug_prints_the_traceback(tmp_path: Path) -> None:
    code, said = fail("raise KeyError('x')", tmp_path / "cache", SKILLGRAPH_DEBUG="1")
    assert code == 1
    assert "Traceback" in said


def test_the_details_go_elsewhere_where_the_cache_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    _, said = fail("raise KeyError('x')", tmp_path / "cache")
    (written,) = tmp_path.glob("error-*.txt")
    assert str(written) in said


@pytest.mark.parametrize("number", ["ENOSPC", "EDQUOT"])
def test_a_full_disk_is_called_so(tmp_path: Path, number: str) -> None:
    code, said = fail(f"import errno; raise OSError(errno.{number}, 'x', '/somewhere/a.ttl')", tmp_path / "c")
    assert (code, said.splitlines()[0]) == (1, "Error: The disk is full: /somewhere/a.ttl.")


def test_a_writer_names_the_file_it_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with pytest.raises(OSError, match="full") as caught, files.atomic_path(target):
        raise OSError(errno.ENOSPC, "full")
    assert caught.value.filename == str(target)
    target.mkdir()
    with pytest.raises(OSError, match=r"out\.csv") as caught:
        files.write_text(target, "a")
    assert caught.value.filename == str(target)
    (tmp_path / "file").touch()
    nowhere = tmp_path / "file" / "out.csv"
    with pytest.raises(OSError, match="Not a directory") as caught, halves.half(nowhere, Path.mkdir):
        pass
    assert caught.value.filename == str(nowhere)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_standard_output_on_a_full_disk(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "skillgraph", "--version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "SKILLGRAPH_CACHE": str(tmp_path)},
        )
    assert "Traceback" not in done.stderr, done.stderr


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has no such redirections")
@pytest.mark.parametrize(
    ("arguments", "closed", "code", "sentence"),
    [
        ("taxonomy list", ">&-", 1, "Error: Standard output is closed"),
        ("taxonomy list --format csv", ">&-", 1, "Error: Standard output is closed"),
        ("suggest --file - --profile fast", "<&-", 1, "Error: "),
        ("taxonomy list", "2>&-", 1, ""),
    ],
)
def test_streams_that_are_closed_are_no_surprise(
    tmp_path: Path, arguments: str, closed: str, code: int, sentence: str
) -> None:
    done = subprocess.run(
        f"{sys.executable} -m skillgraph -w {tmp_path / 'none'} {arguments} {closed}",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SKILLGRAPH_CACHE": str(tmp_path / "cache")},
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(sentence)
    assert "does not foresee" not in done.stderr
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("inside", [("file",), ("file", "more")])
def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path, inside: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file") as met:
        files.write_text(tmp_path.joinpath(*inside, "x.csv"), "x")
    said = disk.said(met.value)
    assert said.startswith(str(tmp_path / "file"))
    assert said.endswith(": there is a file where a folder is needed")
