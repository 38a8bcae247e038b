"""The types of concepts: what they stand for, and of ESCO's skills whether they are knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.errors import InputError
from skillgraph.model import ConceptKind, Texts

if TYPE_CHECKING:
    from skillgraph.model import Concept
    from skillgraph.workspace.state.manifest import FrameworkRecord


@dataclass(frozen=True, slots=True)
class ConceptType:
    """A type that concepts have.

    Attributes:
        id: The kind of concept, or ESCO's word for the type of a skill.
        names: In English and French.
        broader: The type that it is a part of; empty for a kind.
        matched: Whether texts are matched to concepts of it.
    """

    id: str
    names: Texts
    broader: str = ""
    matched: bool = False


TYPES = (
    ConceptType(ConceptKind.SKILL.value, {"en": "Skill", "fr": "Compétence"}, matched=True),
    ConceptType("knowledge", {"en": "Knowledge", "fr": "Savoir"}, ConceptKind.SKILL.value, matched=True),
    ConceptType(
        "skill/competence",
        {"en": "Skill or competence", "fr": "Aptitude ou compétence"},
        ConceptKind.SKILL.value,
        matched=True,
    ),
    ConceptType(ConceptKind.CONCEPT.value, {"en": "Concept", "fr": "Concept"}, matched=True),
    ConceptType(ConceptKind.SKILL_GROUP.value, {"en": "Skill group", "fr": "Groupe de compétences"}),
    ConceptType(ConceptKind.OCCUPATION.value, {"en": "Occupation", "fr": "Profession"}),
    ConceptType(
        ConceptKind.OCCUPATION_GROUP.value, {"en": "Occupation group", "fr": "Groupe de professions"}
    ),
)


def types_in(record: FrameworkRecord) -> tuple[ConceptType, ...]:
    """The types that concepts of a framework version can have."""
    return tuple(one for one in TYPES if record.counts.get(one.broader or one.id))


def types_of(concept: Concept) -> tuple[ConceptType, ...]:
    """The types of a concept, the kind first."""
    return tuple(one for one in TYPES if one.id in (concept.kind.value, concept.skill_type))


def check_types(record: FrameworkRecord, ids: tuple[str, ...]) -> None:
    """Refuse types that no concept of a framework version has.

    Raises:
        InputError: If one is none; the hint lists those that are.
    """
    known = [one.id for one in types_in(record)]
    for name in ids:
        if name not in known:
            raise InputError(
                f"{record.id} has no type {name!r}.", hint=f"Use one of {', '.join(known)}, or none."
            )
