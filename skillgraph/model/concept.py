"""Concepts of a competency framework, in the terms of SKOS and of the ESCO model.

Texts in several languages are mappings from a language tag (``en``, ``fr``, ``zh-Hans``) to the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from skillgraph.errors import InputError
from skillgraph.model.texts import TextLists, Texts, in_language

Text = TypeVar("Text", str, tuple[str, ...])

_RETIRED = (
    "archived",
    "deprecated",
    "discontinued",
    "inactive",
    "obsolete",
    "replaced",
    "retired",
    "superseded",
    "withdrawn",
)


@dataclass(frozen=True, slots=True, order=True)
class FrameworkId:
    """A framework in one version, written ``esco@1.2.0``."""

    name: str
    version: str

    @classmethod
    def parse(cls, text: str) -> FrameworkId:
        """Read ``name@version``.

        Raises:
            InputError: If the text has another form.
        """
        name, separator, version = text.partition("@")
        if not (name and separator and version):
            raise InputError(f"{text!r} is not of the form name@version.", hint="Write it like esco@1.2.0.")
        return cls(name, version)

    def is_named(self, selector: str) -> bool:
        """Whether ``selector`` names it: ``esco`` every version, ``esco@1.2.0`` that one."""
        name, _, version = selector.partition("@")
        return self.name == name and version in ("", self.version)

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


class ConceptKind(StrEnum):
    """What a concept stands for."""

    SKILL = "skill"
    SKILL_GROUP = "skill-group"
    OCCUPATION = "occupation"
    OCCUPATION_GROUP = "occupation-group"
    CONCEPT = "concept"
    """A concept of a plain SKOS scheme, which does not say; treated as a skill."""

    @property
    def matchable(self) -> bool:
        """Whether texts are matched to concepts of this kind."""
        return self in (ConceptKind.SKILL, ConceptKind.CONCEPT)


@dataclass(frozen=True, slots=True)
class ConceptScheme:
    """A framework's concept scheme in one version."""

    uri: str
    id: FrameworkId
    titles: Texts = field(default_factory=dict)
    acknowledgement: str = ""
    """The sentence that everything made from the framework must carry."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A skill, group, occupation or other concept.

    ``skill_type`` (``knowledge``, ``skill/competence``) and ``reuse_level`` (``transversal``,
    ``cross-sector``, ``sector-specific``, ``occupation-specific``) are ESCO's words, or empty.
    """

    uri: str
    kind: ConceptKind = ConceptKind.CONCEPT
    pref_labels: Texts = field(default_factory=dict)
    alt_labels: TextLists = field(default_factory=dict)
    hidden_labels: TextLists = field(default_factory=dict)
    descriptions: Texts = field(default_factory=dict)
    definitions: Texts = field(default_factory=dict)
    scope_notes: Texts = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    notation: str = ""
    skill_type: str = ""
    reuse_level: str = ""
    status: str = ""
    modified: str = ""
    """ISO 8601, or empty."""
    replaced_by: tuple[str, ...] = ()
    """URIs of the concepts that the framework itself names in its place."""
    replaces: tuple[str, ...] = ()
    """URIs of the concepts that the framework itself says it takes the place of."""

    @property
    def retired(self) -> bool:
        """Whether the framework keeps it only to say that it is not to be used any more."""
        return is_retired(self.status)

    @property
    def matchable(self) -> bool:
        """Whether texts are matched to it."""
        return self.kind.matchable and not self.retired

    def completed_by(self, other: Concept) -> Concept:
        """This concept, with the texts of ``other`` in the languages it has no preferred label in."""
        missing = set(other.pref_labels) - set(self.pref_labels)
        return replace(
            self,
            pref_labels=_completed(self.pref_labels, other.pref_labels, missing),
            alt_labels=_completed(self.alt_labels, other.alt_labels, missing),
            hidden_labels=_completed(self.hidden_labels, other.hidden_labels, missing),
            descriptions=_completed(self.descriptions, other.descriptions, missing),
            definitions=_completed(self.definitions, other.definitions, missing),
            scope_notes=_completed(self.scope_notes, other.scope_notes, missing),
        )

    def label(self, lang: str = "en") -> str:
        """The preferred label, by `in_language`; the URI where there is none."""
        return in_language(self.pref_labels, lang, self.uri)


def is_retired(status: str) -> bool:
    """Whether a word for the status of a concept says that it is not to be used any more."""
    return status.strip().lower() in _RETIRED


def _completed(own: Mapping[str, Text], other: Mapping[str, Text], missing: set[str]) -> dict[str, Text]:
    return {**own, **{lang: text for lang, text in other.items() if lang in missing}}


class RelationKind(StrEnum):
    """Relations between concepts other than the hierarchy, by ESCO's names."""

    ESSENTIAL_SKILL = "relatedEssentialSkill"
    OPTIONAL_SKILL = "relatedOptionalSkill"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class ConceptRelation:
    """``subject`` (an occupation or a skill) has ``object`` (a skill) as essential, optional or related."""

    subject: str
    kind: RelationKind
    object: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of concepts (ESCO's green, digital, transversal … collections)."""

    uri: str
    key: str
    """Short and stable: ``green``, ``digital``, ``transversal``, ``language``, ``digcomp`` …"""
    members: tuple[str, ...]
    labels: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Framework:
    """Everything one load of a framework brings in."""

    scheme: ConceptScheme
    concepts: tuple[Concept, ...]
    relations: tuple[ConceptRelation, ...] = ()
    collections: tuple[Collection, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the preferred labels, sorted."""
        return tuple(sorted({lang for concept in self.concepts for lang in concept.pref_labels}))
