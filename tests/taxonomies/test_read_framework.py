"""One entry for all formats."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph import resources
from skillgraph.errors import InputError, ProblemLog
from skillgraph.taxonomies import read_framework

Make = Callable[..., Path]
SFS = resources.ontologies("skills-for-success.ttl")


def test_esco_and_skos_are_told_apart(make_zip: Make, small: dict[str, str]) -> None:
    esco = read_framework([make_zip(small)], problems=ProblemLog())
    assert str(esco.scheme.id) == "esco@1.2.0"
    named = read_framework([make_zip(small)], name="Our own", version="7", problems=ProblemLog())
    assert str(named.scheme.id) == "our-own@7"
    assert read_framework([SFS], problems=ProblemLog()).scheme.id.name == "sfs"
    assert str(read_framework([SFS], name="s", version="2", problems=ProblemLog()).scheme.id) == "s@2"


def test_skos_is_known_by_its_content_too(tmp_path: Path) -> None:
    copy = tmp_path / "download"
    copy.write_bytes(SFS.read_bytes())
    assert read_framework([copy], problems=ProblemLog()).scheme.id.name == "sfs"


@pytest.mark.parametrize("content", [b"", b"plain words", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"])
def test_an_unknown_format_is_called_that(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "framework.bin"
    path.write_bytes(content)
    with pytest.raises(InputError, match="no known format") as caught:
        read_framework([path], problems=ProblemLog())
    assert ".ttl" in caught.value.hint


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        read_framework([tmp_path / "esco.zip"], problems=ProblemLog())


def test_skos_files_are_loaded_one_at_a_time(make_zip: Make, small: dict[str, str]) -> None:
    with pytest.raises(InputError, match="is a SKOS file"):
        read_framework([make_zip(small), SFS], problems=ProblemLog())


def test_importing_the_readers_is_cheap() -> None:
    code = (
        "import sys, skillgraph.taxonomies;"
        "print([m for m in ('pyoxigraph', 'rdflib', 'numpy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
