"""Every number of the training of a student, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StudentRecipe:
    """How a student is made and taught; with the defaults, the one that ships.

    Attributes:
        rounds: Passes over gold texts and made sentences.
        sentences: Sentences made of labels, drawn once.
        labels: Labels, in all languages, whose vectors are learned beside each step.
        width: Of the layer that lets tokens attend to each other; token vectors are as wide as the teacher's.
        heads: Of its attention.
        hidden: Width inside its feed-forward part.
        layers: How many of it.
        batch: Texts in a step.
        near: The teacher's nearest concepts, which every text is compared with.
        drawn: Concepts drawn at random that all texts of a step are compared with.
        focused: Concepts drawn at random that the focus of a text is compared on, beside the nearest ones.
        learning_rate: The largest one; it rises for ``warmup`` steps, then falls in a line to ``floor``.
        warmup: Steps.
        floor: Share of the learning rate that is left at the end.
        weight_decay: Of all but the token vectors.
        clip: Largest length of a gradient.
        temperature: Of the cosines in all comparisons.
        alike: Weight of being like the teacher, token by token and as a whole.
        agreeing: Weight of ranking concepts as the teacher does.
        right: Weight of ranking the right concepts first.
        hidden_share: Share of tokens that are hidden, in ``hidden_often`` of the steps.
        hidden_often: See there.
        shrink: A token's first vector is the mean of its vectors in the texts, and of its vector alone with
            this weight.
        text_tokens: Texts are cut at this many tokens while training.
        label_tokens: The same for labels.
        own_language_share: How often a step of texts in another language looks at labels in that language.
    """

    rounds: int = 3
    sentences: int = 10_000
    labels: int = 256
    width: int = 128
    heads: int = 4
    hidden: int = 256
    layers: int = 1
    batch: int = 64
    near: int = 40
    drawn: int = 1_500
    focused: int = 24
    learning_rate: float = 1e-3
    warmup: int = 50
    floor: float = 0.02
    weight_decay: float = 0.01
    clip: float = 1.0
    temperature: float = 0.05
    alike: float = 4.0
    agreeing: float = 1.0
    right: float = 1.0
    hidden_share: float = 0.1
    hidden_often: float = 0.7
    shrink: float = 4.0
    text_tokens: int = 96
    label_tokens: int = 24
    own_language_share: float = 0.5
