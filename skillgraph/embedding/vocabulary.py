"""The words that the encoder which comes with the package knows whole: the most frequent ones of English."""

from __future__ import annotations

import json
from functools import cache

from skillgraph.embedding.registry import STUDENT


@cache
def whole_words(least: int) -> frozenset[str]:
    """Folded words of at least so many letters that its tokenizer does not cut into pieces."""
    content = json.loads((STUDENT / "tokenizer.json").read_text(encoding="utf-8"))
    pieces: dict[str, int] = content["model"]["vocab"]
    return frozenset(piece for piece in pieces if len(piece) >= least and piece.isalpha())
