"""The model card of a student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.training.cards import render
from skillgraph.training.encoder.measure import Figures, Loss
from skillgraph.training.student.recipe import StudentRecipe


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """What a run did and what came of it.

    Attributes:
        framework: Its name, concepts, labels by language, and what must be said of it.
        trained_on: Number of texts by file.
        teacher: Fingerprint of the encoder that was imitated.
        recipe: The numbers.
        seed: The seed.
        versions: Of the libraries and of the machine.
        languages: What it was trained on.
        taught: Figures of the teacher, by set.
        untuned: Figures of the student before training.
        tuned: Figures after it, in floats.
        stored: Figures of what is written, with integer weights.
        loss: What the integers cost.
        megabytes: Size of what is written.
        minutes: How long the rounds took.
    """

    framework: Mapping[str, Any]
    trained_on: Mapping[str, int]
    teacher: str
    recipe: StudentRecipe
    seed: int
    versions: Mapping[str, Any]
    languages: tuple[str, ...]
    taught: Mapping[str, Figures]
    untuned: Mapping[str, Figures]
    tuned: Mapping[str, Figures]
    stored: Mapping[str, Figures]
    loss: Loss
    megabytes: float
    minutes: float


def model_card(facts: StudentFacts) -> str:
    """The card as Markdown."""
    columns = {
        "teacher: mean / focus / sum": facts.taught,
        "before training": facts.untuned,
        "trained, floats": facts.tuned,
        "as stored": facts.stored,
    }
    return render("student.md", facts, columns)
