"""Gathers texts whose concepts are known, for the matcher to compare others with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from skillgraph.embedding import Encoder
from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.signals.labelled_examples import KnownTexts


def gather_known(
    gold: Mapping[str, Sequence[GoldRow]], encoder: Encoder, lang: str, *, before: KnownTexts | None = None
) -> KnownTexts:
    """Encode the texts that have concepts.

    Args:
        gold: Texts by where they are from.
        encoder: Whose vectors they are to have.
        lang: The language of texts that do not say theirs.
        before: Texts to keep beside them, where they are of the same encoder.

    Raises:
        InputError: If no text has a concept.
    """
    kept = [replace(row, lang=row.lang or lang) for rows in gold.values() for row in rows if row.uris]
    if not kept:
        raise InputError("No text has a concept.", hint="Give texts with uris, or accept mappings first.")
    sizes = {name: f"{sum(bool(row.uris) for row in rows)} texts" for name, rows in gold.items()}
    new = KnownTexts.encoded(kept, encoder, sizes)
    return before + new if before is not None and before.encoder == new.encoder else new
