"""Exports of what a workspace holds: Open Badges, SSSOM, outcome sheets and RDF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillgraph import files
from skillgraph.errors import InputError
from skillgraph.model import Credential, MappingStatus
from skillgraph.workspace.credentials.finding import select_credentials
from skillgraph.workspace.state import graphs

if TYPE_CHECKING:
    from skillgraph.export.frameworks import Frameworks
    from skillgraph.model import Mapping as MappingRecord
    from skillgraph.workspace.state.manifest import Manifest
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

_JSON = (".json", ".jsonld")
_NOTICE = "ACKNOWLEDGEMENT.txt"


@dataclass(frozen=True, slots=True)
class Exported:
    """What one export wrote.

    Attributes:
        target: The file or folder.
        counts: How many of what.
        acknowledgements: Sentences that go with the export, for the frameworks in it.
        left_out: What the format has no place for, and how many credentials have it.
    """

    target: Path
    counts: Mapping[str, int]
    acknowledgements: tuple[str, ...] = ()
    left_out: Mapping[str, int] | None = None


def export_openbadges(
    workspace: Workspace,
    target: Path,
    *,
    version: str = "3.0",
    credential: str | None = None,
    source: str | None = None,
    proposed: bool = False,
) -> Exported:
    """Write credentials as Open Badges: to one JSON file, or each to a file of its own in a folder.

    Raises:
        NotFoundError: If there is no such credential.
        InputError: If a credential cannot be written in that version.
    """
    from skillgraph.export.openbadges import badge

    snapshot = workspace.snapshot()
    found = _chosen(snapshot, credential, source)
    by_subject = _by_subject(snapshot)
    known = frameworks(snapshot.manifest)
    made = [
        badge(
            one,
            [mapping for outcome in one.outcomes for mapping in by_subject.get(outcome.id, ())],
            version=version,
            frameworks=known,
            proposed=proposed,
        )
        for one in found
    ]
    sentences = known.acknowledged_in(made)
    if target.suffix.lower() in _JSON:
        files.write_text(target, _as_json(made if len(made) > 1 else made[0]))
    else:
        _write_folder(target, found, made, sentences)
    counts = {"badges": len(made), "alignments": sum(len(_listed(one.get("alignment"))) for one in made)}
    return Exported(target, counts, sentences)


@dataclass(frozen=True, slots=True)
class MappingChoice:
    """Which mapping records to export; empty means all.

    Attributes:
        min_confidence: Leaves out proposals below it; what people decided stays.
    """

    statuses: tuple[MappingStatus, ...] = ()
    credential: str | None = None
    source: str | None = None
    min_confidence: float = 0.0


def export_sssom(
    workspace: Workspace,
    target: Path,
    choice: MappingChoice,
    *,
    license: str = "",  # noqa: A002 - SSSOM's word
    set_id: str = "",
) -> Exported:
    """Write mapping records as SSSOM: TSV, JSON or RDF by the file's extension.

    Raises:
        NotFoundError: If there is no such credential.
        InputError: If the extension is unknown, or the identifier or licence of the set is no URI.
    """
    from skillgraph.export.sssom import UNSPECIFIED_LICENSE, MappingSet, write_sssom

    for what, uri in (("license", license), ("id", set_id)):
        if uri and ":" not in uri:
            raise InputError(f"--{what} {uri!r} is not a URI.", hint="Write it like https://example.org/…")
    snapshot = workspace.snapshot()
    records = list(_chosen_mappings(snapshot, choice))
    sentences = frameworks(snapshot.manifest).acknowledged(records)
    mapping_set = MappingSet.of(
        (with_scheme(record, snapshot.manifest) for record in records),
        license=license or UNSPECIFIED_LICENSE,
        id=set_id,
        title="Learning outcomes mapped to competency frameworks",
        description=" ".join(["Mapping records of a skillgraph workspace.", *sentences]),
    )
    write_sssom(mapping_set, target)
    counts = {"mappings": len(records)} | {
        status.value: count for status in MappingStatus if (count := _count(records, status))
    }
    return Exported(target, counts, sentences)


def _chosen(snapshot: Snapshot, credential: str | None, source: str | None) -> tuple[Credential, ...]:
    return select_credentials(snapshot, [] if credential is None else [credential], source=source)


def _chosen_mappings(snapshot: Snapshot, choice: MappingChoice) -> Iterator[MappingRecord]:
    subjects = None
    if choice.credential or choice.source:
        found = _chosen(snapshot, choice.credential, choice.source)
        subjects = {outcome.id for credential in found for outcome in credential.outcomes}
    for record in snapshot.mappings:
        unsure = record.status.waiting and (record.confidence or 0.0) < choice.min_confidence
        wanted = not choice.statuses or record.status in choice.statuses
        if wanted and not unsure and (subjects is None or record.subject_id in subjects):
            yield record


def _count(records: Sequence[MappingRecord], status: MappingStatus) -> int:
    return sum(record.status is status for record in records)


def with_scheme(record: MappingRecord, manifest: Manifest) -> MappingRecord:
    """The record with the IRI of its framework's scheme, as others know it, in place of our name."""
    for one in manifest.frameworks:
        if (record.object_source, record.object_source_version) == (one.id.name, one.id.version):
            return replace(record, object_source=one.scheme)
    return record


