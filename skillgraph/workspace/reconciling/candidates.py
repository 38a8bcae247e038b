"""Which concepts a row of a table may mean: the suggestions of the matcher, as reconciliation wants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from skillgraph.errors import InputError
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.precision import PrecisionCutoff
from skillgraph.matching.reasons.relation import same_as_label
from skillgraph.matching.text.language import AUTO
from skillgraph.matching.types import LabelKind
from skillgraph.workspace.answers.suggest import suggest_texts
from skillgraph.workspace.reconciling.concepts import ConceptReader, languages_of
from skillgraph.workspace.reconciling.properties import ADDRESS, CODE, properties_named
from skillgraph.workspace.reconciling.types import check_types, types_of
from skillgraph.workspace.state.indexing import open_matcher

if TYPE_CHECKING:
    from skillgraph.matching.types import MatchResult, Suggestion
    from skillgraph.model import Concept
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.workspace import Workspace

MATCH_PRECISION = 0.8
"""The share of right ones that candidates marked as matches have, if nobody asks for another."""

LIMIT = 5
MOST = 100
"""Candidates of a query: without a limit, and at most."""

_SURE = 100.0


class Quantifier(StrEnum):
    """How many of the values of a condition a concept must have."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PropertyCondition:
    """What a concept must have to be a candidate; case does not count.

    Attributes:
        property: The id of a property.
        values: Of concepts, their URIs or labels.
    """

    property: str
    values: tuple[str, ...]
    quantifier: Quantifier = Quantifier.ANY


