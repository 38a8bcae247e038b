"""The model card of a trained encoder: everything a user should know before trusting it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from skillgraph.training.encoder.measure import Figures, Loss
from skillgraph.training.encoder.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Facts:
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
    recipe: Recipe
    seed: int
    versions: Mapping[str, Any]
    languages: tuple[str, ...]
    untuned: Mapping[str, Figures]
    tuned: Mapping[str, Figures]
    stored: Mapping[str, Figures]
    loss: Loss
    minutes: float


def model_card(facts: Facts) -> str:
    """The card as Markdown."""
    return "\n".join(line for part in _PARTS for line in (*part(facts), "")).rstrip() + "\n"


def _title(facts: Facts) -> Iterator[str]:
    spoken = ", ".join(facts.languages)
    yield "# Encoder tuned to competencies"
    yield ""
    yield (
        f"Texts ({spoken}) to vectors that lie near the concepts of a competency framework that they mean:"
        " learning outcomes, sentences of job postings, labels. One vector for a text (the mean of its"
        " tokens) and one for each token, all of length 1. Made by `skillgraph train encoder`."
    )
    yield ""
    yield (
        "Meant for ranking concepts for a text, with other signals beside it. Not meant for judging people,"
        " nor for texts in other languages. A cosine is no probability that a concept is right."
    )


def _origin(facts: Facts) -> Iterator[str]:
    yield from made_from(facts.started_from, facts.framework, facts.trained_on)


def made_from(weights: str, framework: Mapping[str, Any], trained_on: Mapping[str, int]) -> Iterator[str]:
    """The lines that say what an encoder was made from."""
    yield "## Made from"
    yield ""
    yield f"- Weights: {weights}."
    yield f"- Framework: {framework['name']}, {framework['concepts']:,} concepts; labels: " + (
        ", ".join(f"{count:,} {lang}" for lang, count in framework["labels"].items()) + "."
    )
    for name, count in trained_on.items():
        yield f"- Gold texts: {name}, {count:,} texts."
    if said := framework.get("acknowledgement"):
        yield f"- {said} The classification was adapted: its labels became training texts."


def _recipe(facts: Facts) -> Iterator[str]:
    yield "## Recipe"
    yield ""
    yield (
        "InfoNCE with several right concepts for a text, on two scores: cosine with the mean of the tokens,"
        " and focus (the tokens weighted by a softmax of their cosines with the label). Wrong concepts come"
        " from the batch, from siblings in the hierarchy and, from the second round on, from the model's own"
        " mistakes. Parents and children are never called wrong. Labels, descriptions and sentences made of"
        " labels are mixed with the gold texts."
    )
    yield ""
    yield f"Seed {facts.seed}; {facts.minutes:.0f} minutes. " + (
        ", ".join(f"{name} {value}" for name, value in facts.versions.items()) + "."
    )
    yield ""
    yield "| number | value |"
    yield "| --- | --- |"
    for name, value in asdict(facts.recipe).items():
        yield f"| `{name}` | {value} |"


def _figures(facts: Facts) -> Iterator[str]:
    yield "## Figures"
    yield ""
    if not facts.stored:
        yield "None: no texts were held back or given to validate on."
        return
    yield (
        "RP@5 in percent of the encoder alone, over preferred labels; no other signal. Of the 200 nearest"
        " concepts by mean, ranked by mean, by focus, and by their sum."
    )
    yield ""
    yield "| texts | how many | untuned: mean / focus / sum | tuned, floats | tuned, as stored |"
    yield "| --- | --- | --- | --- | --- |"
    for name, stored in facts.stored.items():
        untuned, tuned = facts.untuned[name], facts.tuned[name]
        cells = " | ".join(f"{one.mean} / {one.focus} / {one.sum}" for one in (untuned, tuned, stored))
        yield f"| `{name}` | {stored.texts:,} | {cells} |"


def _storage(facts: Facts) -> Iterator[str]:
    yield from storage(facts.loss)


def storage(loss: Loss) -> Iterator[str]:
    """The lines that say what storing integers costs."""
    yield "## Storage"
    yield ""
    yield (
        "Weights are 8-bit integers, symmetric, with one scale for every 64 weights of a column (of the"
        " embeddings: for every row); the arithmetic is in 32-bit floats, so that processors with and without"
        " integer instructions give the same. What that costs was measured by encoding the same"
        f" {loss.texts:,} texts before and after: mean cosine {loss.mean_cosine}, smallest"
        f" {loss.smallest_cosine}; the table above has RP@5 both ways."
    )


def _licence(facts: Facts) -> Iterator[str]:
    del facts
    yield "## Licence"
    yield ""
    yield (
        "Apache-2.0, like the model it was tuned from. What the framework and the texts it was trained on"
        " ask of their users stays as it is."
    )


_PARTS = (_title, _origin, _recipe, _figures, _storage, _licence)
