"""Credentials in CTDL.

A ``ceterms:MicroCredential`` requires one ``ceterms:ConditionProfile`` that targets its outcomes
(``ceasn:Competency``, in the order of ``ceasn:listID``) and assessments; each prerequisite is a profile of
its own. An endorsement is an action of the endorser: CTDL's workforce demand action where demand is claimed,
its recognise action otherwise. What the issuer aligns it to is a ``ceterms:CredentialAlignmentObject``; the
document it was read from is kept as a JSON literal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from skillgraph.graph.codec.nodes import Description, Node, gather, in_order, instances
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import (
    NamedNode,
    Term,
    Triple,
    date,
    iri,
    is_iri,
    json,
    lang_of,
    mint,
    text,
    value,
)
from skillgraph.model import (
    Alignment,
    Assessment,
    Credential,
    Endorsement,
    EndorsementClaim,
    LearningOutcome,
)
from skillgraph.namespaces import CEASN, CETERMS, DCTERMS, OB, SCHEMA, SG

_ACTIONS = {EndorsementClaim.DEMAND: CETERMS.WorkforceDemandAction}
_PROPERTIES = (
    CETERMS.actingAgent,
    CETERMS.assessmentMethodDescription,
    CETERMS.audienceLevelType,
    CETERMS.codedNotation,
    CETERMS.condition,
    CETERMS.creditValue,
    CETERMS.description,
    CETERMS.endDate,
    CETERMS.estimatedCost,
    CETERMS.estimatedDuration,
    CETERMS.frameworkName,
    CETERMS.inLanguage,
    CETERMS.isPreparationFor,
    CETERMS.keyword,
    CETERMS.learningDeliveryDescription,
    CETERMS.name,
    CETERMS.ownedBy,
    CETERMS.relatedAction,
    CETERMS.requires,
    CETERMS.subject,
    CETERMS.subjectWebpage,
    CETERMS.targetAssessment,
    CETERMS.targetCompetency,
    CETERMS.targetNode,
    CETERMS.targetNodeDescription,
    CETERMS.targetNodeName,
    CETERMS.timeRequired,
    CEASN.competencyText,
    CEASN.inLanguage,
    CEASN.listID,
    DCTERMS.creator,
    DCTERMS.source,
    SCHEMA.value,
    OB.achievementType,
    OB.targetType,
    SG.alignedOutcome,
    SG.assertedAlignment,
    SG.authentic,
    SG.embedded,
    SG.endorsedSkill,
    SG.endorsementClaim,
    SG.evidence,
    SG.evidenceOfNeed,
    SG.learnerOwned,
    SG.masteryThreshold,
    SG.passMark,
    SG.original,
    SG.position,
    SG.reviewed,
    SG.transcriptable,
)


def encode_credentials(credentials: Iterable[Credential]) -> Iterator[Triple]:
    """The triples of credentials, their outcomes, assessments and endorsements.

    Raises:
        InputError: If an ``id`` is not a URI, or a language is not a tag of BCP 47.
    """
    for credential in credentials:
        yield from _Encoder(credential).triples()


def endorsement_uri(credential: str, place: int) -> str:
    """The IRI of a credential's endorsement, the ``place``th from 0."""
    return _part_uri(credential, f"endorsement-{place}").value


def _part_uri(credential: str, role: str) -> NamedNode:
    return mint("part", credential, role)


