"""Suggests an occupation for a posting's title, by the matching that is used for skills."""

from __future__ import annotations

import pickle
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from skillgraph.errors import IndexMissingError, NotFoundError
from skillgraph.matching.profile import Profile
from skillgraph.model import ConceptKind, FrameworkId
from skillgraph.settings import Settings
from skillgraph.workspace.state.indexing import complete_concepts, source_of

if TYPE_CHECKING:
    from skillgraph.matching.index.index import Index
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.types import Suggestion
    from skillgraph.model import Concept
    from skillgraph.progress import Progress
    from skillgraph.workspace.state.manifest import FrameworkRecord
    from skillgraph.workspace.state.workspace import Workspace

CONFIDENCE = 0.45
"""Below it no occupation is stated. Confidence was calibrated on skills, and labels that the teacher of the
student encoded; ``docs/postings.md`` says how often occupations are right."""

_LABELS_BY = "student"
"""Titles are as short as labels, and the student knows both well: with labels of its own it names occupations
as well as with those of its teacher, which took a minute and more before the first posting was loaded."""

TITLES_REMEMBERED = 50_000

_ISCO = re.compile(r"/isco/C(\d+)$")
_KINDS = (ConceptKind.OCCUPATION, ConceptKind.OCCUPATION_GROUP)


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation that a title most likely names.

    Attributes:
        confidence: That it is the one; 0 to 1.
        isco: Code of its ISCO group, or empty.
    """

    uri: str
    label: str
    confidence: float
    isco: str


class Occupations:
    """Matches titles to the occupations of a framework.

    Args:
        matcher: Over the labels of occupations.
    """

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._memory: OrderedDict[str, Occupation | None] = OrderedDict()

    def __reduce__(self) -> tuple[object, ...]:
        """A process that gets the same ones with every part opens them once."""
        return _opened, (pickle.dumps(self._matcher),)

    @property
    def fingerprint(self) -> str:
        """The same for two only if they suggest the same."""
        return f"{self._matcher.fingerprint} {CONFIDENCE}"

    def suggest(self, titles: Sequence[str]) -> list[Occupation | None]:
        """One occupation for each title, or none where nothing is sure enough."""
        new = [title for title in dict.fromkeys(titles) if title not in self._memory]
        for title, result in zip(new, self._matcher.match(new, k=1), strict=True):
            self._memory[title] = self._best(result.suggestions)
        found = [self._memory[title] for title in titles]
        while len(self._memory) > TITLES_REMEMBERED:
            self._memory.popitem(last=False)
        return found

    def _best(self, suggestions: Sequence[Suggestion]) -> Occupation | None:
        best = next(iter(suggestions), None)
        if best is None or best.confidence < CONFIDENCE:
            return None
        return Occupation(best.uri, best.label, best.confidence, self._isco(best.uri))

    def _isco(self, uri: str) -> str:
        """The code of the nearest ISCO group above."""
        labels = self._matcher.index.labels
        position, seen = labels.uris.index(uri), set[int]()
        while position >= 0 and position not in seen:
            if match := _ISCO.search(labels.uris[position]):
                return match[1]
            seen.add(position)
            position = labels.parents[position]
        return ""


@lru_cache(maxsize=1)
def _opened(matcher: bytes) -> Occupations:
    return Occupations(pickle.loads(matcher))


def open_occupations(workspace: Workspace, progress: Progress | None = None) -> Occupations | None:
    """Occupations of the active framework; its index is built where missing. ``None`` where it has none."""
    from skillgraph.matching.matcher import Matcher

    try:
        record = workspace.manifest.framework()
    except NotFoundError:
        return None
    if not record.counts.get(ConceptKind.OCCUPATION, 0):
        return None
    label_sources = workspace.manifest.label_sources(record)
    return workspace.cached(
        ("occupations", record.id),
        (record, label_sources),
        lambda: Occupations(
            Matcher(_index(workspace, record, label_sources, progress), profile=Profile.FAST)
        ),
    )


def _index(
    workspace: Workspace,
    record: FrameworkRecord,
    label_sources: Sequence[FrameworkRecord],
    progress: Progress | None,
) -> Index:
    from skillgraph.embedding import load_encoder
    from skillgraph.matching.index.index import Index

    encoders = partial(load_encoder, settings=Settings.from_environment())
    identifier = FrameworkId(f"{record.id.name}-occupations", record.id.version)
    source = f"{source_of(record, label_sources)} {_LABELS_BY}"
    try:
        return Index.open(
            workspace.index_folder,
            framework=identifier,
            profile=Profile.FAST,
            encoders=encoders,
            source=source,
        )
    except IndexMissingError:
        concepts = [_matchable(c) for c in complete_concepts(workspace, str(record.id)) if c.kind in _KINDS]
    return Index.build(
        concepts,
        framework=identifier,
        directory=workspace.index_folder,
        profile=Profile.FAST,
        encoders=encoders,
        source=source,
        progress=progress,
        teachers={},
    )


def _matchable(concept: Concept) -> Concept:
    """Indexes match to skills and plain concepts; here occupations are what is matched to."""
    return replace(concept, kind=ConceptKind.CONCEPT) if concept.kind is ConceptKind.OCCUPATION else concept
