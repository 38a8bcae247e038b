"""Keeps the mentions of the loaded postings up to date with the postings and with the index.

There is one part of mentions for each part of postings. An engine finds them, and what it has written is
committed at once, so a run that is stopped goes on where it was; the links in the graph follow when all parts
are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from skillgraph.clock import now
from skillgraph.errors import MentionsMissingError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.matching.mentions import MentionRule
from skillgraph.matching.profile import Profile
from skillgraph.matching.text.sections import fingerprint as reading
from skillgraph.model import Mention, Posting, Requirement, Section
from skillgraph.workspace.engines.engine import MentionSearch, PostingPart
from skillgraph.workspace.state import graphs, tables
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.indexing import open_matcher
from skillgraph.workspace.state.manifest import PartRecord, TableRecord

if TYPE_CHECKING:
    from pathlib import Path

    from skillgraph.matching.matcher import Matcher
    from skillgraph.progress import Progress
    from skillgraph.workspace.engines.engine import Engine
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.draft import WorkspaceDraft
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

RULE = MentionRule()
LINK_CONFIDENCE = 0.5
"""A mention this sure becomes a link from the posting to the concept in the graph."""

_LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an extraction did.

    Attributes:
        postings: Postings that were searched now.
        mentions: Mentions of all postings.
        parts: Parts that were written now.
    """

    postings: int
    mentions: int
    parts: int


def mention_files(workspace: Workspace, query: Query) -> tuple[Snapshot, list[Path]]:
    """A snapshot, and the Parquet files of all its mentions (`skillgraph.model.tables.MENTIONS`).

    Missing mentions are extracted where the query allows it, which is reported to its ``notify``.

    Raises:
        NotFoundError: If no postings are loaded.
        MentionsMissingError: If mentions are missing and nothing may be built.
        IndexMissingError: If there is no index and none may be built.
    """
    snapshot = _with_postings(workspace)
    matcher = open_matcher(workspace, query)
    if not all(_is_done(snapshot, source, matcher) for source in snapshot.manifest.postings):
        if not query.build:
            raise error_of(MentionsMissingError, "not-searched", command=_command(query))
        query.notify(f"Extracting mentions from the postings first, as `{_command(query)}` does.")
        extract(workspace, query)
        snapshot = workspace.snapshot()
    records = [_record(snapshot, source, matcher) for source in snapshot.manifest.postings]
    return snapshot, [snapshot.part(part) for record in records for part in record.parts]


def extract(workspace: Workspace, query: Query) -> Extracted:
    """Search all postings that were not searched yet with this framework and profile.

    Args:
        workspace: Where the postings are.
        query: Framework and profile, and the engine that searches.

    Raises:
        NotFoundError: If no postings are loaded.
        InputError: If a part of the postings is damaged.
    """
    _with_postings(workspace)
    return _extract_missing(workspace, open_matcher(workspace, query), query.engine, query.progress)


def _command(query: Query) -> str:
    """What makes the mentions that a question counts."""
    framework = f" --framework {query.framework}" if query.framework else ""
    profile = "" if query.profile is Profile.FAST else f" --profile {query.profile.value}"
    return f"skillgraph posting extract{framework}{profile}"


def _with_postings(workspace: Workspace) -> Snapshot:
    snapshot = workspace.snapshot()
    if not snapshot.manifest.postings:
        raise NotFoundError("No postings are loaded.", hint="Load some with `skillgraph posting load FILE`.")
    return snapshot


def _record(snapshot: Snapshot, source: TableRecord, matcher: Matcher) -> TableRecord:
    """The mentions of a source, as far as they are there and up to date."""
    made_with = _made_with(matcher)
    name = _name(source, matcher)
    found = next((one for one in snapshot.manifest.mentions if one.name == name), TableRecord(name))
    if {**found.made_with, _LINKED: ""} != {**made_with, _LINKED: ""}:
        return TableRecord(name, made_with=made_with)
    origins = {part.file for part in source.parts}
    current = tuple(part for part in found.parts if part.origin in origins)
    return replace(found, parts=current)


def _is_done(snapshot: Snapshot, source: TableRecord, matcher: Matcher) -> bool:
    record = _record(snapshot, source, matcher)
    return not _missing(source, record) and record.made_with.get(_LINKED) == _fingerprint(source)


def _missing(source: TableRecord, record: TableRecord) -> list[PartRecord]:
    done = {part.origin for part in record.parts}
    return [part for part in source.parts if part.file not in done]


def _name(source: TableRecord, matcher: Matcher) -> str:
    return f"{source.name} {matcher.index.framework} {matcher.profile.value}"


def _fingerprint(source: TableRecord) -> str:
    """Which postings the links in the graph were made from."""
    return " ".join(part.file.rpartition("part-")[2] for part in source.parts)


def _made_with(matcher: Matcher) -> dict[str, str]:
    """Everything but the postings that mentions depend on; they are out of date when any of it changes."""
    return {
        "framework": str(matcher.index.framework),
        "profile": matcher.profile.value,
        "matcher": matcher.fingerprint,
        "rule": str(RULE),
        "reading": reading(),
    }


