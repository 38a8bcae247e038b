"""Decisions on mappings, written to the workspace: what belongs together in one commit, and none lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.alignment.curation import SYSTEM, TargetTerm
from skillgraph.alignment.proposing import outcomes_of
from skillgraph.alignment.refreshing import reopened
from skillgraph.alignment.verdicts import Verdict, applied
from skillgraph.clock import now
from skillgraph.errors import InputError, NotFoundError, SkillgraphError
from skillgraph.languages.sentences import error_of
from skillgraph.model import Credential, Mapping, Review, by_language
from skillgraph.namespaces import IDENTIFIERS
from skillgraph.settings import WAIT
from skillgraph.workspace.state import graphs

if TYPE_CHECKING:
    from skillgraph.graph.store import TripleStore
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Refusal:
    """A verdict that could not be carried out, by its place in the order given."""

    place: int
    error: SkillgraphError


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of verdicts.

    Attributes:
        changed: The records that are different now; empty where nothing was written.
        refused: The verdicts that were not carried out.
        made: For each verdict the records that it made, as they were after it; none where it was refused.
    """

    changed: tuple[Mapping, ...]
    refused: tuple[Refusal, ...] = ()
    made: tuple[tuple[Mapping, ...], ...] = ()


class GraphReviewContext:
    """The records of a store, with the changes that a batch has made so far."""

    def __init__(self, store: TripleStore) -> None:
        self._store = store
        self.changed: dict[str, Mapping] = {}

    def record(self, uri: str) -> Mapping | None:
        """See :meth:`skillgraph.alignment.verdicts.ReviewContext.record`."""
        from skillgraph.graph import codec

        return self.changed.get(uri) or codec.read_mapping(self._store, graphs.MAPPINGS, uri)

    def of_outcome(self, outcome: str) -> list[Mapping]:
        """See :meth:`skillgraph.alignment.verdicts.ReviewContext.of_outcome`."""
        from skillgraph.graph.queries import RecordOfOutcome, run

        rows = run(self._store, RecordOfOutcome, graphs=[graphs.MAPPINGS], outcome=outcome)
        new = (uri for uri, record in self.changed.items() if record.subject_id == outcome)
        found = map(self.record, dict.fromkeys([*(row.record for row in rows), *new]))
        return [record for record in found if record is not None]

    def text(self, outcome: str) -> str:
        """See :meth:`skillgraph.alignment.verdicts.ReviewContext.text`."""
        from skillgraph.graph.queries import OutcomeText, run

        row = next(run(self._store, OutcomeText, outcome=outcome), None)
        return "" if row is None else row.outcome_text

    def apply(self, verdict: Verdict) -> tuple[Mapping, ...]:
        """Carry out a verdict, and give what is different now; nothing has changed if it raises."""
        made = tuple(applied(verdict, self))
        self.changed |= {record.uri: record for record in made}
        return made


def decide(
    workspace: Workspace, verdicts: Sequence[Verdict], *, wait: float = WAIT, skip_refused: bool = False
) -> Decided:
    """Carry out verdicts in one commit.

    Args:
        workspace: Where to write.
        verdicts: In order; later ones see what earlier ones did.
        wait: For so many seconds, let another writer end first.
        skip_refused: Write the others where some are refused; by default nothing is written then.

    Raises:
        WorkspaceLockedError: If another process writes for longer than that.
    """
    from skillgraph.graph import codec

    with workspace.writing(wait=wait) as draft:
        before = workspace.snapshot()
        context = GraphReviewContext(before.store)
        made, refused = _carry_out(context, verdicts)
        changed = () if refused and not skip_refused else tuple(context.changed.values())
        if changed:
            codec.put_mappings(draft.store, graphs.MAPPINGS, changed)
    if changed:
        workspace.reuse_mappings(before, draft.manifest, changed)
    return Decided(changed, tuple(refused), made if changed else ((),) * len(verdicts))


def _carry_out(
    context: GraphReviewContext, verdicts: Iterable[Verdict]
) -> tuple[tuple[tuple[Mapping, ...], ...], list[Refusal]]:
    made, refused = [], []
    for place, verdict in enumerate(verdicts):
        try:
            made.append(context.apply(verdict))
        except SkillgraphError as error:
            made.append(())
            refused.append(Refusal(place, error))
    return tuple(made), refused


