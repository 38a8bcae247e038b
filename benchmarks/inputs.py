"""What the benchmarks work on: the real data beside the checkout where it is there, else what ships."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from skillgraph import resources
from skillgraph.errors import IndexMissingError, ProblemLog
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.segmentation import sentences
from skillgraph.matching.types import Profile
from skillgraph.model import Framework
from skillgraph.sources import read_postings
from skillgraph.taxonomies import read_framework
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.indexing import open_matcher
from skillgraph.workspace.loading import load_framework

GOLD = ("house_validation", "tech_validation", "skillskape_dev", "skillxl_part1")

_ADDS = {Profile.FAST: "fast profile", Profile.PRECISE: "what the precise profile adds"}


@dataclass
class Inputs:
    """Where to take things from, and where to put them.

    Attributes:
        folder: For everything that is written.
        quick: Fewer repetitions, smaller samples, only the fast profile.
        index_seconds: How long it took to build the indexes, where they were not there before.
    """

    folder: Path
    quick: bool = False
    index_seconds: dict[str, float] = field(default_factory=dict)

    @cached_property
    def shared(self) -> Path | None:
        """The folder of real data, ``None`` where it is absent."""
        root = Path(os.environ.get("SKILLGRAPH_SHARED") or Path(__file__).parents[2] / "shared")
        return root / "data" if (root / "data").is_dir() else None

    def esco(self, version: str) -> list[Path]:
        """The English files of an ESCO version; the built-in snapshot where they are absent."""
        patterns = {"1.1.1": "esco/1.1.1-en/*.zip", "1.2.0": "esco/*v1.2.0*.zip"}
        found = sorted(self.shared.glob(patterns[version])) if self.shared else []
        return found or [resources.ontologies("esco", "esco-1.2.0-snapshot.zip")]

    def framework(self, version: str) -> Framework:
        """An ESCO version, read."""
        return read_framework(self.esco(version), problems=ProblemLog())

    def texts(self, limit: int) -> list[str]:
        """Sentences of job advertisements: those of the gold files, else those of the sample postings."""
        found = list(dict.fromkeys(self._gold() if self.shared else self._sample_sentences()))
        step = max(1, len(found) // limit)
        return found[::step][:limit]

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles to measure."""
        return (Profile.FAST,) if self.quick else (Profile.PRECISE, Profile.FAST)

    @cached_property
    def workspace(self) -> Workspace:
        """A workspace with ESCO 1.2.0 and its indexes, made once for all benchmarks of a run."""
        workspace = Workspace.create(self.folder / "workspace")
        if not workspace.manifest.frameworks:
            load_framework(workspace, self.esco("1.2.0"))
        for profile in reversed(self.profiles):
            self._build_index(workspace, profile)
        return workspace

    def _build_index(self, workspace: Workspace, profile: Profile) -> None:
        try:
            open_matcher(workspace, Query(profile=profile, build=False))
        except IndexMissingError:
            start = time.perf_counter()
            open_matcher(workspace, Query(profile=profile))
            self.index_seconds[_ADDS[profile]] = time.perf_counter() - start

    def matcher(self, profile: Profile) -> Matcher:
        """A matcher that has its encoders to itself."""
        return open_matcher(Workspace.open(self.workspace.path), Query(profile=profile, build=False))

    def _gold(self) -> Iterator[str]:
        assert self.shared is not None
        for name in GOLD:
            for line in (self.shared / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
                yield json.loads(line)["text"]

    def _sample_sentences(self) -> Iterator[str]:
        for path in sorted(resources.samples("postings").glob("*.json*")):
            for posting in read_postings(path, columns=None, problems=ProblemLog()):
                yield from sentences(posting.description)


@contextmanager
def opened(*, quick: bool, keep: Path | None = None) -> Iterator[Inputs]:
    """Inputs that write to ``keep``, or to a folder that is removed at the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield Inputs(keep, quick)
        return
    with tempfile.TemporaryDirectory(prefix="skillgraph-benchmarks-") as folder:
        yield Inputs(Path(folder), quick)


def command(workspace: Path, *arguments: str | Path) -> list[str]:
    """The command line of ``skillgraph`` on a workspace."""
    return [sys.executable, "-m", "skillgraph", "--workspace", str(workspace), *map(str, arguments)]
