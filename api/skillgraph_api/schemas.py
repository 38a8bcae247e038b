"""The JSON that goes in and out where no value of the library has the shape already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as BodyField

from skillgraph.matching.kinds import TextKind
from skillgraph.matching.profile import Profile
from skillgraph.matching.types import LabelKind
from skillgraph.model import Action, Concept, ConceptKind
from skillgraph.workspace.requests import SuggestRequest
from skillgraph.workspace.review.requests import DecisionRequest
from skillgraph.workspace.state.manifest import FileRecord, FrameworkRecord
from skillgraph_api.asking import SIGNS, body_field

Text = Annotated[str, StringConstraints(max_length=100_000)]


class SuggestBody(BaseModel):
    """Texts, and how to match them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    texts: Annotated[list[Text], body_field(SuggestRequest, "texts", min_length=1, max_length=1_000)]
    k: Annotated[int, body_field(SuggestRequest, "k", strict=True)] = SuggestRequest.k
    lang: Annotated[str, body_field(SuggestRequest, "lang", pattern=r"^[A-Za-z0-9-]{2,35}$")] = (
        SuggestRequest.lang
    )
    kind: Annotated[TextKind, body_field(SuggestRequest, "kind")] = SuggestRequest.kind
    context: Annotated[str, body_field(SuggestRequest, "context", max_length=SIGNS)] = SuggestRequest.context
    precision: Annotated[float | None, body_field(SuggestRequest, "precision", strict=True)] = (
        SuggestRequest.precision
    )
    profile: Annotated[Profile, body_field(SuggestRequest, "profile")] = SuggestRequest.profile
    framework: Annotated[str | None, body_field(SuggestRequest, "framework", max_length=200)] = (
        SuggestRequest.framework
    )


class PassagesBody(BaseModel):
    """A long text, and how to match its sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[
        Text, BodyField(min_length=1, description="An advertisement, a course description …; HTML is read.")
    ]
    k: Annotated[int, body_field(SuggestRequest, "k", strict=True)] = SuggestRequest.k
    lang: Annotated[str, body_field(SuggestRequest, "lang", pattern=r"^[A-Za-z0-9-]{2,35}$")] = (
        SuggestRequest.lang
    )
    precision: Annotated[float | None, body_field(SuggestRequest, "precision", strict=True)] = (
        SuggestRequest.precision
    )
    profile: Annotated[Profile, body_field(SuggestRequest, "profile")] = SuggestRequest.profile
    framework: Annotated[str | None, body_field(SuggestRequest, "framework", max_length=200)] = (
        SuggestRequest.framework
    )


Decided = Literal[Action.ACCEPT, Action.CHANGE, Action.REJECT, Action.NO_TERM, Action.UNDO]
"""What a person may decide; the other actions are the tool's."""


class DecisionBody(BaseModel):
    """A decision. Whose it is says the key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Annotated[Decided, body_field(DecisionRequest, "action")]
    concept: Annotated[str, body_field(DecisionRequest, "concept", max_length=SIGNS)] = (
        DecisionRequest.concept
    )
    relation: Annotated[str, body_field(DecisionRequest, "relation", max_length=SIGNS)] = (
        DecisionRequest.relation
    )
    reason: Annotated[str, body_field(DecisionRequest, "reason", max_length=SIGNS)] = DecisionRequest.reason
    confidence: Annotated[float | None, body_field(DecisionRequest, "confidence", strict=True)] = (
        DecisionRequest.confidence
    )
    override: Annotated[bool, body_field(DecisionRequest, "override", strict=True)] = DecisionRequest.override
    second_opinion: Annotated[bool, body_field(DecisionRequest, "second_opinion", strict=True)] = (
        DecisionRequest.second_opinion
    )


class OutcomeDecisionBody(BaseModel):
    """A mapping of an outcome that nothing proposed, or that the framework has no term for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcome: Annotated[str, BodyField(min_length=1, max_length=SIGNS, description="The outcome's URI.")]
    action: Annotated[Literal[Action.CHANGE, Action.NO_TERM], body_field(DecisionRequest, "action")]
    concept: Annotated[str, body_field(DecisionRequest, "concept", max_length=SIGNS)] = (
        DecisionRequest.concept
    )
    relation: Annotated[str, body_field(DecisionRequest, "relation", max_length=SIGNS)] = (
        DecisionRequest.relation
    )
    reason: Annotated[str, body_field(DecisionRequest, "reason", max_length=SIGNS)] = DecisionRequest.reason
    confidence: Annotated[float | None, body_field(DecisionRequest, "confidence", strict=True)] = (
        DecisionRequest.confidence
    )