def _extract_missing(
    workspace: Workspace, matcher: Matcher, engine: Engine, progress: Progress | None
) -> Extracted:
    with workspace.writing() as draft:
        snapshot = workspace.snapshot()
        records = {one.name: _record(snapshot, one, matcher) for one in snapshot.manifest.postings}
        work = {p.file: (s, p) for s in snapshot.manifest.postings for p in _missing(s, records[s.name])}
        made_with = _made_with(matcher)
        found = [_part(draft.posting_folder, source, part, made_with) for source, part in work.values()]
        search = MentionSearch(found, matcher, RULE, progress)
        for made in engine.search(search):
            for part in made:
                source, _ = work[part.origin]
                records[source.name] = _with_part(records[source.name], source, part, made_with)
                draft.set_mentions(records[source.name])
            draft.save()
        for source in snapshot.manifest.postings:
            if not _is_done(snapshot, source, matcher):
                _link(draft, source, records[source.name])
        _drop_old(draft)
    mentions = sum(record.count for record in records.values())
    return Extracted(search.postings, mentions, len(work))


def _part(root: Path, source: TableRecord, part: PartRecord, made_with: Mapping[str, str]) -> PostingPart:
    """A part of the postings as an engine searches it."""
    folder = f"mentions/{parts.folder_of(source.name, made_with['framework'], made_with['profile'])}"
    return PostingPart(root, part.file, part.count, folder, {**made_with, "postings": part.file})


def _with_part(
    record: TableRecord, source: TableRecord, part: PartRecord, made_with: Mapping[str, str]
) -> TableRecord:
    """The record of the mentions of a source with one part more."""
    made = {name: value for name, value in record.made_with.items() if name != _LINKED} or dict(made_with)
    added = (*record.parts, part)
    return _ordered(replace(record, parts=added, files=source.files, loaded=now(), made_with=made), source)


def _ordered(record: TableRecord, source: TableRecord) -> TableRecord:
    """The parts in the order of those of the postings."""
    order = {part.file: place for place, part in enumerate(source.parts)}
    found = tuple(sorted(record.parts, key=lambda part: order[part.origin]))
    return replace(record, parts=found, count=sum(part.count for part in found))


def _link(draft: WorkspaceDraft, source: TableRecord, record: TableRecord) -> None:
    """Write the links from the postings of a source to concepts into the graph."""
    from skillgraph.graph import codec

    linked = _linked(draft, source, record)
    draft.store.replace_graph(graphs.mentions(source.name), codec.encode_postings(linked))
    made_with = {**record.made_with, _LINKED: _fingerprint(source)}
    draft.set_mentions(replace(_ordered(record, source), made_with=made_with))


def _drop_old(draft: WorkspaceDraft) -> None:
    """Forget mentions of sources, and of parts, that are no more."""
    origins = {part.file for source in draft.manifest.postings for part in source.parts}
    kept = []
    for record in draft.manifest.mentions:
        current = tuple(part for part in record.parts if part.origin in origins)
        if current:
            kept.append(replace(record, parts=current, count=sum(part.count for part in current)))
    draft.manifest = replace(draft.manifest, mentions=tuple(kept))


def _linked(
    draft: WorkspaceDraft, source: TableRecord, record: TableRecord
) -> Iterator[tuple[Posting, dict[str, Requirement]]]:
    """Each posting that mentions something surely, with the concepts it is linked to."""
    root = draft.posting_folder
    by_origin = {part.origin: part.file for part in record.parts}
    for part in source.parts:
        mentions = tables.read_mentions(root / by_origin[part.file])
        groups = {uid: _links(found) for uid, found in groupby(mentions, key=lambda one: one.posting_id)}
        for posting in tables.read_postings(root / part.file):
            if links := groups.get(posting.id):
                yield posting, links


def _links(mentions: Iterable[Mention]) -> dict[str, Requirement]:
    """The concepts that are sure enough; what is required somewhere is required.

    What stands in a title alone is no demand: a title names an occupation.
    """
    said: dict[str, set[Requirement]] = {}
    for mention in mentions:
        if mention.confidence >= LINK_CONFIDENCE and mention.section is not Section.TITLE:
            said.setdefault(mention.concept, set()).add(mention.requirement)
    return {concept: next(one for one in Requirement if one in found) for concept, found in said.items()}


@dataclass(frozen=True, slots=True)
class Damage:
    """A part of a table that is missing or damaged.

    Attributes:
        file: The part, below the workspace.
        origin: What has to be loaded, or extracted, again.
        kind: ``postings`` or ``mentions``.
    """

    file: str
    origin: str
    kind: str


def check(workspace: Workspace, *, progress: Progress | None = None) -> list[Damage]:
    """Every part whose file is missing or not as it was written; all bytes are read."""
    snapshot = workspace.snapshot()
    kinds: list[tuple[str, Sequence[TableRecord]]] = [
        ("postings", snapshot.manifest.postings),
        ("mentions", snapshot.manifest.mentions),
    ]
    every = [(kind, part) for kind, records in kinds for record in records for part in record.parts]
    found = []
    for done, (kind, part) in enumerate(every, start=1):
        if not parts.is_whole(snapshot.folder / "postings" / part.file):
            found.append(Damage(f"postings/{part.file}", part.origin, kind))
        if progress is not None:
            progress("Checking parts", done, len(every))
    return found


def repair(workspace: Workspace, damage: Sequence[Damage]) -> None:
    """Forget damaged parts of mentions, so that they are extracted again when they are needed.

    Damaged parts of postings stay named: loading their file again writes them again.
    """
    files = {one.file.removeprefix("postings/") for one in damage if one.kind == "mentions"}
    keep: Callable[[PartRecord], bool] = lambda part: part.file not in files  # noqa: E731
    if files:
        with workspace.writing() as draft:
            mentions = (replace(r, parts=tuple(filter(keep, r.parts))) for r in draft.manifest.mentions)
            draft.manifest = replace(draft.manifest, mentions=tuple(mentions))
