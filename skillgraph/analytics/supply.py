"""Supply: which credentials are mapped to a concept, to one below it or to one above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from skillgraph.analytics.coverage import counts
from skillgraph.errors import InputError
from skillgraph.model import Credential, MappingStatus
from skillgraph.model import Mapping as MappingRecord

Related = Callable[[str], Iterable[str]]
"""Gives the concepts that stand in a relation to one."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Credentials by identifier, and those of them with a mapping that a person accepted."""

    credentials: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()

    def __or__(self, other: Supply) -> Supply:
        return Supply(self.credentials | other.credentials, self.accepted | other.accepted)


@dataclass(frozen=True, slots=True)
class ConceptSupply:
    """The supply of a concept, by how what credentials are mapped to relates to it.

    Attributes:
        complete: Whether accepted mappings cover all of it: itself, or everything directly below it.
    """

    direct: Supply = field(default_factory=Supply)
    narrower: Supply = field(default_factory=Supply)
    broader: Supply = field(default_factory=Supply)
    complete: bool = False

    @property
    def supply(self) -> Supply:
        """What counts as supply of the concept: credentials for it or for something below it."""
        return self.direct | self.narrower

    @property
    def related(self) -> Supply:
        """The same and those for something above it, which may cover a part of it."""
        return self.supply | self.broader


@dataclass(frozen=True, slots=True)
class EvidenceWeights:
    """How much each kind of evidence counts, 0 or more; with none, every credential counts 1."""

    assessment: float = 0.0
    endorsement: float = 0.0

    @classmethod
    def parse(cls, texts: Iterable[str]) -> EvidenceWeights:
        """Read ``KIND=WEIGHT``, or ``KIND`` for a weight of 1.

        Raises:
            InputError: If the kind is unknown, or the weight is no number of 0 or more.
        """
        given: dict[str, float] = {}
        for text in texts:
            kind, _, weight = text.partition("=")
            if kind not in ("assessment", "endorsement") or not _is_weight(weight or "1"):
                raise InputError(
                    f"{text!r} says no weight of evidence.", hint="Write assessment, or endorsement=0.5."
                )
            given[kind] = float(weight or "1")
        return cls(**given)

    def of(self, credential: Credential) -> float:
        """The part of the evidence that counts that a credential has, 0 to 1."""
        every = self.assessment + self.endorsement
        if every == 0:
            return 1.0
        has = self.assessment * bool(credential.assessments) + self.endorsement * bool(
            credential.endorsements
        )
        return has / every


def supply(
    credentials: Iterable[Credential], mappings: Iterable[MappingRecord], *, min_confidence: float = 0.0
) -> dict[str, Supply]:
    """For each concept, the credentials with an outcome mapped to it."""
    owner = {outcome.id: credential.id for credential in credentials for outcome in credential.outcomes}
    found: defaultdict[str, Supply] = defaultdict(Supply)
    for mapping in mappings:
        credential = owner.get(mapping.subject_id)
        if credential is None or not counts(mapping, min_confidence):
            continue
        one = frozenset([credential])
        accepted = one if mapping.status is MappingStatus.ACCEPTED else frozenset[str]()
        found[mapping.object_id] |= Supply(one, accepted)
    return dict(found)


def concept_supply(
    uri: str,
    supplied: Mapping[str, Supply],
    *,
    below: Related,
    narrower: Related,
    broader: Related,
) -> ConceptSupply:
    """The supply of one concept.

    Args:
        uri: The concept.
        supplied: Credentials by concept, as `supply` gives them.
        below: The concepts directly below one.
        narrower: Everything below one, however far.
        broader: Everything above one, however far.
    """
    return ConceptSupply(
        direct=supplied.get(uri, Supply()),
        narrower=_together(narrower(uri), supplied),
        broader=_together(broader(uri), supplied),
        complete=_complete(uri, supplied, below, ()),
    )


def _together(uris: Iterable[str], supplied: Mapping[str, Supply]) -> Supply:
    total = Supply()
    for uri in uris:
        total |= supplied.get(uri, Supply())
    return total


def _complete(uri: str, supplied: Mapping[str, Supply], below: Related, path: Collection[str]) -> bool:
    """Whether accepted mappings cover a concept; one that lies below itself is not covered by that."""
    if supplied.get(uri, Supply()).accepted:
        return True
    parts = [] if uri in path else list(below(uri))
    return bool(parts) and all(_complete(one, supplied, below, (*path, uri)) for one in parts)


def _is_weight(text: str) -> bool:
    try:
        return 0 <= float(text) < float("inf")
    except ValueError:
        return False
