"""What is counted beside what simply stands there: regular expressions against counted postings.

``python -m benchmarks counts`` loads 200 scraped advertisements, searches them with the fast profile, and
prints for each word in how many it stands, in how many a concept for it counts, and in how many both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.inputs import ESCO, Inputs
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.demand import sentences
from skillgraph.workspace.loading import load_postings
from skillgraph.workspace.requests import SentencesRequest

FILE = "emscad_200.csv"


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the concepts that stand for it.

    Attributes:
        pattern: Finds it in a description.
        labels: Preferred labels of the concepts.
    """

    pattern: re.Pattern[str]
    labels: tuple[str, ...]


WORDS: Mapping[str, Word] = {
    "communication skills": Word(re.compile(r"\bcommunications? skills", re.IGNORECASE), ("communication",)),
    "customer service": Word(
        re.compile(r"\bcustomer service", re.IGNORECASE),
        ("customer service", "provide high quality customer service", "manage customer service"),
    ),
    "Excel": Word(re.compile(r"\bExcel\b"), ("use spreadsheets software", "use microsoft office")),
    "SQL": Word(re.compile(r"\bSQL\b"), ("SQL",)),
    "Agile": Word(re.compile(r"\bagile\b", re.IGNORECASE), ("Agile development", "Agile project management")),
    "JavaScript": Word(re.compile(r"\bjavascript\b", re.IGNORECASE), ("JavaScript",)),
}


@dataclass(frozen=True, slots=True)
class WordCount:
    """Postings in whose description a word stands, for which a concept of it counts, and both."""

    word: str
    stands: int
    counted: int
    both: int


@dataclass(frozen=True, slots=True)
class Counts:
    """One row for each word."""

    postings: int
    rows: tuple[WordCount, ...]

    def as_json(self) -> dict[str, object]:
        """All counts."""
        return {"name": "counts", **asdict(self)}

    def as_text(self) -> str:
        """A table in Markdown."""
        lines = [
            f"| of {self.postings} different postings | stands there | counted | both |",
            "| --- " * 4 + "|",
        ]
        lines += [f"| {row.word} | {row.stands} | {row.counted} | {row.both} |" for row in self.rows]
        return "\n".join(lines)


def run(inputs: Inputs) -> Counts:
    """Load, extract, and count.

    Raises:
        FileNotFoundError: If the real data is absent.
    """
    if inputs.shared is None:
        raise FileNotFoundError("This needs the real data beside the checkout.")
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        workspace = Workspace.open(inputs.own_workspace(Path(scratch)))
        load_postings(workspace, inputs.shared / "postings" / FILE)
        return counts(workspace)


def counts(workspace: Workspace) -> Counts:
    """Count the words of `WORDS` in the advertisements of a workspace that holds them."""
    snapshot = workspace.snapshot()
    texts = {one.id: one.description for one in snapshot.postings() if one.source == Path(FILE).stem}
    counted: dict[str, set[str]] = {}
    for one in sentences(workspace, SentencesRequest(framework=ESCO, where=(f"source={Path(FILE).stem}",))):
        counted.setdefault(one.label, set()).add(one.posting)
    return Counts(len(texts), tuple(_rows(texts, counted)))


def _rows(texts: Mapping[str, str], counted: Mapping[str, set[str]]) -> Iterator[WordCount]:
    for name, word in WORDS.items():
        stands = {posting for posting, text in texts.items() if word.pattern.search(text)}
        found = set().union(*(counted.get(label, set()) for label in word.labels))
        yield WordCount(name, len(stands), len(found), len(stands & found))