def decide_or_raise(
    workspace: Workspace, verdicts: Sequence[Verdict], *, wait: float = WAIT
) -> list[Mapping]:
    """Carry out verdicts, all or none.

    Raises:
        SkillgraphError: The first refusal.
    """
    decided = decide(workspace, verdicts, wait=wait)
    if decided.refused:
        raise decided.refused[0].error
    return list(decided.changed)


def reopened_by(snapshot: Snapshot, credentials: Iterable[Credential]) -> list[Mapping]:
    """The decided mappings that wait again when credentials are loaded with other texts than before."""
    before = {outcome.id: outcome.text for outcome in outcomes_of(snapshot.credentials)}
    changed = [o for o in outcomes_of(credentials) if before.get(o.id, o.text) != o.text]
    context, review = GraphReviewContext(snapshot.store), Review(SYSTEM, now())
    found = (reopened(one, o.text, review) for o in changed for one in context.of_outcome(o.id))
    return [one for one in found if one is not None]


def record_named(snapshot: Snapshot, words: str) -> str:
    """The IRI of the record that an IRI, or the start of its last part, names.

    Raises:
        NotFoundError: If there is none.
        InputError: If there are several.
    """
    if "://" in words or words.startswith("urn:"):
        return words
    from skillgraph.graph.queries import RecordNamed, run
    from skillgraph.graph.terms import is_iri

    whole = f"{IDENTIFIERS}mapping/{words}"
    # Most who ask, ask by what the lists show; to look for how names begin reads every record.
    if words and is_iri(whole) and snapshot.store.describe(whole, graph=graphs.MAPPINGS):
        return whole
    rows = run(snapshot.store, RecordNamed, graphs=[graphs.MAPPINGS], text=f"/{words}") if words else ()
    found = [row.record for row in rows if row.record.rsplit("/", 1)[-1].startswith(words)]
    if not found:
        raise error_of(NotFoundError, "mapping-unknown", name=words)
    if len(found) > 1:
        listed = ", ".join(map(_last, found[:3]))
        raise error_of(InputError, "mapping-ambiguous", words=words, count=len(found), listed=listed)
    return found[0]


def outcome_named(snapshot: Snapshot, words: str) -> str:
    """The IRI of the outcome that its own IRI, or one of its records, names.

    Raises:
        NotFoundError: If there is none.
    """
    from skillgraph.graph import codec

    if "://" in words and GraphReviewContext(snapshot.store).text(words):
        return words
    record = codec.read_mapping(snapshot.store, graphs.MAPPINGS, record_named(snapshot, words))
    if record is None:
        raise error_of(NotFoundError, "nothing-called", words=words)
    return record.subject_id


def term_named(snapshot: Snapshot, words: str, framework: str | None = None) -> TargetTerm:
    """The concept that a URI, or a label in any loaded language, names.

    Raises:
        NotFoundError: If there is none.
        InputError: If a label is that of several.
    """
    manifest = snapshot.manifest
    for record in [manifest.framework(framework)] if framework else reversed(manifest.frameworks):
        is_uri = "://" in words or words.startswith("urn:")
        found = {words: ""} if is_uri else snapshot.concepts_with_label(words, record)
        if len(found) > 1:
            listed = "; ".join(f"{label} <{uri}>" for uri, label in list(found.items())[:3])
            raise error_of(InputError, "term-ambiguous", words=words, listed=listed)
        for uri in found:
            if label := preferred_label(snapshot, uri, record.graph) or _lent_label(
                snapshot, uri, record.graph
            ):
                return TargetTerm(uri, label, record.id.name, record.id.version)
    raise error_of(NotFoundError, "term-unknown", words=words)


def preferred_label(snapshot: Snapshot, uri: str, graph: str) -> str:
    """A concept's preferred label, in English where there is one; empty where it is not in the graph."""
    from skillgraph.graph.queries import LabelOf, run

    labels = run(snapshot.store, LabelOf, graphs=[graph], uri=uri)
    order = sorted(labels, key=lambda one: (one.label_kind != "preferred", by_language(one.lang)))
    return order[0].label if order else ""


def _lent_label(snapshot: Snapshot, uri: str, graph: str) -> str:
    """The label in another version, for a concept of a graph that has none for it; else empty."""
    if not snapshot.store.describe(uri, graph=graph):
        return ""
    return next(iter(snapshot.labels_of(uri)), "")


def _last(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]
