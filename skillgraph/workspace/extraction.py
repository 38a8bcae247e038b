"""Keeps the mentions of the loaded postings up to date with the postings and with the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from skillgraph.errors import IndexMissingError, NotFoundError
from skillgraph.matching.mentions import MentionRule, extract
from skillgraph.matching.sections import fingerprint as reading
from skillgraph.model import Mention, Posting, Requirement
from skillgraph.workspace import graphs, tables
from skillgraph.workspace.indexing import open_matcher
from skillgraph.workspace.loading import now
from skillgraph.workspace.manifest import TableRecord, with_record

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher
    from skillgraph.workspace.draft import Draft
    from skillgraph.workspace.query import Progress, Query
    from skillgraph.workspace.snapshot import Snapshot
    from skillgraph.workspace.workspace import Workspace

RULE = MentionRule()
LINK_CONFIDENCE = 0.5
"""A mention this sure becomes a link from the posting to the concept in the graph."""


def current_mentions(workspace: Workspace, query: Query) -> tuple[Snapshot, Iterator[Mention]]:
    """A snapshot, and the mentions of all its postings; they are extracted where missing or out of date.

    Raises:
        NotFoundError: If no postings are loaded.
        IndexMissingError: If mentions are missing and nothing may be built.
    """
    snapshot = workspace.snapshot()
    if not snapshot.manifest.postings:
        raise NotFoundError("No postings are loaded.", hint="Load some with `skillgraph posting load FILE`.")
    matcher = open_matcher(workspace, query)
    if _missing(snapshot, matcher):
        if not query.build:
            raise IndexMissingError(
                "The postings have not been searched for skills with this framework and profile.",
                hint="Run `skillgraph gaps` once on the command line.",
            )
        _extract_missing(workspace, matcher, query.progress)
        snapshot = workspace.snapshot()
    records = [_find(snapshot, source, matcher) for source in snapshot.manifest.postings]
    return snapshot, _read(snapshot, [record for record in records if record is not None])


def _missing(snapshot: Snapshot, matcher: Matcher) -> list[TableRecord]:
    return [source for source in snapshot.manifest.postings if _find(snapshot, source, matcher) is None]


def _find(snapshot: Snapshot, source: TableRecord, matcher: Matcher) -> TableRecord | None:
    wanted = _made_with(source, matcher)
    return next((record for record in snapshot.manifest.mentions if record.made_with == wanted), None)


def _made_with(source: TableRecord, matcher: Matcher) -> dict[str, str]:
    """Everything that mentions depend on; they are out of date when any of it changes."""
    return {
        "postings": source.file,
        "framework": str(matcher.index.framework),
        "profile": matcher.profile.value,
        "matcher": matcher.fingerprint,
        "rule": str(RULE),
        "reading": reading(),
    }


def _extract_missing(workspace: Workspace, matcher: Matcher, progress: Progress | None) -> None:
    with workspace.writing() as draft:
        snapshot = workspace.snapshot()
        for source in _missing(snapshot, matcher):
            _extract(draft, snapshot, source, matcher, progress)
        files = {source.file for source in draft.manifest.postings}
        current = [record for record in draft.manifest.mentions if record.made_with["postings"] in files]
        draft.manifest = replace(draft.manifest, mentions=tuple(current))


def _extract(
    draft: Draft, snapshot: Snapshot, source: TableRecord, matcher: Matcher, progress: Progress | None
) -> None:
    """Write the mentions of one source to a table, and its links from postings to concepts to the graph."""
    from skillgraph.graph import codec

    postings = _counted(tables.read(snapshot.table(source), Posting), source, progress)
    found = extract(postings, matcher, rule=RULE)
    file, count = draft.write_table(Mention, (mention for _, mentions in found for mention in mentions))
    made_with = _made_with(source, matcher)
    name = f"{source.name} {made_with['framework']} {made_with['profile']}"
    record = TableRecord(name, file, count, source.files, now(), made_with)
    draft.manifest = replace(draft.manifest, mentions=with_record(draft.manifest.mentions, record))
    linked = _linked(
        tables.read(snapshot.table(source), Posting), tables.read(snapshot.table(record), Mention)
    )
    draft.store.replace_graph(graphs.mentions(source.name), codec.encode_postings(linked))


def _linked(
    postings: Iterable[Posting], mentions: Iterable[Mention]
) -> Iterator[tuple[Posting, dict[str, Requirement]]]:
    """Each posting with the concepts it is linked to; mentions come in the order of the postings."""
    groups = groupby(mentions, key=lambda mention: mention.posting_id)
    name, group = next(groups, ("", iter(())))
    for posting in postings:
        links = {}
        if name == posting.id:
            links = _links(group)
            name, group = next(groups, ("", iter(())))
        yield posting, links


def _links(mentions: Iterable[Mention]) -> dict[str, Requirement]:
    """The concepts that are sure enough; what is required somewhere is required."""
    said: dict[str, set[Requirement]] = {}
    for mention in mentions:
        if mention.confidence >= LINK_CONFIDENCE:
            said.setdefault(mention.concept, set()).add(mention.requirement)
    return {concept: next(one for one in Requirement if one in found) for concept, found in said.items()}


def _read(snapshot: Snapshot, records: Iterable[TableRecord]) -> Iterator[Mention]:
    for record in records:
        yield from tables.read(snapshot.table(record), Mention)


def _counted(
    postings: Iterable[Posting], source: TableRecord, progress: Progress | None
) -> Iterator[Posting]:
    for done, posting in enumerate(postings, start=1):
        if progress is not None:
            progress(f"Reading postings of {source.name}", done, source.count)
        yield posting
