"""Writes what an upgrade did as one self-contained HTML page: no script, nothing fetched from anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from skillgraph import __version__, files
from skillgraph.alignment.upgrade import Fate, Transition, Upgrade
from skillgraph.export.page_words import Words
from skillgraph.export.pages import page_environment

LISTED = 8
"""How many outcomes of one concept are shown at once; the rest can be opened."""


@dataclass(frozen=True, slots=True)
class UpgradeContent:
    """What a page on an upgrade shows.

    Attributes:
        credentials: Name of the credential of each outcome, by the outcome's URI.
        labels: The label of each concept, by URI.
        acknowledgements: What the framework asks to be said.
        dry_run: Whether nothing was written.
    """

    upgrade: Upgrade
    credentials: Mapping[str, str]
    labels: Mapping[str, str]
    acknowledgements: Sequence[str] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ConceptGroup:
    """The records of one concept that met the same fate for the same reason."""

    uri: str
    label: str
    transitions: tuple[Transition, ...]

    @property
    def first(self) -> Transition:
        """One of them, for what all have in common."""
        return self.transitions[0]


def by_concept(transitions: Iterable[Transition]) -> list[ConceptGroup]:
    """Transitions by the old concept and what became of it, those with most records first."""
    groups: defaultdict[tuple[str, str, str], list[Transition]] = defaultdict(list)
    for one in transitions:
        groups[one.before.object_id, one.fate, one.obstacle or ""].append(one)
    found = [
        ConceptGroup(uri, group[0].before.object_label or uri, tuple(group))
        for (uri, _, _), group in groups.items()
    ]
    return sorted(found, key=lambda group: (-len(group.transitions), group.label, group.uri))


def render_upgrade(content: UpgradeContent, *, lang: str) -> str:
    """The upgrade as an HTML document; the same content gives the same text.

    Raises:
        NotFoundError: If there are no words for the language.
    """
    words = Words(lang, "upgrade")
    transitions = content.upgrade.transitions
    return (
        page_environment(words)
        .get_template("upgrade.html.j2")
        .render(
            c=content,
            w=words,
            version=__version__,
            listed=LISTED,
            fates=[(fate, sum(one.fate is fate for one in transitions)) for fate in Fate],
            moved=by_concept(one for one in transitions if one.fate is Fate.MOVED),
            reopened=by_concept(one for one in transitions if one.fate is Fate.REOPENED),
            changed=by_concept(one for one in transitions if one.fate is Fate.KEPT and one.changes),
        )
    )


def write_upgrade(path: Path, content: UpgradeContent, *, lang: str) -> None:
    """Write the page in one step.

    Raises:
        NotFoundError: If there are no words for the language.
    """
    files.write_text(path, render_upgrade(content, lang=lang))
