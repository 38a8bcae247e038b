"""Tunes a transformer to competency frameworks: texts near the concepts that people assign to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.training.encoder.recipe import EncoderRecipe

if TYPE_CHECKING:
    from skillgraph.training.encoder.job import EncoderJob, train

__all__ = ["EncoderJob", "EncoderRecipe", "train"]


def __getattr__(name: str) -> object:
    """Import torch only for those who train: the command line's help needs the recipe alone."""
    if name in __all__:
        from skillgraph.training.encoder import job

        return getattr(job, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
