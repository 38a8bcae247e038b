"""What lies around a concept: the picture on its page, from the lists that stand below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from skillgraph.export.figures import Figure
from skillgraph.export.neighbourhood import Neighbour, draw_narrow, draw_wide, kept
from skillgraph.export.page_words import Words
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.neighbourhood import Related, Relation, related_concepts, success_skills
from skillgraph.workspace.state.snapshot import Snapshot
from skillgraph_api.schemas import ConceptAbove, ConceptLink, Need

To = Callable[[str], str]
"""Gives the address of the page of a concept."""


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """A related concept with its label."""

    uri: str
    label: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Around:
    """Everything that the page of a concept lists around it.

    Attributes:
        above: What lies above, the nearest first.
        below: What lies directly below.
        needs: Occupations that need a skill, or skills that an occupation needs.
        related: Other skills, and the same in other frameworks.
        success: Skills for Success that it belongs to.
    """

    above: Sequence[ConceptAbove]
    below: Sequence[ConceptLink]
    needs: Sequence[Need]
    related: Sequence[RelatedLink]
    success: Sequence[ConceptLink]


def related_links(
    workspace: Workspace, snapshot: Snapshot, uri: str, versions: Sequence[str], lang: str
) -> list[RelatedLink]:
    """Related concepts by relation and label, as the first version has them that has any."""
    said = (related_concepts(workspace, snapshot, uri, name) for name in versions)
    found: list[Related] = next((some for some in said if some), [])
    names = snapshot.names((one.uri for one in found), lang)
    links = [RelatedLink(one.uri, names.get(one.uri, one.uri), one.relation) for one in found]
    order = list(Relation)
    return sorted(links, key=lambda one: (order.index(one.relation), one.label.casefold(), one.uri))


def success_links(snapshot: Snapshot, uri: str, lang: str) -> list[ConceptLink]:
    """The Skills for Success that a concept belongs to, by label."""
    found = success_skills(snapshot, uri)
    names = snapshot.names(found, lang)
    links = [ConceptLink(one, names.get(one, one)) for one in found]
    return sorted(links, key=lambda one: (one.label.casefold(), one.uri))


def picture(label: str, around: Around, to: To, words: Words, *, occupation: bool) -> Figure | None:
    """The concept among its neighbours; ``None`` where it has none.

    Args:
        label: Of the concept.
        around: What is listed around it.
        to: Gives addresses.
        words: Of the pages.
        occupation: Whether it is an occupation, whose needs are skills.
    """
    lists = _lists(around, to, words)
    titles = {
        "above": words["concept"]["above"],
        "success": words["around"]["success"],
        "related": words["around"]["related"],
        "below": words["concept"]["below"],
        "needs": words["concept"]["skills" if occupation else "occupations"],
    }
    left, right = (
        [kept(lists[key], titles[key], words["concept"]["rest"], f"#{key}") for key in keys if lists[key]]
        for keys in (("above", "success", "related"), ("below", "needs"))
    )
    if not (left or right):
        return None
    name = words["around"]["name"].format(label=label)
    wide, narrow = draw_wide(label, left, right, name), draw_narrow(label, [*left, *right], name)
    # ElementTree has escaped every text and attribute in them.
    return Figure(Markup(wide), Markup(narrow))


def _lists(around: Around, to: To, words: Words) -> dict[str, list[Neighbour]]:
    """What is drawn of each kind; of what lies above, the nearest only."""
    how, optional = words["around"]["how"], words["concept"]["optional"]
    return {
        "above": [Neighbour(one.label, to(one.uri)) for one in around.above if one.distance == 1],
        "success": [Neighbour(one.label, to(one.uri)) for one in around.success],
        "related": [Neighbour(one.label, to(one.uri), how[one.relation.value]) for one in around.related],
        "below": [Neighbour(one.label, to(one.uri)) for one in around.below],
        "needs": [
            Neighbour(one.label, to(one.uri), "" if one.essential else optional) for one in around.needs
        ],
    }
