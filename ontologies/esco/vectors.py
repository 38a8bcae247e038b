"""Makes the vectors of the built-in snapshot's labels that come with the package.

Run ``python ontologies/esco/vectors.py`` (two to five minutes on two processors) whenever the snapshot or an
encoder has changed: vectors of another encoder are not used. README.md beside this file says what they are.
Another processor may round one number in thousands the other way, so the bytes are not always the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from skillgraph.embedding import load_encoder
from skillgraph.errors import ProblemLog
from skillgraph.matching.index.known import CodedVectors, keys_of, shipped_file
from skillgraph.matching.index.labels import LabelTable
from skillgraph.settings import Settings
from skillgraph.taxonomies import read_esco

SNAPSHOT = Path(__file__).resolve().with_name("esco-1.2.0-snapshot.zip")
ENCODERS = ("skills", "use")
_CHUNK = 2_048


def main() -> None:
    """Write one file for each encoder of labels."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=shipped_file("any").parent, help="the folder")
    output: Path = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    for name in ENCODERS:
        file = output / shipped_file(name).name
        coded(name, labels()).save(file)
        sys.stdout.write(f"{file}: {file.stat().st_size:,} bytes\n")


def labels() -> list[str]:
    """Every different label of the snapshot, in the order of their concepts."""
    table = LabelTable.from_concepts(read_esco([SNAPSHOT], problems=ProblemLog()).concepts)
    return list(dict.fromkeys(text for labels in table.lists.values() for text in labels.texts))


def coded(name: str, texts: list[str]) -> CodedVectors:
    """The vectors of texts by the encoder of a name."""
    encoder = load_encoder(name, Settings.from_environment())
    chunks = (texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK))
    vectors = np.concatenate([encoder.encode(chunk) for chunk in _said(name, chunks, len(texts))])
    return CodedVectors.of(encoder.fingerprint, keys_of(texts), vectors)


def _said(name: str, chunks: Iterator[list[str]], total: int) -> Iterator[list[str]]:
    done = 0
    for chunk in chunks:
        yield chunk
        done += len(chunk)
        sys.stderr.write(f"\r{name}: {done:,} of {total:,} labels")
    sys.stderr.write("\n")


if __name__ == "__main__":
    main()
