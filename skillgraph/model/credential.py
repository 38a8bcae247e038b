"""Micro-credentials, their outcomes, and the evidence behind them (CTDL's and the Framework's terms)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

IN_LANGUAGES = " || "
"""Stands between texts that say the same in several languages."""


@dataclass(frozen=True, slots=True)
class LearningOutcome:
    """What a holder can do; the subject of mappings.

    ``id`` is a URI, unique over all credentials. ``lang`` is empty where it is to be detected. ``text`` is
    what is matched; ``other_texts`` say the same in other languages, each a tag and a text.
    """

    id: str
    text: str
    lang: str = ""
    other_texts: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        """All its texts in one line, as a sheet may hold them."""
        return IN_LANGUAGES.join((self.text, *(text for _, text in self.other_texts)))


@dataclass(frozen=True, slots=True)
class Assessment:
    """How it is shown that the outcomes were achieved.

    Attributes:
        kind: ``exam``, ``simulation``, ``portfolio``, ``demonstration`` … as the source says.
        authentic: Whether it is a demonstration in a job-like situation; ``None`` where not said.
        threshold: The share, 0 to 1, from which the outcomes are mastered; ``None`` where not said.
        evidence: Where an employer can see the evidence, as a URL or words.
        embedded: Whether the evidence is part of the credential itself, so that both are shown together;
            ``None`` where not said.
        pass_mark: The share, 0 to 1, with which one just passes, which is not mastery; ``None`` where not
            said.
    """

    kind: str
    description: str = ""
    authentic: bool | None = None
    threshold: float | None = None
    evidence: str = ""
    embedded: bool | None = None
    pass_mark: float | None = None


class EndorsementClaim(StrEnum):
    """What an endorser vouches for: two separate claims in the Framework."""

    DEMAND = "demand"
    ASSESSMENT = "assessment"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Endorsement:
    """An outside body's word for a credential. ``valid_until`` is an ISO 8601 date, or empty."""

    endorser: str
    claim: EndorsementClaim = EndorsementClaim.UNSPECIFIED
    skill: str = ""
    valid_until: str = ""

    def in_force(self, day: str) -> bool:
        """Whether it still counts on a day, ISO 8601; one without an end goes on."""
        return not self.valid_until or day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Alignment:
    """What the issuer says that a credential is aligned to, in the terms of Open Badges.

    Attributes:
        target_url: Where the target is published; often, but not always, the URI of a concept.
        target_framework: The framework's name, as the issuer writes it.
        target_type: Such as ``ceasn:Competency`` or ``CFItem``.
        outcome: The ``id`` of the learning outcome that stands for the alignment; empty where none does.
    """

    target_url: str
    target_name: str
    target_framework: str = ""
    target_code: str = ""
    target_type: str = ""
    target_description: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """A micro-credential as its issuer describes it. ``id`` is a URI; ``lang`` is empty where not said.

    Attributes:
        duration_hours: Hours of learning, ``None`` where not said.
        source: The file or feed it was read from, as the user named it.
        duration_weeks: Weeks from first to last day, ``None`` where not said; hours do not tell it.
        credits: How many credits it counts for, in its issuer's own unit; ``None`` where not said.
        transcriptable: Whether it can stand on a traditional transcript; ``None`` where not said.
        evidence_of_need: What shows that it is needed, as a URL or words.
        learner_owned: Whether the record is the learner's to keep and share; ``None`` where not said.
        stacks_into: Further credentials it counts towards, as URLs or names.
        reviewed: ISO 8601 date of the last review, or empty.
        issuer_id: URI of the issuer's profile.
        criteria: How it is earned, in words (Markdown).
        achievement_type: Open Badges' word for its kind, such as ``MicroCredential``.
        tags: Sorted, each once.
        original: The JSON document it was read from, where an export is to give it back unchanged.
    """

    id: str
    name: str
    issuer: str
    outcomes: tuple[LearningOutcome, ...] = ()
    description: str = ""
    lang: str = ""
    url: str = ""
    level: str = ""
    field: str = ""
    delivery: str = ""
    cost: str = ""
    duration_hours: float | None = None
    prerequisites: tuple[str, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    source: str = ""
    duration_weeks: float | None = None
    credits: float | None = None
    transcriptable: bool | None = None
    evidence_of_need: str = ""
    learner_owned: bool | None = None
    stacks_into: tuple[str, ...] = ()
    reviewed: str = ""
    issuer_id: str = ""
    criteria: str = ""
    achievement_type: str = ""
    tags: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    original: str = ""
