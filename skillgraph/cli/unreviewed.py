"""How an answer says how much of it no person has reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.cli.output import note
from skillgraph.model.texts import many

if TYPE_CHECKING:
    from skillgraph.model import RestsOn


def note_rests_on(found: RestsOn) -> None:
    """Say it, in the words of a check; nothing where an answer rests on no mapping."""
    if not found.mappings:
        return
    if not found.unreviewed:
        note(f"It rests on {many(found.mappings, 'mapping')}, all accepted by a person.")
        return
    from skillgraph.export.checks import check_words

    proposed = check_words("en")["status"]["proposed"]
    waiting = many(found.unreviewed, "is", "are")
    note(f"It rests on {many(found.mappings, 'mapping')}; {waiting} {proposed}{_sure(found)}.")


def _sure(found: RestsOn) -> str:
    if found.median_confidence is None or found.highest_confidence is None:
        return ""
    return f" (confidence: median {found.median_confidence:.2f}, highest {found.highest_confidence:.2f})"
