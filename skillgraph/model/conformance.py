"""What a check of a credential against a definition found, element by element."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillgraph.model.texts import Texts


class Strength(StrEnum):
    """How strongly a definition asks for an element."""

    MUST = "must"
    WHERE_POSSIBLE = "where-possible"
    PRINCIPLE = "principle"


class Standing(StrEnum):
    """How a credential stands to an element; the order is from worst to best.

    Not stated means that the description is silent, which is no failure; needs a person, that no machine can
    tell; proposed, that the tool proposes what no person has accepted yet.
    """

    NOT = "not"
    PARTLY = "partly"
    PROPOSED = "proposed"
    NOT_STATED = "not-stated"
    NEEDS_PERSON = "needs-person"
    MET = "met"


class Severity(StrEnum):
    """How grave a finding is, in SHACL's words."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class ElementEvidence:
    """What the description says on an element.

    Attributes:
        labels: What kind of evidence it is.
        values: The values as the graph holds them; truth values as such.
    """

    labels: Texts
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class ShapeFinding:
    """One shape that found something.

    Attributes:
        shape: URI of the shape.
        means: What it makes of the element; ``None`` where it only advises.
        messages: What was found.
        advice: What to add; may be empty.
    """

    shape: str
    severity: Severity
    means: Standing | None
    messages: Texts
    advice: Texts


@dataclass(frozen=True, slots=True)
class ElementCheck:
    """How a credential stands to one element.

    Attributes:
        element: URI of the element.
        judgement: What only a person can judge, whatever was found; may be empty.
    """

    element: str
    labels: Texts
    strength: Strength
    status: Standing
    evidence: tuple[ElementEvidence, ...]
    findings: tuple[ShapeFinding, ...]
    judgement: Texts


@dataclass(frozen=True, slots=True)
class CredentialCheck:
    """How a credential stands to every element of a definition. ``credential_id`` is a URI."""

    credential: str
    credential_id: str
    issuer: str
    elements: tuple[ElementCheck, ...]

    def count(self, status: Standing) -> int:
        """How many elements stand like this."""
        return sum(element.status is status for element in self.elements)
