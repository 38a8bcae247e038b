"""Gathers labelled examples: texts whose concepts are known, for the matcher to compare others with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from skillgraph.embedding import Encoder
from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.signals.labelled_examples import LabelledExamples


def gather_examples(
    gold: Mapping[str, Sequence[GoldRow]],
    encoder: Encoder,
    lang: str,
    *,
    before: LabelledExamples | None = None,
) -> LabelledExamples:
    """Encode the texts that have concepts, as labelled examples.

    Args:
        gold: Texts by where they are from.
        encoder: Encodes them.
        lang: The language of texts that do not say theirs.
        before: Examples to keep beside them; left out if they are of another encoder.

    Raises:
        InputError: If no text has a concept.
    """
    examples = [replace(row, lang=row.lang or lang) for rows in gold.values() for row in rows if row.uris]
    if not examples:
        raise InputError("No text has a concept.", hint="Give texts with uris, or accept mappings first.")
    sizes = {name: f"{sum(bool(row.uris) for row in rows)} texts" for name, rows in gold.items()}
    new = LabelledExamples.encoded(examples, encoder, sizes)
    return before + new if before is not None and before.encoder == new.encoder else new