@dataclass(frozen=True, slots=True)
class ReconciliationQuery:
    """What a row says.

    Attributes:
        text: The name of a skill, an outcome, or the URI of a concept.
        lang: The language of the text, or ``auto``.
        types: Only concepts of one of these types.
        all_types: Of all of these types instead.
        conditions: Only concepts that meet all of them.
        limit: At most so many candidates, 1 to `MOST`.
    """

    text: str = ""
    lang: str = AUTO
    types: tuple[str, ...] = ()
    all_types: bool = False
    conditions: tuple[PropertyCondition, ...] = ()
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that a row may mean.

    Attributes:
        lang: The language that its name is to be given in.
        score: The confidence in percent; 100 for a concept that the row names by URI or code.
        match: Whether it is to be taken without asking a person; one candidate of a query at most is.
        similarity: Cosine between the text and the nearest label; ``None`` where no text was compared.
    """

    concept: Concept
    lang: str
    score: float
    match: bool
    similarity: float | None = None


class Reconciler:
    """Finds candidates with the matcher of `suggest`, whose order and confidence it keeps.

    Args:
        workspace: Where to look.
        query: How to ask the matcher.
        precision: The share of right ones that matches are to have, 0 to 1.
        lang: The language of names; ``None``: that of each text.

    Raises:
        NotFoundError: If the framework is not loaded.
    """

    def __init__(
        self,
        workspace: Workspace,
        query: Query,
        *,
        precision: float = MATCH_PRECISION,
        lang: str | None = None,
    ) -> None:
        self._workspace, self._query = workspace, query
        self._precision, self._lang = precision, lang
        self._snapshot = workspace.snapshot()
        self._record = self._snapshot.manifest.framework(query.framework)
        self._reader = ConceptReader(self._snapshot, self._record)

    def candidates(self, queries: Sequence[ReconciliationQuery]) -> list[list[Candidate]]:
        """The candidates of each query, best first.

        Raises:
            InputError: If a type, a property, a language or a limit is none, or a query names nothing.
            IndexMissingError: If there is no index, and the query forbids building one.
        """
        for query in queries:
            self._check(query)
        named = [self._named(query) for query in queries]
        texts = [query for query, found in zip(queries, named, strict=True) if found is None]
        matched = self._matched(texts)
        return [next(matched) if found is None else found for found in named]

    def _check(self, query: ReconciliationQuery) -> None:
        if not 1 <= query.limit <= MOST:
            raise InputError(f"The limit is {query.limit}.", hint=f"Ask for 1 to {MOST} candidates.")
        check_types(self._record, query.types)
        properties_named(self._languages, [one.property for one in query.conditions], str(self._record.id))
        if not query.text.strip() and not set(_naming(query)):
            raise InputError(
                "A query has no words.",
                hint=f"Give it a text, or the {CODE} or {ADDRESS} of a concept as a property.",
            )

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        return languages_of(self._snapshot, self._record)

    def _named(self, query: ReconciliationQuery) -> list[Candidate] | None:
        """The concepts that a query names by URI or code; ``None`` where its words are to be matched."""
        text = query.text.strip()
        found = self._reader.named([text] if text else self._looked_up(query))
        if text and not found:
            return None
        fitting = [one for one in found.values() if self._fits(one, query)]
        sure = len(fitting) == 1
        shown = fitting[: query.limit]
        score = _SURE / max(1, len(fitting))
        return [Candidate(one, self._lang or "en", score, sure) for one in shown]

    def _looked_up(self, query: ReconciliationQuery) -> Iterator[str]:
        from skillgraph.graph.queries import ConceptByNotation, run

        for name, value in _naming(query):
            if name == ADDRESS:
                yield value
            else:
                rows = run(self._snapshot.store, ConceptByNotation, graphs=[self._record.graph], text=value)
                yield from (row.uri for row in rows)

    def _matched(self, queries: Sequence[ReconciliationQuery]) -> Iterator[list[Candidate]]:
        """The candidates of queries by their words, in the order of the queries."""
        results = list(self._suggested(queries))
        uris = (one.uri for result in results for one in result.suggestions)
        concepts = self._reader.named(uris)
        for query, result in zip(queries, results, strict=True):
            yield list(self._kept(query, result, concepts))

    def _suggested(self, queries: Sequence[ReconciliationQuery]) -> Iterator[MatchResult]:
        """What the matcher suggests, the texts of one language being asked together."""
        groups: dict[str, list[str]] = {}
        for query in queries:
            groups.setdefault(query.lang, []).append(query.text)
        narrowed = any(query.types or query.conditions for query in queries)
        k = MOST if narrowed else max((query.limit for query in queries), default=1)
        found = {
            lang: suggest_texts(self._workspace, texts, self._query, k=k, lang=lang, kind=TextKind.OUTCOME)
            for lang, texts in groups.items()
        }
        for query in queries:
            yield next(found[query.lang])

    def _kept(
        self, query: ReconciliationQuery, result: MatchResult, concepts: Mapping[str, Concept]
    ) -> Iterator[Candidate]:
        known = (one for one in result.suggestions if one.uri in concepts)
        fitting = [one for one in known if self._fits(concepts[one.uri], query)]
        lang = self._lang or result.lang or "en"
        for number, one in enumerate(fitting[: query.limit]):
            match = number == 0 and not result.abstained and self._is_sure(one, result)
            score = round(one.confidence * 100, 2)
            yield Candidate(concepts[one.uri], lang, score, match, round(one.similarity, 4))

    def _is_sure(self, suggestion: Suggestion, result: MatchResult) -> bool:
        """Whether the best suggestion is right as often as is asked for.

        Of a text that is a preferred label, that is measured by itself, and is its confidence; cut-offs are
        fitted on sentences, and reach no high precision in some languages.
        """
        if same_as_label(result.text, suggestion) is LabelKind.PREF:
            return suggestion.confidence >= self._precision
        threshold = None if self._cutoff is None else self._cutoff.threshold(result.lang)
        return threshold is not None and suggestion.confidence >= threshold

    @cached_property
    def _cutoff(self) -> PrecisionCutoff | None:
        """``None`` where no confidence is known to give the precision: then nothing is a match."""
        matcher = open_matcher(self._workspace, self._query).of_kind(TextKind.OUTCOME)
        try:
            return PrecisionCutoff(matcher, self._precision)
        except InputError:
            return None

    def _fits(self, concept: Concept, query: ReconciliationQuery) -> bool:
        own = {one.id for one in types_of(concept)}
        among = own.issuperset(query.types) if query.all_types else not own.isdisjoint(query.types)
        return (among or not query.types) and all(self._meets(concept, one) for one in query.conditions)

    def _meets(self, concept: Concept, condition: PropertyCondition) -> bool:
        (found,) = properties_named(self._languages, [condition.property], str(self._record.id))
        values = found.values(concept, self._lang or "en")
        had = {value.casefold() for value in (self._with_labels(values) if found.concepts else values)}
        wanted = [value.strip().casefold() in had for value in condition.values]
        if condition.quantifier is Quantifier.NONE:
            return not any(wanted)
        return all(wanted) if condition.quantifier is Quantifier.ALL else any(wanted)

    def _with_labels(self, uris: Sequence[str]) -> Iterable[str]:
        found = self._reader.named(uris)
        labels = (label for one in found.values() for label in one.pref_labels.values())
        return (*uris, *labels)


def _naming(query: ReconciliationQuery) -> Iterator[tuple[str, str]]:
    """The conditions that name concepts: ids of properties, and values."""
    for condition in query.conditions:
        if condition.property in (ADDRESS, CODE) and condition.quantifier is not Quantifier.NONE:
            for value in condition.values:
                yield condition.property, value.strip()
