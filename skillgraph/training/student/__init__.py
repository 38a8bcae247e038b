"""Teaches a small encoder to give what the tuned transformer gives, at a fraction of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.lazy import lazily
from skillgraph.training.student.recipe import StudentRecipe

if TYPE_CHECKING:
    from skillgraph.training.student.job import StudentJob, train

__all__ = ["StudentJob", "StudentRecipe", "train"]

__getattr__ = lazily(__name__, {"StudentJob": "job", "train": "job"})