class _Encoder:
    """Writes one credential and the nodes around it, which are named after it."""

    def __init__(self, credential: Credential) -> None:
        self.credential = credential
        self.lang = credential.lang
        self.node = Node(iri(credential.id), CETERMS.MicroCredential)
        self.nodes = [self.node]

    def triples(self) -> Iterator[Triple]:
        self._itself()
        self._learning()
        self._requirements()
        self._prerequisites()
        self._further()
        for place, endorsement in enumerate(self.credential.endorsements):
            self._endorsement(place, endorsement)
        for place, alignment in enumerate(self.credential.alignments):
            self._asserted(place, alignment)
        for node in self.nodes:
            yield from node.triples

    def _itself(self) -> None:
        node, credential = self.node, self.credential
        node.text(CETERMS.name, credential.name, self.lang)
        node.text(CETERMS.description, credential.description, self.lang)
        node.text(CETERMS.inLanguage, credential.lang)
        node.text(CETERMS.learningDeliveryDescription, credential.delivery, self.lang)
        node.reference(CETERMS.subjectWebpage, credential.url)
        node.text(DCTERMS.source, credential.source)
        node.flag(SG.transcriptable, credential.transcriptable)
        node.flag(SG.learnerOwned, credential.learner_owned)
        node.reference(SG.evidenceOfNeed, credential.evidence_of_need)
        if credential.reviewed:
            node.link(SG.reviewed, date(credential.reviewed))
        node.reference(DCTERMS.creator, credential.issuer_id)
        node.text(OB.achievementType, credential.achievement_type)
        for tag in credential.tags:
            node.text(CETERMS.keyword, tag, self.lang)
        if credential.original:
            node.link(SG.original, json(credential.original))
        if credential.issuer:
            node.link(CETERMS.ownedBy, self._organization(credential.issuer))

    def _learning(self) -> None:
        credential = self.credential
        self._alignment(CETERMS.audienceLevelType, "level", credential.level)
        self._alignment(CETERMS.subject, "subject", credential.field)
        if credential.cost:
            cost = self._part("cost", CETERMS.CostProfile)
            cost.text(CETERMS.description, credential.cost, self.lang)
            self.node.link(CETERMS.estimatedCost, cost.subject)
        if credential.duration_hours is not None:
            self._duration("duration", f"PT{_plain(credential.duration_hours)}H")
        if credential.duration_weeks is not None:
            self._duration("duration-weeks", f"P{_plain(credential.duration_weeks)}W")

    def _duration(self, role: str, length: str) -> None:
        duration = self._part(role, CETERMS.DurationProfile)
        duration.text(CETERMS.timeRequired, length)
        self.node.link(CETERMS.estimatedDuration, duration.subject)

    def _requirements(self) -> None:
        credits_ = self.credential.credits
        said = self.credential.outcomes or self.credential.assessments or self.credential.criteria
        if not said and credits_ is None:
            return
        profile = self._part("requirements", CETERMS.ConditionProfile)
        self.node.link(CETERMS.requires, profile.subject)
        profile.text(CETERMS.description, self.credential.criteria, self.lang)
        if credits_ is not None:
            worth = self._part("credits", CETERMS.ValueProfile)
            worth.number(SCHEMA.value, credits_)
            profile.link(CETERMS.creditValue, worth.subject)
        for place, outcome in enumerate(self.credential.outcomes):
            profile.link(CETERMS.targetCompetency, self._outcome(place, outcome))
        for place, assessment in enumerate(self.credential.assessments):
            profile.link(CETERMS.targetAssessment, self._assessment(place, assessment))

    def _outcome(self, place: int, outcome: LearningOutcome) -> NamedNode:
        node = self._add(Node(iri(outcome.id), CEASN.Competency))
        node.link(CEASN.competencyText, text(outcome.text, outcome.lang))
        for lang, words in outcome.other_texts:
            node.link(CEASN.competencyText, text(words, lang))
        node.text(CEASN.inLanguage, outcome.lang)
        node.text(CEASN.listID, str(place + 1))
        return node.subject

    def _assessment(self, place: int, assessment: Assessment) -> NamedNode:
        node = self._part(f"assessment-{place}", CETERMS.AssessmentProfile)
        node.number(SG.position, place + 1)
        node.text(CETERMS.assessmentMethodDescription, assessment.kind, self.lang)
        node.text(CETERMS.description, assessment.description, self.lang)
        node.flag(SG.authentic, assessment.authentic)
        node.flag(SG.embedded, assessment.embedded)
        node.number(SG.masteryThreshold, assessment.threshold)
        node.number(SG.passMark, assessment.pass_mark)
        node.reference(SG.evidence, assessment.evidence)
        return node.subject

    def _prerequisites(self) -> None:
        for place, prerequisite in enumerate(self.credential.prerequisites):
            profile = self._part(f"prerequisite-{place}", CETERMS.ConditionProfile)
            profile.number(SG.position, place + 1)
            profile.link(CETERMS.condition, text(prerequisite, self.lang))
            self.node.link(CETERMS.requires, profile.subject)

    def _further(self) -> None:
        """Credentials that this one leads to, known by an address or by a name."""
        for place, further in enumerate(self.credential.stacks_into):
            node = self._part(f"further-{place}", CETERMS.Credential)
            node.number(SG.position, place + 1)
            if is_iri(further):
                node.reference(CETERMS.subjectWebpage, further)
            else:
                node.text(CETERMS.name, further, self.lang)
            self.node.link(CETERMS.isPreparationFor, node.subject)

    def _endorsement(self, place: int, endorsement: Endorsement) -> None:
        kind = _ACTIONS.get(endorsement.claim, CETERMS.RecognizeAction)
        action = self._part(f"endorsement-{place}", kind)
        action.number(SG.position, place + 1)
        action.text(SG.endorsementClaim, endorsement.claim)
        action.reference(SG.endorsedSkill, endorsement.skill)
        action.link(CETERMS.objectOfAction, self.node.subject)
        if endorsement.endorser:
            action.link(CETERMS.actingAgent, self._organization(endorsement.endorser))
        if endorsement.valid_until:
            action.link(CETERMS.endDate, date(endorsement.valid_until))
        self.node.link(CETERMS.relatedAction, action.subject)

    def _asserted(self, place: int, alignment: Alignment) -> None:
        node = self._part(f"alignment-{place}", CETERMS.CredentialAlignmentObject)
        node.number(SG.position, place + 1)
        node.reference(CETERMS.targetNode, alignment.target_url)
        node.text(CETERMS.targetNodeName, alignment.target_name, self.lang)
        node.text(CETERMS.targetNodeDescription, alignment.target_description, self.lang)
        node.text(CETERMS.frameworkName, alignment.target_framework)
        node.text(CETERMS.codedNotation, alignment.target_code)
        node.text(OB.targetType, alignment.target_type)
        node.reference(SG.alignedOutcome, alignment.outcome)
        self.node.link(SG.assertedAlignment, node.subject)

    def _organization(self, name: str) -> NamedNode:
        node = self._add(Node(mint("organization", name), CETERMS.CredentialOrganization))
        node.text(CETERMS.name, name)
        return node.subject

    def _alignment(self, property_: str, role: str, name: str) -> None:
        if name:
            node = self._part(role, CETERMS.CredentialAlignmentObject)
            node.text(CETERMS.targetNodeName, name, self.lang)
            self.node.link(property_, node.subject)

    def _part(self, role: str, class_: str) -> Node:
        return self._add(Node(_part_uri(self.credential.id, role), class_))

    def _add(self, node: Node) -> Node:
        self.nodes.append(node)
        return node


