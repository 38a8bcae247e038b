"""The model card of a student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from skillgraph.training.encoder.card import made_from, storage
from skillgraph.training.encoder.measure import Figures, Loss
from skillgraph.training.student.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Facts:
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
    recipe: Recipe
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


def model_card(facts: Facts) -> str:
    """The card as Markdown."""
    return "\n".join(line for part in _PARTS for line in (*part(facts), "")).rstrip() + "\n"


def _title(facts: Facts) -> Iterator[str]:
    spoken = ", ".join(facts.languages)
    yield "# Small encoder that imitates the encoder tuned to competencies"
    yield ""
    yield (
        f"Texts ({spoken}) to vectors that lie where its teacher, the encoder `skills`, would put them:"
        " compare them with the teacher's vectors of labels. One vector for a text (the mean of its tokens)"
        " and one for each token, all of length 1. Made by `skillgraph train student` for the profile `fast`."
    )
    yield ""
    yield (
        f"{facts.megabytes} MB with its tokenizer. A token is a look-up in a table of vectors; a transformer"
        f" of {facts.recipe.layers} layer(s), {facts.recipe.width} wide, lets the tokens of a text correct"
        " each other. Not meant for judging people, nor for texts in other languages."
    )


def _origin(facts: Facts) -> Iterator[str]:
    teacher = f"the teacher with fingerprint {facts.teacher}, itself tuned from all-MiniLM-L6-v2 (Apache-2.0)"
    yield from made_from(teacher, facts.framework, facts.trained_on)


def _recipe(facts: Facts) -> Iterator[str]:
    yield "## Recipe"
    yield ""
    yield (
        "Each token starts as the mean of what the teacher says of it. Then the student learns, on the gold"
        " texts and on sentences made of labels, to put texts and tokens where the teacher puts them"
        " (cosine), to rank concepts as the teacher does (cross entropy to its distribution), and to rank the"
        " right concepts first (InfoNCE); both rankings by mean and by focus, over the teacher's fixed label"
        " vectors. Beside each step it learns to put labels where the teacher puts them. Parents and children"
        " of right concepts are never called wrong."
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
        "RP@5 in percent of texts by the encoder alone, over the teacher's vectors of preferred labels; no"
        " other signal. Of the 200 nearest concepts by mean, ranked by mean, by focus, and by their sum."
    )
    yield ""
    yield "| texts | how many | teacher: mean / focus / sum | before training | trained, floats | as stored |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, stored in facts.stored.items():
        columns = (facts.taught[name], facts.untuned[name], facts.tuned[name], stored)
        cells = " | ".join(f"{one.mean} / {one.focus} / {one.sum}" for one in columns)
        yield f"| `{name}` | {stored.texts:,} | {cells} |"


def _storage(facts: Facts) -> Iterator[str]:
    yield from storage(facts.loss)


def _licence(facts: Facts) -> Iterator[str]:
    del facts
    yield "## Licence"
    yield ""
    yield (
        "Apache-2.0, like its teacher. What the framework and the texts it was trained on ask of their users"
        " stays as it is."
    )


_PARTS = (_title, _origin, _recipe, _figures, _storage, _licence)
