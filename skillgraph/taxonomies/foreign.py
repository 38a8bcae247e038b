"""Names files of other formats for what they are: frameworks that are published, but not read here."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from skillgraph.errors import InputError

_HEAD = 64 * 2**10
_READ = (".json", ".csv", "")
_READ_ALONE = (*_READ, ".jsonld", ".tsv", ".txt")
"""Of a folder's files these endings may be notes beside a framework."""

_FORMATS = (
    (
        ('"CFDocument"', '"CFItems"', '"CFItem"', '"CFPackage"', '"CFDocuments"'),
        "a CASE package (1EdTech)",
        "Write its CFItems as SKOS concepts: uri, fullStatement as prefLabel, isChildOf as broader.",
    ),
    (
        ("RSD Name", '"rsdName"', '"skillStatement"'),
        "a list of rich skill descriptors (OSMT)",
        "Write them as SKOS concepts: Canonical URL, RSD Name as skos:prefLabel, Skill Statement as "
        "skos:definition.",
    ),
    (
        ("O*NET-SOC Code", "Element ID\tElement Name", "Element ID,Element Name", "O*NET-SOC Title"),
        "a table of the O*NET database",
        "Write its elements as SKOS concepts: Element ID as skos:notation, Element Name as skos:prefLabel, "
        "Description as skos:definition.",
    ),
    (
        (
            "skills.emsidata.com",
            "lightcast.dev/open-skills",
            "lightcast.io/open-skills",
            "ID,NAME,TYPE,CATEGORY,SUBCATEGORY",
        ),
        "a list of Lightcast Open Skills",
        "Write them as SKOS concepts: infoUrl as the URI, name as skos:prefLabel; mind their licence.",
    ),
    (
        ("credreg.net/ctdlasn/schema/context",),
        "a competency framework in JSON of a credential registry (CTDL-ASN)",
        "Its context lies elsewhere, and nothing is fetched: save it as Turtle, which is read.",
    ),
    (
        ("code_rome", "CODE_ROME", "codeRome", "romeCode"),
        "a table of ROME",
        "Write its skills as SKOS concepts: code_ogr as skos:notation, the label as skos:prefLabel in fr.",
    ),
    (
        ("Code - NOC", "Code - CNP", "OaSIS Code"),
        "a table of Canada's National Occupational Classification or of OaSIS",
        "Its codes are those of postings (noc), no framework of skills; write the skills of OaSIS as SKOS "
        "concepts: the label as skos:prefLabel.",
    ),
    (
        ("Level 7 description", "Subcategory,Skill,Code", "Skill,Category,Subcategory"),
        "a table of SFIA",
        "Write its skills as SKOS concepts: Code as skos:notation, Skill as skos:prefLabel, Description as "
        "skos:definition; mind its licence.",
    ),
    (
        ("ORIGINURI", "ESCOURI", "UUIDHISTORY"),
        "a taxonomy of tabiya",
        "Load the official ESCO bundle, whose URIs are in ORIGINURI, or write its rows as SKOS concepts.",
    ),
)
"""What the beginning of a file holds, what such a file is called, and what to do with it."""


def refuse_foreign(paths: Sequence[Path]) -> None:
    """Refuse what is of a known format that is not read.

    Raises:
        InputError: If one of the files is, or one in a folder or a zip archive.
    """
    for path in paths:
        for place, head in _heads(path):
            found = next((one for one in _FORMATS if any(mark in head for mark in one[0])), None)
            if found is not None:
                raise InputError(f"{place} is {found[1]}, which is not read.", hint=found[2])


def _heads(path: Path) -> Iterator[tuple[Path, str]]:
    """The beginnings of the tables and JSON files; what cannot be opened is left to the readers."""
    try:
        if path.is_dir():
            for member in sorted(path.iterdir()):
                if member.is_file() and member.suffix.lower() in _READ:
                    yield member, _head(member)
        elif path.suffix.lower() == ".zip":
            yield from _archived(path)
        elif path.suffix.lower() in _READ_ALONE:
            yield path, _head(path)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return


def _archived(path: Path) -> Iterator[tuple[Path, str]]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if Path(info.filename).suffix.lower() in (".json", ".csv"):
                with archive.open(info) as stream:
                    yield path / info.filename, _text(stream.read(_HEAD))


def _head(path: Path) -> str:
    with path.open("rb") as stream:
        return _text(stream.read(_HEAD))


def _text(head: bytes) -> str:
    return head.decode("utf-8", errors="replace")
