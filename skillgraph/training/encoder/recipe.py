"""Every number of the training of an encoder, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """How an encoder is trained; with the defaults, as nearly as one run can, the one that ships.

    Attributes:
        rounds: Passes over what follows; negatives come from the hierarchy in the first one, and from the
            model's own mistakes in the others.
        texts: Gold texts in the main language in a round, at most.
        other_texts: Gold texts in other languages in a round, at most.
        labels: Labels and descriptions of concepts in a round; at most as many as there are labels.
        sentences: Sentences made of labels in a round; at most as many as there are concepts.
        text_batch: Texts in a step, of gold texts in the main language and of made sentences.
        other_batch: The same, of gold texts in other languages.
        label_batch: The same, of labels and descriptions.
        learning_rate: The largest one; it rises for ``warmup`` steps, then falls in a line to ``floor``.
        warmup: Steps.
        floor: Share of the learning rate that is left at the end.
        weight_decay: Of matrices; vectors have none.
        clip: Largest length of a gradient.
        temperature: Of the cosines in the loss.
        reverse: Weight of the loss that looks from concepts to texts.
        positives: Concepts of a text that are put beside it, at most.
        negatives: Wrong concepts that are put beside a text.
        mistakes: Wrong concepts of a text are drawn from so many of the nearest ones.
        text_tokens: Texts are cut at this many tokens while training.
        label_tokens: The same for labels.
        max_tokens: The same when the encoder is used.
        description_characters: Descriptions are cut at this many characters.
        description_share: Of the drawn labels, how many are descriptions instead.
        other_share: Of the drawn labels and made sentences, how many are in another language.
        preferred_share: How often a text meets the preferred label of its concept, not any label.
        own_language_share: How often a text in another language meets a label in that language.
    """

    rounds: int = 3
    texts: int = 6_353
    other_texts: int = 3_451
    labels: int = 9_000
    sentences: int = 2_500
    text_batch: int = 96
    other_batch: int = 128
    label_batch: int = 192
    learning_rate: float = 4e-5
    warmup: int = 40
    floor: float = 0.02
    weight_decay: float = 0.01
    clip: float = 1.0
    temperature: float = 0.05
    reverse: float = 0.3
    positives: int = 2
    negatives: int = 1
    mistakes: int = 40
    text_tokens: int = 72
    label_tokens: int = 24
    max_tokens: int = 128
    description_characters: int = 300
    description_share: float = 0.12
    other_share: float = 0.25
    preferred_share: float = 0.65
    own_language_share: float = 0.6
