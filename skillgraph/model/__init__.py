"""Frozen, typed values that every other part speaks in; no part of the model knows files, RDF or scores."""

from skillgraph.model.concept import (
    Collection,
    Concept,
    ConceptKind,
    ConceptRelation,
    ConceptScheme,
    Framework,
    FrameworkId,
    RelationKind,
)
from skillgraph.model.credential import (
    Assessment,
    Credential,
    Endorsement,
    EndorsementClaim,
    LearningOutcome,
)
from skillgraph.model.mapping import (
    NO_TERM_FOUND,
    Action,
    Agent,
    Decision,
    Mapping,
    MappingStatus,
    Predicate,
    PredicateModifier,
    Review,
    decision_uri,
)
from skillgraph.model.posting import Mention, Posting, Requirement, Section

__all__ = [
    "NO_TERM_FOUND",
    "Action",
    "Agent",
    "Assessment",
    "Collection",
    "Concept",
    "ConceptKind",
    "ConceptRelation",
    "ConceptScheme",
    "Credential",
    "Decision",
    "Endorsement",
    "EndorsementClaim",
    "Framework",
    "FrameworkId",
    "LearningOutcome",
    "Mapping",
    "MappingStatus",
    "Mention",
    "Posting",
    "Predicate",
    "PredicateModifier",
    "RelationKind",
    "Requirement",
    "Review",
    "Section",
    "decision_uri",
]
