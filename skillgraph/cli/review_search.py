"""Choosing a concept in `review session`: labels are searched while one types, then chosen by number."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from skillgraph.cli.keys import keys_at_once, read_key_as_typed, read_line
from skillgraph.cli.output import note, readable
from skillgraph.errors import SkillgraphError

if TYPE_CHECKING:
    from skillgraph.workspace import Workspace
    from skillgraph.workspace.review.searching import FoundConcept

LISTED = 8
"""So many concepts are offered."""

_PROMPT = "  concept (words, label or URI; nothing leaves it): "
_NUMBER = "  number, or other words (nothing leaves it): "


def choose_concept(workspace: Workspace) -> str:
    """Ask for a concept until one is named by its URI, its label or a number; empty where none is wanted."""
    from skillgraph.workspace.review.searching import concept_search

    note("  Reading the labels …")
    search = concept_search(workspace.snapshot())
    words = _typed(lambda typed: search.by_label(typed, LISTED))
    offered: Sequence[FoundConcept] = ()
    while words and "://" not in words:
        if words.isdigit() and 0 < int(words) <= len(offered):
            return offered[int(words) - 1].uri
        called = search.called(words)
        if len(called) == 1:
            return called[0].uri
        offered = _offered(workspace, words, called or search.by_label(words, LISTED))
        for number, one in enumerate(offered, start=1):
            note(readable(f"  {number}  {_shown(one)}"))
        words = read_line(_NUMBER if offered else f"  Nothing is called so.\n{_PROMPT}")
    return words


def _offered(workspace: Workspace, words: str, labelled: Sequence[FoundConcept]) -> list[FoundConcept]:
    """What is found by label, and then by meaning, each concept once."""
    found = {one.uri: one for one in labelled}
    if len(found) < LISTED:
        for one in _by_meaning(workspace, words):
            found.setdefault(one.uri, one)
    return list(found.values())[: LISTED + 1]


def _by_meaning(workspace: Workspace, words: str) -> list[FoundConcept]:
    """The concepts that free words mean; none where there is no search index yet."""
    from skillgraph.workspace.answers.suggest import suggest_texts
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.review.searching import FoundConcept

    try:
        (result,) = suggest_texts(workspace, [words], Query(build=False))
    except SkillgraphError:
        return []
    return [FoundConcept(one.uri, one.label, one.label) for one in result.suggestions]


def _shown(one: FoundConcept) -> str:
    return one.named if one.label == one.named else f"{one.named} (“{one.label}”)"


def _typed(find: Callable[[str], Sequence[FoundConcept]]) -> str:
    """A line; on a terminal, what its words find stands beneath it while it is typed."""
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        return read_line(_PROMPT)
    with keys_at_once():
        return _type_ahead(find)


def _type_ahead(find: Callable[[str], Sequence[FoundConcept]]) -> str:
    line = ""
    while True:
        _draw(line, find(line) if line.strip() and "://" not in line else ())
        key = read_key_as_typed()
        if key in ("", "\r", "\n"):
            _draw(line, ())
            sys.stderr.write("\n")
            return line.strip() if key else ""
        line = line[:-1] if key in ("\x7f", "\b") else line + (key if key.isprintable() else "")


def _draw(line: str, found: Sequence[FoundConcept]) -> None:
    """Show a line and what it finds beneath it, and leave the cursor at the end of the line."""
    width = shutil.get_terminal_size().columns - 1
    shown = readable(f"{_PROMPT}{line}")[-width:]
    below = "".join(f"\n{readable(f'    {_shown(one)}')[:width]}" for one in found)
    back = f"\x1b[{len(found)}A" if found else ""
    sys.stderr.write(f"\r\x1b[J{shown}{below}{back}\r\x1b[{len(shown)}C")
    sys.stderr.flush()
