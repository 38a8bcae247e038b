"""Tunes a transformer to competency frameworks: texts near the concepts that people assign to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.lazy import lazily
from skillgraph.training.encoder.recipe import EncoderRecipe

if TYPE_CHECKING:
    from skillgraph.training.encoder.job import EncoderJob, train

__all__ = ["EncoderJob", "EncoderRecipe", "train"]

__getattr__ = lazily(__name__, {"EncoderJob": "job", "train": "job"})
