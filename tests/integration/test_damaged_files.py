"""A small sample of `make faults`: damaged files are named, and no answer rests on them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.faults import inputs
from tests.support.faults.asking import Asker
from tests.support.faults.flips import GOOD, Flipping

_SAMPLE = ("index lists", "sketches", "parameters", "known texts", "report manifest")


@pytest.mark.skipif(os.name == "nt", reason="forks the process that asks")
def test_damaged_files_are_named_and_no_answer_rests_on_them(tmp_path: Path) -> None:
    (tmp_path / "flips").mkdir()
    with Asker() as asker:
        inputs.make(tmp_path / "base", asker.run_or_raise)
        flipping = Flipping(tmp_path / "base", tmp_path / "flips", asker, seed=1)
        damages = list(flipping.damages(len(_SAMPLE), _SAMPLE))
    assert [str(one) for one in damages if one.fate not in GOOD] == []
    assert [one.kind for one in damages] == list(_SAMPLE)
