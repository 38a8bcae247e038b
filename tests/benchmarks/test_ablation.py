"""The ablation leaves out what it says, learns nothing from what it is measured on, and keeps documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import ablation
from benchmarks.ablation import BEGIN, END, Ablation, Fused, Measured
from skillgraph.matching import Matcher, Profile
from skillgraph.matching.evaluation import GoldRow
from skillgraph.matching.fusion import LinearFusion
from tests.matching.small_framework import BASE, CountingEncoders, build

NAMES = ("word", "x.best", "x.pref", "noise")


def _set(seed: int, texts: int = 80) -> Fused:
    """Candidates of which one is right; ``word`` tells it well, ``x`` a little, ``noise`` not at all."""
    rng = np.random.default_rng(seed)
    right = np.zeros((texts, 12), dtype=bool)
    right[np.arange(texts), rng.integers(0, 12, texts)] = True
    values = rng.random((texts, 12, 4)).astype(np.float32)
    values[..., 0] += 2 * right
    values[..., 1] += 0.3 * right
    groups = tuple(f"ad {number // 4}" for number in range(texts))
    measured = Measured(NAMES, values, right, np.ones(texts, dtype=np.int64), groups)
    fusion = LinearFusion({"word": 1.0, "x.best": 1.0})
    return Fused(measured, lambda v: fusion.scores(NAMES, v))


def test_every_signal_and_source_is_left_out_once() -> None:
    found = ablation.variants(NAMES)
    assert found["all signals"] == NAMES
    assert found["without `noise`"] == ("word", "x.best", "x.pref")
    assert found["without all of `x`"] == ("word", "noise")
    assert "without all of `word`" not in found
    assert found["`x` alone"] == ("x.best", "x.pref")
    assert len(found) == 1 + 4 + 1 + 3


@pytest.mark.parametrize("refit", [False, True])
def test_what_matters_costs_most(refit: bool) -> None:
    sets = {"a": _set(0), "b": _set(1)}
    table = ablation._table(sets, ablation._Refitted(sets) if refit else ablation._kept)
    for file in sets:
        assert table["all signals"][file].difference == 0
        assert table["without `word`"][file].high < -10
        assert abs(table["without `noise`"][file].difference) < 5
        assert table["`word` alone"][file].value > table["`x` alone"][file].value


def test_refitting_never_sees_the_postings_it_is_measured_on() -> None:
    folds = ablation._fold_numbers(["a", "a", "b", "c", "b", "d", "e", "f"])
    assert folds.tolist() == [0, 0, 1, 2, 1, 3, 4, 0]
    # A signal that marks each text's right candidate by a number of its own can only be learned by heart.
    one = _set(2)
    noise = one.measured.only(("noise",))
    scores = ablation._Refitted({"a": one})("a", one, ("noise",))
    assert not np.isnan(scores).any()
    assert one.measured.at_five(scores).mean() < 70
    assert noise[..., :3].max() == 0


def test_the_document_keeps_what_is_around_the_table(tmp_path: Path) -> None:
    path = tmp_path / "matching.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    found = Ablation({"fast": ablation._table({"a": _set(0)}, ablation._kept)})
    for _ in range(2):
        ablation.write(path, found)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n| fast | a |")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="no place"):
        ablation.write(path, found)


def test_the_full_row_is_what_the_matcher_does(tmp_path: Path) -> None:
    matcher = Matcher(build(tmp_path, CountingEncoders()), profile=Profile.FAST)
    rows = [
        GoldRow("weld steel parts", frozenset({BASE + "weld"})),
        GoldRow("SQL", frozenset({BASE + "sql"})),
    ]
    model = matcher.model("en")
    measured = ablation.measure(model, rows)
    ranked = model.rank([row.text for row in rows]).positions[:, :5].tolist()
    hits = [
        100.0 * any(model.uri(p) in row.uris for p in places)
        for places, row in zip(ranked, rows, strict=True)
    ]
    assert measured.at_five(ablation._scorer(model, measured.names)(measured.values)).tolist() == hits
