"""Reads whatever a user names as a framework, telling the formats apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.formats import Format, endings, format_of
from skillgraph.model import Framework, FrameworkId
from skillgraph.taxonomies.foreign import refuse_foreign
from skillgraph.taxonomies.rdf import EXTENSIONS, looks_like_rdf
from skillgraph.taxonomies.skos import slug


def read_framework(
    paths: Sequence[Path],
    *,
    name: str | None = None,
    version: str | None = None,
    languages: Sequence[str] | None = None,
    schemes: Sequence[str] = (),
    problems: ProblemLog,
) -> Framework:
    """Read an ESCO bundle (zips, folders, CSV files) or one SKOS file.

    Args:
        paths: The files of one framework in one version.
        name: Overrides the name that the files tell.
        version: Overrides the version that the files tell.
        languages: Take only the texts in these languages.
        schemes: Take only the concepts of these schemes of a SKOS file, by URI.
        problems: Collects what was not taken.

    Raises:
        InputError: If the files are of no known format, of several, or cannot be read.
    """
    refuse_foreign(paths)
    formats = [_format_of(path) for path in paths]
    format_ = formats[0] if formats else ESCO
    alone = next((path for path, one in zip(paths, formats, strict=True) if one is not ESCO), None)
    if alone is None and schemes:
        raise InputError("--scheme is for SKOS files; these are ESCO's tables.", hint="Leave it out.")
    if alone is not None and len(paths) > 1:
        raise InputError(
            f"{len(paths)} files were given, and {alone} is {formats[paths.index(alone)].name}.",
            hint="Load one such file at a time.",
        )
    found: Framework = format_.read(
        paths if alone is None else alone,
        name=name,
        version=version,
        languages=languages,
        schemes=schemes,
        problems=problems,
    )
    return found if "name" in format_.options else _named(found, name)


def _format_of(path: Path) -> Format:
    found = format_of(path, FORMATS)
    if found is None:
        raise _unknown(path)
    return found


def _may_be_esco(path: Path) -> bool:
    try:
        if not path.exists():
            raise InputError(f"{path} is not there.", hint="Check the path.")
        if path.is_dir() or path.suffix.lower() in _BUNDLES:
            return True
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}).", hint="Check its permissions."
        ) from error


def _unknown(path: Path) -> InputError:
    known = ", ".join(endings(FORMATS))
    return InputError(
        f"{path} is of no known format.",
        hint=f"A framework is an ESCO zip, folder or CSV files, or a SKOS file; known endings are {known}.",
    )


def _named(framework: Framework, name: str | None) -> Framework:
    if name is None:
        return framework
    scheme = replace(framework.scheme, id=FrameworkId(slug(name), framework.scheme.id.version))
    return replace(framework, scheme=scheme)


_BUNDLES = (".zip", ".csv")
_OPTIONS = ("version", "languages", "problems")
ESCO = Format(
    "a part of ESCO", _BUNDLES, "skillgraph.taxonomies.esco:read_esco", _OPTIONS, recognises=_may_be_esco
)
"""The only format whose frameworks come in many files; its reader takes them all."""
FORMATS = (
    ESCO,
    Format(
        "a SKOS file",
        EXTENSIONS,
        "skillgraph.taxonomies.skos:read_skos",
        ("name", "schemes", *_OPTIONS),
        recognises=looks_like_rdf,
    ),
)
"""The first one that a file fits reads it."""
