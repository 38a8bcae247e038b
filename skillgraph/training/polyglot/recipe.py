"""Every number of the training of the multilingual encoder, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PolyglotRecipe:
    """How a multilingual encoder is taught; with the defaults, the one that ships.

    How often an example is seen is a number of times; its fraction is drawn.

    Attributes:
        layers: So many of the lowest layers of multilingual-e5-small are kept.
        gold: How often gold texts in other languages than the main one are seen.
        main_gold: The same, of gold texts in the main language.
        labels: The same, of labels and descriptions in other languages.
        main_preferred: The same, of preferred labels in the main language.
        main_alternative: The same, of its alternative labels.
        main_descriptions: The same, of its descriptions.
        terms: The same, of terms that public bodies mapped to the framework.
        term_labels: The same, of the framework's labels that stand beside those terms.
        sentences: Sentences made of labels, in other languages than the main one.
        most_concepts: A term with more concepts says nothing, and is left out.
        batch: Texts in a step.
        round_steps: Steps between two checkpoints; they change nothing in what is learned.
        sorted_steps: The texts of so many steps are sorted by length, so that little is padded.
        learning_rate: The largest one; it rises for ``warmup`` steps, then falls in a line to ``floor``.
        projection_rate: Of the projection, how many times as large.
        warmup: Steps.
        floor: Share of the learning rate that is left at the end.
        weight_decay: Of matrices; vectors have none.
        clip: Largest length of a gradient.
        temperature: Of the cosines in the loss.
        first_labels: Labels on which the projection is first fitted by least squares.
        ridge: What is added to their covariance, as a share of its mean.
        text_tokens: Texts are cut at this many tokens while training.
        max_tokens: The same when the encoder is used.
        description_characters: Descriptions are cut at this many characters.
    """

    layers: int = 8
    gold: float = 3.0
    main_gold: float = 0.6
    labels: float = 1.5
    main_preferred: float = 0.4
    main_alternative: float = 0.1
    main_descriptions: float = 0.08
    terms: float = 1.0
    term_labels: float = 0.35
    sentences: int = 9_000
    most_concepts: int = 12
    batch: int = 64
    round_steps: int = 200
    sorted_steps: int = 16
    learning_rate: float = 1.5e-4
    projection_rate: float = 4.0
    warmup: int = 60
    floor: float = 0.02
    weight_decay: float = 0.01
    clip: float = 1.0
    temperature: float = 0.05
    first_labels: int = 2_500
    ridge: float = 0.05
    text_tokens: int = 48
    max_tokens: int = 128
    description_characters: int = 200