class NoteBody(BaseModel):
    """A note. Who writes it says the key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, BodyField(min_length=1, max_length=10_000, description="What to tell others.")]


class NoteAboutBody(NoteBody):
    """A note on a mapping or an outcome. Who writes it says the key."""

    about: Annotated[
        str, BodyField(min_length=1, max_length=SIGNS, description="A mapping's id, or the outcome's URI.")
    ]


@dataclass(frozen=True, slots=True)
class Alive:
    """That the service is there.

    Attributes:
        status: ``ok``.
        version: Version of skillgraph.
    """

    status: str
    version: str


@dataclass(frozen=True, slots=True)
class Ready:
    """That the service can answer.

    Attributes:
        status: ``ready``.
        profiles: The profiles whose search index is there.
    """

    status: str
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the service answers from.

    Attributes:
        version: Version of skillgraph.
        generation: The generation of the graph; another one after each change.
        frameworks: The loaded framework versions.
        counts: How many frameworks, crosswalks, credentials and postings are loaded.
    """

    version: str
    generation: str
    frameworks: tuple[str, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FrameworkListed:
    """A loaded framework version, as ``skillgraph taxonomy list --format json`` prints it.

    Attributes:
        framework: Name and version, ``esco@1.2.0``.
        active: Whether it is the version that answers where none is named.
        counts: How many concepts, relations and members of collections of each kind.
        graph: The named graph that holds it.
        loaded: When, ISO 8601 in UTC.
        acknowledgement: The sentence that everything made from it must carry.
    """

    framework: str
    name: str
    version: str
    active: bool
    languages: tuple[str, ...]
    counts: Mapping[str, int]
    graph: str
    loaded: str
    files: tuple[FileRecord, ...]
    acknowledgement: str

    @classmethod
    def of(cls, record: FrameworkRecord, *, active: bool) -> Self:
        """The entry of a record."""
        return cls(
            framework=str(record.id),
            name=record.id.name,
            version=record.id.version,
            active=active,
            languages=record.languages,
            counts=record.counts,
            graph=record.graph,
            loaded=record.loaded,
            files=record.files,
            acknowledgement=record.acknowledgement,
        )


@dataclass(frozen=True, slots=True)
class ConceptLink:
    """Another concept, by its URI and its preferred label."""

    uri: str
    label: str


@dataclass(frozen=True, slots=True)
class ConceptDetails:
    """A concept with its labels in all languages.

    Attributes:
        framework: The framework version that says all this.
        frameworks: All loaded framework versions that have the concept.
    """

    uri: str
    kind: ConceptKind
    pref_labels: Mapping[str, str]
    alt_labels: Mapping[str, tuple[str, ...]]
    hidden_labels: Mapping[str, tuple[str, ...]]
    descriptions: Mapping[str, str]
    definitions: Mapping[str, str]
    scope_notes: Mapping[str, str]
    broader: tuple[ConceptLink, ...]
    narrower: tuple[ConceptLink, ...]
    notation: str
    skill_type: str
    reuse_level: str
    status: str
    framework: str
    frameworks: tuple[str, ...]

    @classmethod
    def of(
        cls,
        concept: Concept,
        *,
        broader: tuple[ConceptLink, ...],
        narrower: tuple[ConceptLink, ...],
        framework: str,
        frameworks: tuple[str, ...],
    ) -> Self:
        """The details of a concept, with its neighbours."""
        return cls(
            uri=concept.uri,
            kind=concept.kind,
            pref_labels=concept.pref_labels,
            alt_labels=concept.alt_labels,
            hidden_labels=concept.hidden_labels,
            descriptions=concept.descriptions,
            definitions=concept.definitions,
            scope_notes=concept.scope_notes,
            broader=broader,
            narrower=narrower,
            notation=concept.notation,
            skill_type=concept.skill_type,
            reuse_level=concept.reuse_level,
            status=concept.status,
            framework=framework,
            frameworks=frameworks,
        )


@dataclass(frozen=True, slots=True)
class ConceptAbove:
    """A concept above another.

    Attributes:
        distance: 1 where it is directly above.
    """

    uri: str
    label: str
    distance: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies above a concept, up to the top, and directly below it.

    Attributes:
        framework: The framework version that says so.
        above: The nearest first.
    """

    uri: str
    label: str
    framework: str
    above: tuple[ConceptAbove, ...]
    below: tuple[ConceptLink, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """An occupation that needs a skill, or a skill that an occupation needs.

    Attributes:
        essential: Whether it is essential; else it is optional.
    """

    uri: str
    label: str
    essential: bool


@dataclass(frozen=True, slots=True)
class ConceptFound:
    """A concept, and the label by which it was found.

    Attributes:
        label: The label that begins with what was asked for.
        label_kind: ``pref``, ``alt`` or ``hidden``.
        exact: Whether the label is what was asked for, case, accents and spacing aside.
    """

    uri: str
    kind: ConceptKind
    label: str
    label_kind: LabelKind
    lang: str
    exact: bool


@dataclass(frozen=True, slots=True)
class ConceptsFound:
    """One page of the concepts that were found.

    Attributes:
        total: How many there are on all pages.
        framework: The framework version that was searched.
        spelt: How the words were read, where no label begins as they were written; else empty.
    """

    framework: str
    spelt: str
    total: int
    limit: int
    offset: int
    concepts: tuple[ConceptFound, ...]
