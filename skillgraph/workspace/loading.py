"""Loading frameworks, crosswalks, credentials and postings: each load happens whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.clock import now
from skillgraph.errors import InputError, NotFoundError, ProblemLog
from skillgraph.model import Credential, Framework, in_language
from skillgraph.model import Mapping as MappingRecord
from skillgraph.model.texts import many
from skillgraph.workspace.credentials.alignments import (
    asserted_mappings,
    compared_again,
    note_unknown_concepts,
)
from skillgraph.workspace.engines.local import LOCAL
from skillgraph.workspace.replacing import Settled, check_publisher, settle
from skillgraph.workspace.review.deciding import reopened_by
from skillgraph.workspace.state import graphs
from skillgraph.workspace.state.manifest import (
    FileRecord,
    FrameworkRecord,
    GraphRecord,
    TableRecord,
    with_record,
)

if TYPE_CHECKING:
    from skillgraph.graph.shapes import ShapeResult
    from skillgraph.progress import Progress
    from skillgraph.workspace.engines.engine import Engine
    from skillgraph.workspace.postings.loading import SourceChange
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one load brought in.

    Attributes:
        name: The source, or the framework with its version.
        counts: How many of what.
        problems: Rows that were not taken as they stand.
        shapes: What the shapes say of the graph that was loaded.
        note: What else there is to say, as a sentence.
    """

    name: str
    counts: Mapping[str, int]
    problems: ProblemLog
    shapes: tuple[ShapeResult, ...] = ()
    note: str = ""


def load_framework(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    name: str | None = None,
    version: str | None = None,
    languages: Sequence[str] | None = None,
    schemes: Sequence[str] = (),
    strict: bool = False,
    replaces: bool = False,
) -> Loaded:
    """Load the files of one framework version together; the same version is replaced.

    Languages that the version has already and these files do not bring are kept. Files of another language
    alone add their texts to the version.

    Args:
        workspace: Where to load to.
        paths: The files.
        name: Overrides the name that the files tell.
        version: Overrides the version that the files tell.
        languages: Take only the texts in these languages.
        schemes: Take only the concepts of these schemes of a SKOS file, by URI.
        strict: Whether the first row that cannot be taken as it stands is an error.
        replaces: Whether a version that is there may lose concepts and relations that the files lack, or
            give way to another publisher's of the same name.

    Raises:
        InputError: If the files cannot be read, or something would be lost that ``replaces`` does not allow.
    """
    from skillgraph.graph import codec, shapes
    from skillgraph.taxonomies import read_framework

    problems = ProblemLog(strict=strict)
    framework = read_framework(
        paths, name=name, version=version, languages=languages, schemes=schemes, problems=problems
    )
    with workspace.writing() as draft:
        settled = _settled(workspace.snapshot(), framework, _files(paths), replaces=replaces)
        framework, graph = settled.framework, graphs.framework(framework.scheme.id)
        draft.store.replace_graph(graph, codec.encode_framework(framework))
        report = tuple(shapes.report(draft.store, [graph]))
        record = _framework_record(framework, graph, (*settled.files, *_files(paths)))
        draft.manifest = draft.manifest.with_framework(record)
    waiting = _compare_alignments(workspace)
    note = " ".join(filter(None, (settled.note, _retired_note(framework), waiting)))
    return Loaded(str(record.id), record.counts, problems, report, note=note)


def _compare_alignments(workspace: Workspace) -> str:
    """Hold what issuers assert against the labels of now; a sentence about what waits for a person."""
    from skillgraph.graph import codec

    changed, note = compared_again(workspace.snapshot())
    if changed:
        with workspace.writing() as draft:
            codec.put_mappings(draft.store, graphs.MAPPINGS, changed)
    return note


def _retired_note(framework: Framework) -> str:
    retired = sum(concept.retired for concept in framework.concepts)
    return f"Of these, {retired:,} are retired: kept, and never suggested." if retired else ""


def load_crosswalk(
    workspace: Workspace, path: Path, *, name: str | None = None, strict: bool = False
) -> Loaded:
    """Load mappings between frameworks from an SSSOM file.

    Raises:
        InputError: If the file cannot be read, or holds no mapping.
    """
    from skillgraph.graph import codec
    from skillgraph.taxonomies.sssom import read_sssom

    problems = ProblemLog(strict=strict)
    mappings = [mapping for mapping in read_sssom(path, problems=problems) if not mapping.no_term]
    if not mappings:
        raise InputError(f"{path} holds no mapping that can be loaded.", hint=_first(problems))
    name = name or path.stem.removesuffix(".sssom")
    graph = graphs.crosswalk(name)
    with workspace.writing() as draft:
        note = _replaced(draft.manifest.crosswalks, name, path)
        draft.store.replace_graph(graph, codec.encode_mappings(mappings))
        record = GraphRecord(name, graph, len(mappings), _files([path]), now())
        draft.manifest = replace(draft.manifest, crosswalks=with_record(draft.manifest.crosswalks, record))
    return Loaded(name, {"mappings": len(mappings)}, problems, note=note)


