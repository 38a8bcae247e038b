"""The model card of a trained encoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.training.cards import render
from skillgraph.training.encoder.measure import Figures, Loss
from skillgraph.training.encoder.recipe import EncoderRecipe


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """What a run did and what came of it.

    Attributes:
        framework: Its title or name, concepts, labels by language, and what must be said of it.
        trained_on: Number of texts by file.
        started_from: The model that was tuned.
        recipe: The numbers.
        seed: The seed.
        versions: Of the libraries and of the machine.
        languages: What it was trained on.
        untuned: Figures of the model it started from, by set.
        tuned: Figures after the training, in floats.
        stored: Figures of what is written, with integer weights.
        loss: What the integers cost.
        minutes: How long the rounds took.
    """

    framework: Mapping[str, Any]
    trained_on: Mapping[str, int]
    started_from: str
    recipe: EncoderRecipe
    seed: int
    versions: Mapping[str, Any]
    languages: tuple[str, ...]
    untuned: Mapping[str, Figures]
    tuned: Mapping[str, Figures]
    stored: Mapping[str, Figures]
    loss: Loss
    minutes: float


def model_card(facts: EncoderFacts) -> str:
    """The card as Markdown."""
    columns = {
        "untuned: mean / focus / sum": facts.untuned,
        "tuned, floats": facts.tuned,
        "tuned, as stored": facts.stored,
    }
    return render("encoder.md", facts, columns)
