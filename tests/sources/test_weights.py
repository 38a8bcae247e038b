"""Weights are read whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import InputError
from skillgraph.sources.weights import Weights, read_weights

KNOWN = ("posting", "region")


def _written(folder: Path, text: str) -> Path:
    path = folder / "weights.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_strata_and_the_rest_have_weights(tmp_path: Path) -> None:
    path = _written(tmp_path, "region,weight\nCA-ON,1.5\n*,0\n")
    assert read_weights(path, KNOWN) == Weights("region", {"CA-ON": 1.5}, 0.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("region\nCA-ON\n", "weight"),
        ("colour,weight\nred,1\n", "colour"),
        ("region,place,weight\na,b,1\n", "columns"),
        ("region,weight\nCA-ON,1\nCA-ON,2\n", "twice"),
        ("region,weight\nCA-ON,much\n", "much"),
        ("region,weight\nCA-ON,-1\n", "-1"),
        ("region,weight\nCA-ON,nan\n", "nan"),
        ("region,weight\n,1\n", "no region"),
        ("region,weight\nCA-ON,0\n", "no weight above 0"),
    ],
)
def test_mistaken_weights_are_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_weights(_written(tmp_path, text), KNOWN)
    assert says in caught.value.message
