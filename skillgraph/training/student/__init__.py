"""Teaches a small encoder to give what the tuned transformer gives, at a fraction of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.training.student.recipe import StudentRecipe

if TYPE_CHECKING:
    from skillgraph.training.student.job import StudentJob, train

__all__ = ["StudentJob", "StudentRecipe", "train"]


def __getattr__(name: str) -> object:
    """Import torch only for those who train: the command line's help needs the recipe alone."""
    if name in __all__:
        from skillgraph.training.student import job

        return getattr(job, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