def load_mappings(workspace: Workspace, path: Path, *, strict: bool = False) -> Loaded:
    """Take the mapping records of an SSSOM file (TSV, JSON, RDF) into the workspace's own.

    A record that a person has decided on here stays as it is, and one that differs is reported.

    Raises:
        InputError: If the file cannot be read, or holds no mapping.
    """
    from skillgraph.alignment.importing import merge
    from skillgraph.graph import codec
    from skillgraph.taxonomies.sssom import read_sssom
    from skillgraph.workspace.credentials.exporting import with_name

    problems = ProblemLog(strict=strict)
    read = read_sssom(path, problems=problems)
    if not read:
        raise InputError(f"{path} holds no mapping that can be loaded.", hint=_first(problems))
    with workspace.writing() as draft:
        snapshot = workspace.snapshot()
        records = [with_name(record, snapshot.manifest) for record in read]
        merged = merge(snapshot.mappings, records, at=now(), origin=path.name)
        for record, standing in merged.conflicts:
            reason = f"{record.uri} is {record.status} there and {standing.status} here; ours was kept"
            problems.add(path, None, reason, field="mapping_status")
        _note_unknown(snapshot, records, path, problems)
        note_unknown_concepts(snapshot, records, path, problems)
        codec.put_mappings(draft.store, graphs.MAPPINGS, merged.changed)
    counts = {
        "mappings": len(merged.changed),
        "unchanged": merged.unchanged,
        "conflicts": len(merged.conflicts),
    }
    return Loaded(
        path.name, {what: count for what, count in counts.items() if count or what == "mappings"}, problems
    )


def _note_unknown(
    snapshot: Snapshot, records: Sequence[MappingRecord], path: Path, problems: ProblemLog
) -> None:
    """Mappings of outcomes that are not loaded are kept; they count once their credentials are."""
    known = {outcome.id for credential in snapshot.credentials for outcome in credential.outcomes}
    unknown = {record.subject_id for record in records} - known
    if unknown:
        reason = f"{len(unknown)} of the subjects are no loaded outcomes, such as {min(unknown)}"
        problems.add(path, None, reason, field="subject_id")


def load_credentials(
    workspace: Workspace,
    path: Path,
    *,
    name: str | None = None,
    strict: bool = False,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    issuer: str = "",
    keep_lists: bool = False,
) -> Loaded:
    """Load credentials from an outcome sheet, JSON or Open Badges; a source of the same name is replaced.

    Alignments that the issuers assert become accepted mappings, where nobody has decided otherwise.

    Mappings that people decided on are opened again where their outcome has another text now. ``columns``,
    ``issuer`` and ``keep_lists`` are for sheets, see `skillgraph.sources.read_outcome_sheet`.

    Raises:
        InputError: If the file cannot be read, or holds no credential.
    """
    from skillgraph.graph import codec, shapes
    from skillgraph.matching.text.language import shares_by_language
    from skillgraph.sources import read_credentials

    problems, reading = ProblemLog(strict=strict), partial(read_credentials, judge=shares_by_language())
    name = name or path.stem
    with workspace.writing() as draft:
        snapshot = workspace.snapshot()
        taken = _taken_ids(snapshot, except_source=name)
        read = reading(path, problems=problems, columns=columns, issuer=issuer, keep_lists=keep_lists)
        credentials = list(_new_only((replace(c, source=name) for c in read), taken, path, problems))
        if not credentials:
            raise InputError(f"{path} holds no credential that can be loaded.", hint=_first(problems))
        graph, note = graphs.credentials(name), _replaced(draft.manifest.credentials, name, path)
        opened = reopened_by(snapshot, credentials)
        draft.store.replace_graph(graph, codec.encode_credentials(credentials))
        aligned = asserted_mappings(snapshot, credentials, path, problems)
        codec.put_mappings(draft.store, graphs.MAPPINGS, [*aligned, *opened])
        report = tuple(shapes.report(draft.store, [graph]))
        record = GraphRecord(name, graph, len(credentials), _files([path]), now())
        draft.manifest = replace(draft.manifest, credentials=with_record(draft.manifest.credentials, record))
    counts = {"credentials": len(credentials), "outcomes": sum(len(c.outcomes) for c in credentials)}
    if aligned:
        counts["alignments"] = len(aligned)
    if opened:
        counts["decided mappings opened again (their text has changed)"] = len(opened)
    return Loaded(name, counts, problems, report, note)