def with_name(record: MappingRecord, manifest: Manifest) -> MappingRecord:
    """The reverse of :func:`with_scheme`, for the frameworks that are loaded."""
    for one in manifest.frameworks:
        if (record.object_source, record.object_source_version) == (one.scheme, one.id.version):
            return replace(record, object_source=one.id.name)
    return record


def export_outcome_sheet(
    workspace: Workspace, target: Path, *, credential: str | None = None, source: str | None = None
) -> Exported:
    """Write credentials as an outcome sheet, CSV or XLSX by the file's extension.

    Raises:
        NotFoundError: If there is no such credential.
        InputError: If the extension is unknown.
    """
    from skillgraph.export.outcome_sheet import left_out, write_outcome_sheet

    found = _chosen(workspace.snapshot(), credential, source)
    rows = write_outcome_sheet(found, target)
    return Exported(target, {"credentials": len(found), "rows": rows}, left_out=left_out(found))


def export_graph(workspace: Workspace, target: Path, *, graph: str | None = None) -> Exported:
    """Write the whole graph, or one named graph, as RDF in the format of the file's extension.

    Args:
        workspace: What to write from.
        target: The file.
        graph: IRI of a graph, or its end, such as ``mappings`` or ``framework/esco/1.2.0``.

    Raises:
        NotFoundError: If there is no such graph.
        InputError: If the extension is unknown.
    """
    from skillgraph.export.rdf import write_graph

    snapshot = workspace.snapshot()
    name = None if graph is None else graphs.named(graph)
    own = {record.graph for record in snapshot.manifest.frameworks}
    # The graph of a framework carries its acknowledgement itself.
    sentences = _all_acknowledgements(snapshot.manifest) if name not in own else ()
    count = write_graph(
        snapshot.store, target, graph=name, about=name or graphs.BASE, acknowledgements=sentences
    )
    return Exported(target, {"statements": count}, sentences)


def frameworks(manifest: Manifest) -> Frameworks:
    """What exports say of the loaded frameworks."""
    from skillgraph.export.frameworks import Frameworks

    return Frameworks(
        titles={str(record.id): record.title for record in manifest.frameworks},
        acknowledgements={str(record.id): record.acknowledgement for record in manifest.frameworks},
    )


def _all_acknowledgements(manifest: Manifest) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.acknowledgement for r in manifest.frameworks if r.acknowledgement))


def _by_subject(snapshot: Snapshot) -> Mapping[str, Sequence[MappingRecord]]:
    grouped: dict[str, list[MappingRecord]] = {}
    for mapping in snapshot.mappings:
        grouped.setdefault(mapping.subject_id, []).append(mapping)
    return grouped


def _write_folder(
    folder: Path, found: Sequence[Credential], made: Sequence[Any], sentences: Sequence[str]
) -> None:
    from skillgraph.sources.identifiers import content_hash, slug

    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"{folder} is a file and has no extension of JSON.", hint="Name a folder, or a file in .json."
        )
    with files.into_folder(folder) as new:
        for credential, document in zip(found, made, strict=True):
            name = "-".join(filter(None, [slug(credential.name), content_hash(credential.id, digits=8)]))
            (new / f"{name}.json").write_text(_as_json(document), encoding="utf-8", newline="\n")
        if sentences:
            (new / _NOTICE).write_text("\n".join(sentences) + "\n", encoding="utf-8", newline="\n")


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [] if value is None else [value]
