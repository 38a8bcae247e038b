"""The ablation leaves out what it says, learns nothing from what it is measured on, and keeps documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import ablation
from benchmarks.ablation import BEGIN, END, Ablation, Texts
from skillgraph.matching import Matcher, Profile
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.training.fusion import Measured
from tests.support.small_framework import BASE, CountingEncoders, build

NAMES = ("word", "x.best", "x.pref", "char")


def _texts(seed: int = 0, texts: int = 160) -> Texts:
    """Candidates of which one is right; ``word`` tells it well, ``x`` a little, ``char`` not at all."""
    rng = np.random.default_rng(seed)
    right = np.zeros((texts, 12), dtype=bool)
    right[np.arange(texts), rng.integers(0, 12, texts)] = True
    values = rng.random((texts, 12, 4)).astype(np.float32)
    values[..., 0] += 2 * right
    values[..., 1] += 0.3 * right
    number = np.arange(texts)
    measured = Measured(
        names=NAMES,
        values=values,
        right=right,
        sizes=np.ones(texts, dtype=np.int64),
        shares=np.ones(texts),
        fold=number // 4 % 5,
        file=number // (texts // 2),
    )
    groups = tuple(f"ad {n // 4}" for n in number)
    return Texts(measured, ("a", "b"), groups, {"word": 1.0, "x.best": 1.0, "x.pref": 0.0})


def test_every_signal_and_source_is_left_out_once() -> None:
    found = ablation.variants(NAMES)
    assert found["all signals"] == NAMES
    assert found["without `char`"] == ("word", "x.best", "x.pref")
    assert found["without all of `x`"] == ("word", "char")
    assert "without all of `word`" not in found
    assert found["`x` alone"] == ("x.best", "x.pref")
    assert len(found) == 1 + 4 + 1 + 3
    added = {
        what: kept for what, kept in ablation.variants(NAMES[:3], NAMES[3:]).items() if "as well" in what
    }
    assert added == {"with `char` as well": NAMES}


@pytest.mark.parametrize("rank", [ablation.kept, ablation.refitted])
def test_what_matters_costs_most(rank: ablation.Rank) -> None:
    texts = _texts()
    table = ablation._table([texts, None], rank)
    for file in texts.files:
        assert table["all signals"][file].difference == 0
        assert table["without `word`"][file].high < -10
        assert abs(table["without `x.pref`"][file].difference) < 5
        useless = table.get("with `char` as well", {}).get(file)
        assert (useless is None) is (rank is ablation.kept)
        assert useless is None or abs(useless.difference) < 5
        assert table["`word` alone"][file].value > table["`x` alone"][file].value


def test_refitting_never_sees_what_it_is_measured_on() -> None:
    """Where right and wrong are turned round in one fold, it is ranked by what the others say."""
    texts = _texts()
    turned = texts.measured.fold == 2
    texts.measured.values[turned] *= -1
    found = ablation.refitted(texts, ("word",))
    assert found[~turned].mean() > 0.9
    assert found[turned].mean() < 0.1


def test_the_document_keeps_what_is_around_the_table(tmp_path: Path) -> None:
    path = tmp_path / "matching.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    found = Ablation({"fast": ablation._table([_texts()], ablation.kept)})
    for _ in range(2):
        ablation.write(path, found)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n| fast | a | b |")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="no place"):
        ablation.write(path, found)


def test_the_full_row_is_what_the_matcher_does(tmp_path: Path) -> None:
    matcher = Matcher(build(tmp_path, CountingEncoders()), profile=Profile.FAST)
    rows = 5 * [
        GoldRow("weld steel parts", frozenset({BASE + "weld"})),
        GoldRow("SQL", frozenset({BASE + "sql"})),
    ]
    model = matcher.model("en")
    texts = ablation.measured_texts(model, {"a": rows})
    ranked = model.rank([row.text for row in rows]).positions[:, :5].tolist()
    hits = [
        float(any(model.uri(p) in row.uris for p in places)) for places, row in zip(ranked, rows, strict=True)
    ]
    assert ablation.kept(texts, list(texts.weights)).tolist() == hits
