"""The tables of a workspace in the store of the engine that counts them; everything else is Ibis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from skillgraph.analytics.demand.counting import POSTING_AXES, Table, Tables, values_of
from skillgraph.analytics.demand.question import Axis, Threshold
from skillgraph.errors import InputError
from skillgraph.matching.precision import PrecisionCutoff
from skillgraph.model import ConceptKind
from skillgraph.workspace.postings import extraction
from skillgraph.workspace.postings.statements import statements
from skillgraph.workspace.state.indexing import open_matcher

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.matching.matcher import Matcher
    from skillgraph.workspace.engines.engine import TableStore
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

SUCCESS = "sfs"
"""The framework whose concepts the axis `Axis.SUCCESS` counts by."""

_UNREACHABLE = 2.0
"""A threshold that no confidence reaches."""

_POSTING = "posting"

_READ = 2_000
"""So many characters of a posting tell its language."""


class OpenedTables(NamedTuple):
    """The tables of a workspace, the state they are of, and which mentions count."""

    snapshot: Snapshot
    tables: Tables
    threshold: Threshold


def open_tables(
    workspace: Workspace, query: Query, *, min_confidence: float = 0.5, weights: Path | None = None
) -> OpenedTables:
    """Open the postings and mentions of a workspace; see `extraction.mention_files` for missing mentions.

    Args:
        workspace: Where to read.
        query: Framework and profile; its precision stands for the confidence, if given.
        min_confidence: Mentions below it do not count.
        weights: A table of weights, see `skillgraph.sources.weights`.

    Raises:
        NotFoundError: If no postings are loaded.
        MentionsMissingError: If mentions are missing and nothing may be built.
        InputError: If a part of a table is damaged, the weights cannot be used, or no confidence is known to
            give the precision.
    """
    from skillgraph.model.tables import MENTIONS, POSTINGS

    snapshot, mentions = extraction.mention_files(workspace, query)
    # The last digits of a sum of weights depend on the order in which they are added.
    store = query.engine.tables(one_order=weights is not None)
    postings = store.parts(snapshot.posting_files(), POSTINGS)
    tables = Tables(postings, store.parts(mentions, MENTIONS), above=None)
    said = store.table("statements", statements(workspace, snapshot))
    above = store.table("above", _above(snapshot, query, _mentioned(tables)))
    tables = replace(tables, above=above, statements=said)
    threshold = Threshold(min_confidence)
    if query.precision is not None:
        matcher = open_matcher(workspace, query)
        threshold = _threshold_of(PrecisionCutoff(matcher, query.precision))
        if threshold.by_lang:
            tables = _with_languages(store, tables, matcher)
    if weights is not None:
        tables = _weighted(store, tables, weights)
    return OpenedTables(snapshot, tables, threshold)


def _mentioned(tables: Tables) -> list[str]:
    concepts = tables.mentions.select("concept").distinct().order_by("concept")
    return [str(uri) for uri in concepts.to_pyarrow()["concept"].to_pylist()]


def _above(snapshot: Snapshot, query: Query, concepts: Iterable[str]) -> pa.Table:
    """Each concept with itself and with everything above it, by the axis that counts it."""
    import pyarrow as pa

    hierarchy = snapshot.hierarchy(query.framework)
    axis = axis_of(snapshot)
    rows = [
        {"concept": concept, "target": target, "kind": axis(target, concept).value}
        for concept in concepts
        for target in (concept, *sorted(hierarchy.ancestors(concept)))
    ]
    text = pa.string()
    return pa.Table.from_pylist(rows, schema=pa.schema([("concept", text), ("target", text), ("kind", text)]))


def axis_of(snapshot: Snapshot) -> Callable[[str, str], Axis]:
    """Tells on which axis what lies above a concept (or is it) is counted.

    In a plain SKOS scheme nothing says what a group is: there everything above another concept is one.
    """
    success = {
        r.scheme.rpartition("/")[0] + "/" for r in snapshot.manifest.frameworks if r.id.name == SUCCESS
    }
    kinds = snapshot.kinds

    def axis(target: str, concept: str) -> Axis:
        if any(target.startswith(base) for base in success):
            return Axis.SUCCESS
        kind = kinds.get(target, ConceptKind.CONCEPT)
        is_group = kind is ConceptKind.SKILL_GROUP or (kind is ConceptKind.CONCEPT and target != concept)
        return Axis.GROUP if is_group else Axis.CONCEPT

    return axis


def _threshold_of(cutoff: PrecisionCutoff) -> Threshold:
    """One threshold where all languages share it; else one for each, and for any other language none."""
    by_lang = {lang: _UNREACHABLE if least is None else least for lang, least in cutoff.thresholds().items()}
    values = set(by_lang.values())
    return Threshold(values.pop()) if len(values) == 1 else Threshold(_UNREACHABLE, by_lang)


def _with_languages(store: TableStore, tables: Tables, matcher: Matcher) -> Tables:
    """The tables, with a detected language where a posting's is missing or unknown to the matcher."""
    import pyarrow as pa

    postings = tables.postings
    others = postings.filter(~postings.lang.isin(list(matcher.languages)))
    texts = others.select("id", text=(others.title + "\n" + others.description).substr(0, _READ)).to_pyarrow()
    langs = pa.array([matcher.detect(text or "") for text in texts["text"].to_pylist()], pa.string())
    detected = store.table("detected", pa.table({"id": texts["id"], "detected": langs}))
    joined = postings.left_join(detected, "id").drop("id_right")
    return replace(
        tables, postings=joined.mutate(lang=joined.detected.coalesce(joined.lang)).drop("detected")
    )


def _weighted(store: TableStore, tables: Tables, path: Path) -> Tables:
    import pyarrow as pa

    from skillgraph.sources.weights import read_weights

    weights = read_weights(path, [_POSTING, *POSTING_AXES])
    rows = pa.table(
        {"key": pa.array(weights.of, pa.string()), "weight": pa.array(weights.of.values(), pa.float64())}
    )
    by = "id" if weights.by == _POSTING else weights.by
    found = replace(tables, weights=store.table("weights", rows), weigh_by=by, others_weigh=weights.others)
    unknown = _unknown_keys(found)
    if unknown:
        raise InputError(
            f"{path} has weights for what no posting is: {', '.join(unknown[:5])}.",
            hint="Mend the keys; a posting's is SOURCE/ID, as `skillgraph demand sentences` prints it.",
        )
    return found


def _unknown_keys(tables: Tables) -> list[str]:
    if tables.weigh_by == Axis.PERIOD:
        return []
    known = tables.postings.select(key=values_of(tables.postings, tables.weigh_by))
    if tables.weigh_by == Axis.SECTOR:
        known = known.union(tables.postings.select(key=tables.postings.sector_normalised))
    weights: Table = tables.weights
    missing = weights.anti_join(known, "key").order_by("key").limit(6)
    return [str(key) for key in missing.to_pyarrow()["key"].to_pylist()]
