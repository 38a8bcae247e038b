"""What the benchmarks work on: the real data beside the checkout where it is there, else what ships."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from skillgraph import resources
from skillgraph.errors import IndexMissingError, ProblemLog
from skillgraph.matching.evaluation.evaluation import GoldRow, read_gold
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.profile import Profile
from skillgraph.matching.text.sections import read
from skillgraph.matching.text.segmentation import sentences
from skillgraph.model import Framework, Posting
from skillgraph.sources import read_postings
from skillgraph.taxonomies import read_framework
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.loading import load_framework
from skillgraph.workspace.state.indexing import open_matcher

GOLD = ("house_validation", "tech_validation", "skillskape_dev", "skillxl_part1")

ESCO = "esco@1.2.0"
FRENCH = "1.2.1"
"""The version whose French edition is at hand."""

_JOB_BANK = {"id": "id", "title": "jobTitle", "description": "jobRequirement"}
"""Which columns of the Canadian Job Bank's export are what."""

_ADDS = {Profile.FAST: "fast profile", Profile.PRECISE: "what the precise profile adds"}


@dataclass
class Inputs:
    """Where to take things from, and where to put them.

    Attributes:
        folder: For everything that is written.
        quick: Fewer repetitions, smaller samples, only the fast profile.
        index_seconds: How long it took to build the indexes, where they were not there before.
        peer_python: The interpreter of the environment that the peer is, or is to be, installed in.
        write: Whether tables in the documents are brought up to date.
        size: How many postings, where a benchmark takes any number; its own sizes without it.
    """

    folder: Path
    quick: bool = False
    index_seconds: dict[str, float] = field(default_factory=dict)
    peer_python: Path | None = None
    write: bool = False
    size: int | None = None

    @cached_property
    def shared(self) -> Path | None:
        """The folder of real data, ``None`` where it is absent."""
        root = Path(os.environ.get("SKILLGRAPH_SHARED") or Path(__file__).parents[2] / "shared")
        return root / "data" if (root / "data").is_dir() else None

    def esco(self, version: str) -> list[Path]:
        """The English files of an ESCO version; the built-in snapshot where they are absent."""
        return self.esco_files(version) or [resources.ontologies("esco", "esco-1.2.0-snapshot.zip")]

    def esco_files(self, version: str) -> list[Path]:
        """The files of an ESCO version, English but for the French edition; none where they are absent."""
        patterns = {
            "1.1.1": "esco/1.1.1-en/*.zip",
            "1.2.0": "esco/*v1.2.0*.zip",
            FRENCH: "esco/*v1.2.1* fr *.zip",
        }
        return sorted(self.shared.glob(patterns[version])) if self.shared else []

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

    def own_workspace(self, folder: Path) -> Path:
        """A new workspace with ESCO 1.2.0 alone, and the indexes that there are."""
        workspace = Workspace.create(folder / "workspace")
        load_framework(workspace, self.esco("1.2.0"))
        shutil.copytree(self.workspace.index_folder, workspace.index_folder)
        return workspace.path

    def _build_index(self, workspace: Workspace, profile: Profile) -> None:
        try:
            open_matcher(workspace, Query(ESCO, profile, build=False))
        except IndexMissingError:
            start = time.perf_counter()
            open_matcher(workspace, Query(ESCO, profile))
            self.index_seconds[_ADDS[profile]] = time.perf_counter() - start

    def matcher(self, profile: Profile, *, processes: int | None = None) -> Matcher:
        """A matcher for English that has its encoders to itself; by default a worker for each processor."""
        found = open_matcher(Workspace.open(self.workspace.path), Query(ESCO, profile))
        return found if processes is None else Matcher(found.index, profile=profile, processes=processes)

    def french_matcher(self, profile: Profile) -> Matcher | None:
        """A matcher over the French edition, with English labels lent to it; ``None`` where it is absent."""
        files = self.esco_files(FRENCH)
        if not files:
            return None
        workspace = Workspace.open(self.workspace.path)
        if not any(str(record.id) == f"esco@{FRENCH}" for record in workspace.manifest.frameworks):
            load_framework(workspace, files)
        return open_matcher(workspace, Query(f"esco@{FRENCH}", profile, leave_one_out=True))

    def gold(self, name: str) -> list[GoldRow]:
        """The rows of a gold file; none where it is absent."""
        path = self.shared / "gold" / f"{name}.jsonl" if self.shared else None
        return read_gold(path, ProblemLog()) if path is not None and path.is_file() else []

    def postings(self, limit: int) -> list[Posting]:
        """Postings, first those with a description, then titles alone from all over the files."""
        found = list(self._postings())
        described = [posting for posting in found if posting.description][:limit]
        titles = [posting for posting in found if not posting.description]
        rest = limit - len(described)
        return [*described, *titles[:: max(1, len(titles) // max(1, rest))][:rest]]

    def posting_sentences(self) -> list[str]:
        """Titles of all postings and what their descriptions ask for, in order, repetitions and all."""
        found = []
        for posting in self._postings():
            passages = read(posting.description, title=posting.title)
            found += [posting.title, *(passage.text for passage in passages if passage.may_ask)]
        return found

    def _postings(self) -> Iterator[Posting]:
        """The real ones where they are there, else the samples."""
        folder = self.shared / "postings" if self.shared else resources.samples("postings")
        for path in sorted(folder.glob("*.*")):
            columns = _JOB_BANK if path.name.startswith("jobbank") else None
            if path.suffix in (".csv", ".json", ".jsonl", ".jsonld"):
                yield from read_postings(path, columns=columns, problems=ProblemLog())

    def _gold(self) -> Iterator[str]:
        assert self.shared is not None
        for name in GOLD:
            for line in (self.shared / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
                yield json.loads(line)["text"]

    def _sample_sentences(self) -> Iterator[str]:
        for posting in self._postings():
            yield from sentences(posting.description)


@contextmanager
def opened(*, keep: Path | None = None, **given: Any) -> Iterator[Inputs]:  # noqa: ANN401 - fields of Inputs
    """Inputs that write to ``keep``, or to a folder that is removed at the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield Inputs(keep, **given)
        return
    with tempfile.TemporaryDirectory(prefix="skillgraph-benchmarks-") as folder:
        yield Inputs(Path(folder), **given)


def command(workspace: Path, *arguments: str | Path) -> list[str]:
    """The command line of ``skillgraph`` on a workspace."""
    return [sys.executable, "-m", "skillgraph", "--workspace", str(workspace), *map(str, arguments)]