def _plain(measure: float) -> str:
    """A number without an exponent, as durations of ISO 8601 want it."""
    return f"{Decimal(repr(float(measure))):f}"


def read_credentials(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[Credential]:
    """The credentials of the graphs, sorted by ``id``."""
    decoder = _Decoder(gather(store, _PROPERTIES, graphs))
    for uri in instances(store, CETERMS.MicroCredential, graphs):
        yield decoder.credential(uri)


class _Decoder:
    """Puts credentials together from the descriptions of all nodes around them."""

    def __init__(self, nodes: dict[str, Description]) -> None:
        self.nodes = nodes

    def credential(self, uri: str) -> Credential:
        said = self._at(uri)
        profiles = list(in_order(self._targets(said, CETERMS.requires), SG.position))
        durations = self._targets(said, CETERMS.estimatedDuration)
        return Credential(
            id=uri,
            name=said.words(CETERMS.name),
            issuer=self._name_of(said, CETERMS.ownedBy),
            outcomes=self._outcomes(profiles),
            description=said.words(CETERMS.description),
            lang=said.words(CETERMS.inLanguage),
            url=said.words(CETERMS.subjectWebpage),
            level=self._through(said, CETERMS.audienceLevelType, CETERMS.targetNodeName),
            field=self._through(said, CETERMS.subject, CETERMS.targetNodeName),
            delivery=said.words(CETERMS.learningDeliveryDescription),
            cost=self._through(said, CETERMS.estimatedCost, CETERMS.description),
            duration_hours=_length(durations, "PT", "H"),
            prerequisites=tuple(
                profile.words(CETERMS.condition) for profile in profiles if _is_condition(profile)
            ),
            assessments=self._assessments(profiles),
            endorsements=self._endorsements(said),
            source=said.words(DCTERMS.source),
            duration_weeks=_length(durations, "P", "W"),
            credits=self._credits(profiles),
            transcriptable=said.flag(SG.transcriptable),
            evidence_of_need=said.words(SG.evidenceOfNeed),
            learner_owned=said.flag(SG.learnerOwned),
            stacks_into=self._stacks_into(said),
            reviewed=said.words(SG.reviewed),
            issuer_id=said.words(DCTERMS.creator),
            criteria=next((one.words(CETERMS.description) for one in profiles if not _is_condition(one)), ""),
            achievement_type=said.words(OB.achievementType),
            tags=tuple(sorted(value(term) for term in said.all(CETERMS.keyword))),
            alignments=self._alignments(said),
            original=said.words(SG.original),
        )

    def _credits(self, profiles: list[Description]) -> float | None:
        worth = (node for profile in profiles for node in self._targets(profile, CETERMS.creditValue))
        return next((number for node in worth if (number := node.number(SCHEMA.value)) is not None), None)

    def _stacks_into(self, credential: Description) -> tuple[str, ...]:
        further = in_order(self._targets(credential, CETERMS.isPreparationFor), SG.position)
        return tuple(node.words(CETERMS.subjectWebpage) or node.words(CETERMS.name) for node in further)

    def _outcomes(self, profiles: list[Description]) -> tuple[LearningOutcome, ...]:
        terms = [term for profile in profiles for term in profile.all(CETERMS.targetCompetency)]
        placed = sorted(terms, key=lambda term: (int(self._at(term).words(CEASN.listID) or 0), value(term)))
        return tuple(self._outcome(value(term), self._at(term)) for term in placed)

    def _outcome(self, uri: str, said: Description) -> LearningOutcome:
        lang = said.words(CEASN.inLanguage)
        texts = sorted((lang_of(term), value(term)) for term in said.all(CEASN.competencyText))
        own = next((one for one in texts if one[0] == lang), None)
        if own is None:  # as a foreign hand may leave it
            return LearningOutcome(uri, said.words(CEASN.competencyText), lang)
        return LearningOutcome(uri, own[1], lang, tuple(one for one in texts if one[0] not in ("", lang)))

    def _assessments(self, profiles: list[Description]) -> tuple[Assessment, ...]:
        nodes = [node for profile in profiles for node in self._targets(profile, CETERMS.targetAssessment)]
        return tuple(
            Assessment(
                kind=said.words(CETERMS.assessmentMethodDescription),
                description=said.words(CETERMS.description),
                authentic=said.flag(SG.authentic),
                threshold=said.number(SG.masteryThreshold),
                evidence=said.words(SG.evidence),
                embedded=said.flag(SG.embedded),
                pass_mark=said.number(SG.passMark),
            )
            for said in in_order(nodes, SG.position)
        )

    def _endorsements(self, credential: Description) -> tuple[Endorsement, ...]:
        return tuple(
            Endorsement(
                endorser=self._name_of(said, CETERMS.actingAgent),
                claim=EndorsementClaim(said.words(SG.endorsementClaim) or EndorsementClaim.UNSPECIFIED),
                skill=said.words(SG.endorsedSkill),
                valid_until=said.words(CETERMS.endDate),
            )
            for said in in_order(self._targets(credential, CETERMS.relatedAction), SG.position)
        )

    def _alignments(self, credential: Description) -> tuple[Alignment, ...]:
        return tuple(
            Alignment(
                target_url=said.words(CETERMS.targetNode),
                target_name=said.words(CETERMS.targetNodeName),
                target_framework=said.words(CETERMS.frameworkName),
                target_code=said.words(CETERMS.codedNotation),
                target_type=said.words(OB.targetType),
                target_description=said.words(CETERMS.targetNodeDescription),
                outcome=said.words(SG.alignedOutcome),
            )
            for said in in_order(self._targets(credential, SG.assertedAlignment), SG.position)
        )

    def _at(self, target: str | Term) -> Description:
        return self.nodes.get(target if isinstance(target, str) else value(target)) or Description()

    def _targets(self, said: Description, property_: str) -> list[Description]:
        return [self._at(term) for term in said.all(property_)]

    def _through(self, said: Description, property_: str, further: str) -> str:
        return next((node.words(further) for node in self._targets(said, property_)), "")

    def _name_of(self, said: Description, property_: str) -> str:
        return self._through(said, property_, CETERMS.name)


def _length(durations: list[Description], start: str, end: str) -> float | None:
    """The duration that is written in one unit, as a number of it."""
    written = (duration.words(CETERMS.timeRequired) for duration in durations)
    numbers = (one.removeprefix(start).removesuffix(end) for one in written if one.endswith(end))
    return next((float(number) for number in numbers), None)


def _is_condition(profile: Description) -> bool:
    """Whether a profile is a prerequisite, and not the one that names outcomes and assessments."""
    return bool(profile.all(CETERMS.condition))
