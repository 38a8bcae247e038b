"""The vocabularies' terms as plain strings, in namespaces that fail on a term they do not list.

``SKOS.prefLabel`` is an IRI; ``SKOS.prefLable`` is an ``AttributeError``. No RDF library is needed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator


class Namespace:
    """A closed set of terms under one IRI.

    Args:
        prefix: The usual prefix, as in CURIEs.
        iri: What the terms are appended to.
        terms: The terms in use, separated by white space.
    """

    __slots__ = ("_iri", "_prefix", "_terms")

    def __init__(self, prefix: str, iri: str, terms: str) -> None:
        self._prefix = prefix
        self._iri = iri
        self._terms = {term: iri + term for term in terms.split()}

    def __getattr__(self, term: str) -> str:
        try:
            return self._terms[term]
        except KeyError:
            raise AttributeError(f"{self._prefix}:{term} is not a term that skillgraph uses.") from None

    def __getitem__(self, term: str) -> str:
        """The IRI of a term whose name is a value (``SKOS[name]``)."""
        return self.__getattr__(term)

    def __contains__(self, iri: object) -> bool:
        """Whether ``iri`` is one of the listed terms."""
        return iri in self._terms.values()

    def __iter__(self) -> Iterator[str]:
        """The listed IRIs."""
        return iter(self._terms.values())

    def __str__(self) -> str:
        """The IRI that the terms are appended to."""
        return self._iri

    def __repr__(self) -> str:
        return f"Namespace({self._prefix!r}, {self._iri!r})"


RDF = Namespace(
    "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "JSON Property object predicate subject type"
)
RDFS = Namespace(
    "rdfs",
    "http://www.w3.org/2000/01/rdf-schema#",
    "Class Datatype Literal Resource comment domain isDefinedBy label range seeAlso subClassOf subPropertyOf",
)
OWL = Namespace(
    "owl",
    "http://www.w3.org/2002/07/owl#",
    "AnnotationProperty Axiom Class DataProperty DatatypeProperty NamedIndividual ObjectProperty Ontology "
    "annotatedProperty annotatedSource annotatedTarget deprecated versionInfo",
)
XSD = Namespace(
    "xsd",
    "http://www.w3.org/2001/XMLSchema#",
    "anyURI boolean date dateTime decimal double integer language string",
)
SKOS = Namespace(
    "skos",
    "http://www.w3.org/2004/02/skos/core#",
    "Collection Concept ConceptScheme altLabel broadMatch broader broaderTransitive closeMatch definition "
    "exactMatch hasTopConcept hiddenLabel historyNote inScheme member narrowMatch narrower note notation "
    "prefLabel related relatedMatch scopeNote topConceptOf",
)
SKOSXL = Namespace(
    "skosxl", "http://www.w3.org/2008/05/skos-xl#", "Label altLabel hiddenLabel literalForm prefLabel"
)
DCTERMS = Namespace(
    "dcterms",
    "http://purl.org/dc/terms/",
    "created creator description identifier isReplacedBy issued language license modified replaces rights "
    "source title type",
)
PROV = Namespace(
    "prov",
    "http://www.w3.org/ns/prov#",
    "Activity Agent Entity endedAtTime generatedAtTime used wasAssociatedWith wasAttributedTo wasDerivedFrom "
    "wasGeneratedBy wasInformedBy wasRevisionOf",
)
PAV = Namespace("pav", "http://purl.org/pav/", "authoredBy")
ISOTHES = Namespace("iso-thes", "http://purl.org/iso25964/skos-thes#", "status")
ESCO = Namespace(
    "esco",
    "http://data.europa.eu/esco/model#",
    "AssociationObject MemberConcept NodeLiteral Occupation Skill hasAssociation isAssociationFor "
    "isEssentialSkillFor isOptionalSkillFor language nodeLiteral referenceLanguage relatedEssentialSkill "
    "relatedOptionalSkill skillReuseLevel skillType target",
)
CETERMS = Namespace(
    "ceterms",
    "https://purl.org/ctdl/terms/",
    "AssessmentProfile ConditionProfile CostProfile Credential CredentialAlignmentObject "
    "CredentialOrganization DurationProfile MicroCredential RecognizeAction ValueProfile "
    "WorkforceDemandAction actingAgent assesses assessmentMethodDescription audienceLevelType "
    "codedNotation condition creditValue ctid description endDate estimatedCost estimatedDuration "
    "frameworkName inLanguage isPreparationFor keyword learningDeliveryDescription name objectOfAction "
    "offeredBy ownedBy relatedAction requires subject subjectWebpage targetAssessment targetCompetency "
    "targetNode targetNodeDescription targetNodeName timeRequired",
)
CEASN = Namespace(
    "ceasn",
    "https://purl.org/ctdlasn/terms/",
    "Competency competencyLabel competencyText inLanguage listID",
)
OB = Namespace("ob", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#", "achievementType targetType")
SCHEMA = Namespace(
    "schema",
    "https://schema.org/",
    "JobPosting Organization Place creditText datePosted description employmentType hiringOrganization "
    "identifier industry jobLocation name occupationalCategory relevantOccupation skills title url value",
)
SSSOM = Namespace(
    "sssom",
    "https://w3id.org/sssom/",
    "ComposedEntityExpression Mapping MappingSet NegatedPredicate NoTermFound author_label cardinality_scope "
    "confidence creator_label curation_rule curation_rule_text issue_tracker_item mapping_cardinality "
    "mapping_justification mapping_provider mapping_source mapping_tool mapping_tool_id mapping_tool_version "
    "mappings match_string object_category object_label object_match_field object_preprocessing "
    "object_source object_source_version object_type other predicate_label predicate_modifier predicate_type "
    "review_date reviewer_agreement reviewer_id reviewer_label similarity_measure similarity_score "
    "subject_category subject_label subject_match_field subject_preprocessing subject_source "
    "subject_source_version subject_type",
)
SEMAPV = Namespace(
    "semapv",
    "https://w3id.org/semapv/vocab/",
    "BackgroundKnowledgeBasedMatching CompositeMatching LexicalMatching LexicalSimilarityThresholdMatching "
    "ManualMappingCuration MappingChaining MappingInversion MappingReview "
    "SemanticSimilarityThresholdMatching UnspecifiedMatching",
)
QB = Namespace(
    "qb",
    "http://purl.org/linked-data/cube#",
    "AttributeProperty DataSet DataStructureDefinition DimensionProperty MeasureProperty Observation "
    "attribute component componentProperty dataSet dimension measure structure",
)
SDMX_DIMENSION = Namespace("sdmx-dimension", "http://purl.org/linked-data/sdmx/2009/dimension#", "refPeriod")
SDMX_ATTRIBUTE = Namespace("sdmx-attribute", "http://purl.org/linked-data/sdmx/2009/attribute#", "confStatus")
SDMX_CODE = Namespace("sdmx-code", "http://purl.org/linked-data/sdmx/2009/code#", "confStatus-C confStatus-D")
SD = Namespace(
    "sd",
    "http://www.w3.org/ns/sparql-service-description#",
    "Dataset Graph NamedGraph SPARQL11Query Service UnionDefaultGraph defaultDataset defaultGraph endpoint "
    "feature graph name namedGraph resultFormat supportedLanguage",
)
SG = Namespace(
    "sg",
    "https://w3id.org/skillgraph/ns#",
    "Decision Element OccupationGroup Profile SkillGroup SuppressedCell acceptedSupply action advice "
    "alignedOutcome altLabelOrder assertedAlignment assetSkill authentic daysSinceReview decidesOn "
    "durationHours durationWeeks embedded endorsedSkill endorsementClaim evidence evidenceOfNeed "
    "evidenceQuery hiddenLabelOrder highestConfidence gapCause inForce judgement learnerOwned "
    "mappingStatus masteryThreshold means medianConfidence must needsPerson notMet notStated original "
    "outOf partlyMet passMark position postings principle proposedOnly refEmployer refIsco refLanguage "
    "refNoc refOccupation refPlace refRegion refSector refSkill refSource requiredSkill reviewed "
    "reviewerConfidence revision secondOpinion share shareHigh shareLow strength subjectFingerprint "
    "supply suppressedIn toolConfidence transcriptable waitingMappings wherePossible",
)

IDENTIFIERS = "https://w3id.org/skillgraph/id/"
"""IRIs that skillgraph mints for what has none of its own (mapping records, organisations, postings …)."""


ALL = (
    RDF,
    RDFS,
    OWL,
    XSD,
    SKOS,
    SKOSXL,
    DCTERMS,
    PROV,
    PAV,
    ISOTHES,
    ESCO,
    CETERMS,
    CEASN,
    OB,
    SCHEMA,
    SSSOM,
    SEMAPV,
    QB,
    SDMX_DIMENSION,
    SDMX_ATTRIBUTE,
    SDMX_CODE,
    SD,
    SG,
)
"""Every namespace above."""


def prefixes() -> dict[str, str]:
    """The IRI for each prefix, as a serialiser or a query wants it."""
    return {namespace._prefix: str(namespace) for namespace in ALL}


def minted(kind: str, *parts: str) -> str:
    """A stable IRI of skillgraph's own, made from a hash of the parts."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass"))
    return f"{IDENTIFIERS}{kind}/{digest.hexdigest()[:32]}"


def expand(curie: str) -> str:
    """The IRI of a CURIE with one of the prefixes above; anything else is given back as it is."""
    prefix, separator, local = curie.partition(":")
    base = prefixes().get(prefix) if separator else None
    return curie if base is None else base + local


def contract(iri: str, namespace: Namespace) -> str:
    """The CURIE of an IRI under ``namespace``; anything else is given back as it is."""
    base = str(namespace)
    return f"{namespace._prefix}:{iri.removeprefix(base)}" if iri.startswith(base) else iri
