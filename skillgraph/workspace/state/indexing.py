"""Opens the search index of a framework; builds it first where it is missing or out of date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from skillgraph.errors import IndexDamagedError, IndexMissingError, SkillgraphError
from skillgraph.graph import locks
from skillgraph.languages.sentences import error_of
from skillgraph.matching.profile import processes_for
from skillgraph.settings import Settings

if TYPE_CHECKING:
    from skillgraph.matching.index.index import Index
    from skillgraph.matching.matcher import Matcher
    from skillgraph.model import Concept
    from skillgraph.workspace.state.index_query import IndexQuery
    from skillgraph.workspace.state.manifest import FrameworkRecord
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


def open_matcher(workspace: Workspace, query: IndexQuery) -> Matcher:
    """The matcher for a framework and profile; kept with the workspace until the framework is loaded again.

    Raises:
        NotFoundError: If the framework is not loaded.
        IndexMissingError: If there is no index and ``query.build`` forbids building one.
    """
    from skillgraph.matching.matcher import Matcher

    manifest = workspace.manifest
    record = manifest.framework(query.framework)
    label_sources = manifest.label_sources(record)
    return workspace.cached(
        ("matcher", record.id, query.profile, query.leave_one_out),
        (record, label_sources),
        lambda: Matcher(
            _open_index(workspace, record, label_sources, query),
            profile=query.profile,
            parameters=workspace.parameter_folder,
            processes=processes_for(query.profile),
            leave_one_out=query.leave_one_out,
        ),
    )


def lacking(workspace: Workspace, query: IndexQuery) -> str:
    """Why questions of a framework and profile cannot be answered; empty where they can be.

    Nothing is built, and of the index only the manifest is read.
    """
    manifest = workspace.manifest
    try:
        record = manifest.framework(query.framework)
        _open_index(workspace, record, manifest.label_sources(record), replace(query, build=False))
    except SkillgraphError as error:
        return error.message
    return ""


def complete_concepts(workspace: Workspace, framework: str | None) -> list[Concept]:
    """The concepts of a framework as its index sees them: with labels of other loaded versions.

    Raises:
        NotFoundError: If the framework is not loaded.
    """
    manifest = workspace.manifest
    record = manifest.framework(framework)
    return _concepts(workspace.snapshot(), record, manifest.label_sources(record))


def source_of(record: FrameworkRecord, label_sources: Sequence[FrameworkRecord]) -> str:
    """A text that changes whenever the framework, or a version that completes its labels, is loaded again."""
    return " ".join(map(_source, [record, *label_sources]))


def _open_index(
    workspace: Workspace, record: FrameworkRecord, label_sources: Sequence[FrameworkRecord], query: IndexQuery
) -> Index:
    from skillgraph.embedding import load_encoder
    from skillgraph.matching.index.index import Index

    encoders = partial(load_encoder, settings=Settings.from_environment())
    source = source_of(record, label_sources)
    opened = partial(
        Index.open,
        workspace.index_folder,
        framework=record.id,
        profile=query.profile,
        encoders=encoders,
        source=source,
    )
    try:
        return opened()
    except IndexMissingError as error:
        if not query.build and _is_being_built(workspace, record):
            raise error_of(IndexMissingError, "index-being-built", framework=record.id) from error
        if not query.build:
            raise
    with _building(workspace, record, query):
        try:
            return opened()  # another process may have built it meanwhile
        except IndexDamagedError as error:
            query.notify(f"{error.message} It is built again now.")
        except IndexMissingError:
            pass
        return Index.build(
            _concepts(workspace.snapshot(), record, label_sources),
            framework=record.id,
            directory=workspace.index_folder,
            profile=query.profile,
            encoders=encoders,
            source=source,
            progress=query.progress,
        )


@contextmanager
def _building(workspace: Workspace, record: FrameworkRecord, query: IndexQuery) -> Iterator[None]:
    """Hold the lock of who builds the index of a version; the system frees it of a process that is killed."""
    if _is_being_built(workspace, record):
        query.notify(f"Another process builds the index of {record.id}; waiting for it to end.")
    with locks.locked(workspace.path, _lock_name(record), exclusive=True):
        yield


def _is_being_built(workspace: Workspace, record: FrameworkRecord) -> bool:
    path = workspace.path / f"{_lock_name(record)}.lock"
    try:
        with path.open("rb") as lock:
            locks.take(lock, exclusive=False, wait=False)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _lock_name(record: FrameworkRecord) -> str:
    return f"index-{quote(str(record.id), safe='@')}"


def _concepts(
    snapshot: Snapshot, record: FrameworkRecord, label_sources: Sequence[FrameworkRecord]
) -> list[Concept]:
    """The concepts of a version, with labels of other versions in the languages they have none in."""
    concepts = list(snapshot.concepts(record))
    for source in label_sources:
        others = {concept.uri: concept for concept in snapshot.concepts(source)}
        concepts = [concept.completed_by(others.get(concept.uri, concept)) for concept in concepts]
    return concepts


def _source(record: FrameworkRecord) -> str:
    """Changes whenever the framework is loaded again."""
    return " ".join([record.loaded, *(file.sha256 for file in record.files)])
