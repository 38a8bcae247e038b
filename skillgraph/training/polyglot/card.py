"""The model card of a multilingual encoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.training.cards import render
from skillgraph.training.encoder.measure import Figures, Loss
from skillgraph.training.polyglot.recipe import PolyglotRecipe


@dataclass(frozen=True, slots=True)
class PolyglotFacts:
    """What a run did and what came of it.

    Attributes:
        framework: Its name, concepts, labels by language, and what must be said of it.
        trained_on: Number of texts by file.
        terms: Number of mapped terms by file.
        teacher: Fingerprint of the encoder in whose space it lives.
        recipe: The numbers.
        seed: The seed.
        versions: Of the libraries and of the machine.
        languages: What it was trained on.
        tuned: Figures after the training, in floats.
        stored: Figures of what is written, with integer weights.
        loss: What the integers cost.
        megabytes: Size of what is written.
        minutes: How long the steps took.
    """

    framework: Mapping[str, Any]
    trained_on: Mapping[str, int]
    terms: Mapping[str, int]
    teacher: str
    recipe: PolyglotRecipe
    seed: int
    versions: Mapping[str, Any]
    languages: tuple[str, ...]
    tuned: Mapping[str, Figures]
    stored: Mapping[str, Figures]
    loss: Loss
    megabytes: float
    minutes: float


def model_card(facts: PolyglotFacts) -> str:
    """The card as Markdown."""
    columns = {"trained, floats": facts.tuned, "as stored": facts.stored}
    return render("polyglot.md", facts, columns)
