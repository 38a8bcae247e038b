"""Opens the search index of a framework; builds it first where it is missing or out of date."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from skillgraph.errors import IndexMissingError
from skillgraph.settings import Settings

if TYPE_CHECKING:
    from skillgraph.matching.index import Index
    from skillgraph.matching.matcher import Matcher
    from skillgraph.workspace.manifest import FrameworkRecord
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.workspace import Workspace


def open_matcher(workspace: Workspace, query: Query) -> Matcher:
    """The matcher for a framework and profile; kept with the workspace until the framework is loaded again.

    Raises:
        NotFoundError: If the framework is not loaded.
        IndexMissingError: If there is no index and ``query.build`` forbids building one.
    """
    from skillgraph.matching.matcher import Matcher

    record = workspace.manifest.framework(query.framework)
    return workspace.kept(
        ("matcher", record.id, query.profile),
        record,
        lambda: Matcher(
            _open_index(workspace, record, query),
            profile=query.profile,
            parameters=workspace.parameter_folder,
        ),
    )


def _open_index(workspace: Workspace, record: FrameworkRecord, query: Query) -> Index:
    from skillgraph.embedding import load_encoder
    from skillgraph.matching.index import Index

    encoders = partial(load_encoder, settings=Settings.from_environment())
    try:
        return Index.open(
            workspace.index_folder,
            framework=record.id,
            profile=query.profile,
            encoders=encoders,
            source=_source(record),
        )
    except IndexMissingError:
        if not query.build:
            raise
    return Index.build(
        workspace.snapshot().concepts(record),
        framework=record.id,
        directory=workspace.index_folder,
        profile=query.profile,
        encoders=encoders,
        source=_source(record),
        progress=query.progress,
    )


def _source(record: FrameworkRecord) -> str:
    """Changes whenever the framework is loaded again."""
    return " ".join([record.loaded, *(file.sha256 for file in record.files)])