def load_postings(
    workspace: Workspace,
    path: Path,
    *,
    name: str | None = None,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    strict: bool = False,
    replaces: bool = False,
    with_occupations: bool = True,
    progress: Progress | None = None,
    engine: Engine = LOCAL,
) -> Loaded:
    """Add the postings of a file to a source; those whose id it has already are replaced.

    A file that was the last one loaded, with the same settings, changes nothing, except that parts of the
    table that were damaged are written again.

    Args:
        workspace: Where to load to.
        path: The file.
        name: Of the source; the file's by default.
        columns: See `skillgraph.sources.read_postings`.
        strict: Whether the first row that cannot be taken as it stands is an error.
        replaces: Whether the source is to hold this file alone.
        with_occupations: Whether occupations are suggested, if the active framework has any.
        progress: Called while an index of occupations is built.
        engine: Writes the parts and links near-duplicates; what is loaded is the same.

    Raises:
        InputError: If the file cannot be read, or holds no posting.
    """
    from skillgraph.workspace.postings.loading import PostingTables, relink
    from skillgraph.workspace.postings.occupations import open_occupations
    from skillgraph.workspace.postings.one_file import PostingFile

    load = PostingFile(path, name or path.stem, columns, ProblemLog(strict=strict), replaces)
    occupations = open_occupations(workspace, progress) if with_occupations else None
    with workspace.writing() as draft:
        before = draft.postings_of(load.name)
        made_with = load.settings(occupations)
        whole = draft.whole_parts(before)
        if load.is_held(before, made_with) and len(whole) == len(before.parts):
            return Loaded(load.name, {"postings": 0}, load.problems, note="It holds this file already.")
        table = PostingTables(draft.posting_folder, engine)
        change = load.add(table, whole, occupations)
        if not change.read:
            raise InputError(f"{path} holds no posting that can be loaded.", hint=_first(load.problems))
        draft.set_postings(load.source(before, change, made_with))
        relink(draft, table)
        record = draft.postings_of(load.name)
    note = " ".join([_changed_postings(change, record), *table.made_again])
    return Loaded(load.name, {"postings": change.read}, load.problems, note=note)


def _changed_postings(change: SourceChange, record: TableRecord) -> str:
    new, near = change.read - change.replaced, record.count - record.distinct
    return (
        f"{new:,} new and {change.replaced:,} replaced;"
        f" {record.name} holds {many(record.distinct, 'different job')} and "
        f"{many(near, 'near-duplicate of a job', 'near-duplicates of jobs')}."
    )


def _settled(
    snapshot: Snapshot, framework: Framework, files: tuple[FileRecord, ...], *, replaces: bool
) -> Settled:
    """What the version is to hold: the files alone where it is new, else see `replacing`."""
    from skillgraph.graph import codec

    try:
        record = snapshot.manifest.framework(str(framework.scheme.id))
    except NotFoundError:
        return Settled(framework)
    if not replaces:
        check_publisher(record, framework)
    before = codec.read_framework(snapshot.store, record.graph)
    return settle(record, before, framework, files, replaces=replaces)


def _framework_record(framework: Framework, graph: str, files: tuple[FileRecord, ...]) -> FrameworkRecord:
    kinds = Counter(concept.kind.value for concept in framework.concepts)
    relations = Counter(relation.kind.value for relation in framework.relations)
    collections = {f"collection {c.key}": len(c.members) for c in framework.collections}
    return FrameworkRecord(
        id=framework.scheme.id,
        graph=graph,
        scheme=framework.scheme.uri,
        languages=framework.languages,
        counts=dict(sorted(kinds.items()))
        | dict(sorted(relations.items()))
        | dict(sorted(collections.items())),
        files=files,
        loaded=now(),
        labels=dict(sorted(Counter(lang for c in framework.concepts for lang in c.pref_labels).items())),
        title=in_language(framework.scheme.titles),
        acknowledgement=framework.scheme.acknowledgement,
    )


def _files(paths: Iterable[Path]) -> tuple[FileRecord, ...]:
    return tuple(FileRecord.of(path) for path in paths)


def _replaced(records: Iterable[GraphRecord], name: str, path: Path) -> str:
    """What a load puts another file's content in place of, as a sentence; nothing for the same file."""
    before = next((record for record in records if record.name == name), None)
    if before is None or before.files == _files([path]):
        return ""
    origin = ", ".join(file.name for file in before.files)
    return f"It replaces the {before.count:,} that {name} held from {origin}; --name keeps both."


def _taken_ids(snapshot: Snapshot, *, except_source: str) -> dict[str, str]:
    return {c.id: c.source for c in snapshot.credentials if c.source != except_source}


def _new_only(
    credentials: Iterable[Credential], taken: Mapping[str, str], path: Path, problems: ProblemLog
) -> Iterator[Credential]:
    for credential in credentials:
        if credential.id in taken:
            reason = f"{credential.id} is already loaded from {taken[credential.id]}; this one is passed over"
            problems.add(path, None, reason, field="id", whole=True)
        else:
            yield credential


def _first(problems: ProblemLog) -> str:
    worst = problems.worst()
    return "Check that it is the right file." if worst is None else f"The first problem is {worst}."
