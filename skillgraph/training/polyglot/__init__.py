"""Teaches a multilingual transformer to put texts of several languages into the space of the encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.lazy import lazily
from skillgraph.training.polyglot.recipe import PolyglotRecipe

if TYPE_CHECKING:
    from skillgraph.training.polyglot.job import PolyglotJob, train

__all__ = ["PolyglotJob", "PolyglotRecipe", "train"]

__getattr__ = lazily(__name__, {"PolyglotJob": "job", "train": "job"})
