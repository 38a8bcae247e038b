"""Reads whatever a user names as a framework, telling the formats apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Framework, FrameworkId
from skillgraph.taxonomies.esco import read_esco
from skillgraph.taxonomies.foreign import refuse_foreign
from skillgraph.taxonomies.rdf import EXTENSIONS, looks_like_rdf
from skillgraph.taxonomies.skos import read_skos, slug


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
    bundled = [path for path in paths if _may_be_esco(path)]
    others = [path for path in paths if path not in bundled]
    for path in others:
        if not looks_like_rdf(path):
            raise _unknown(path)
    if not others and schemes:
        raise InputError("--scheme is for SKOS files; these are ESCO's tables.", hint="Leave it out.")
    if not others:
        return _named(read_esco(paths, version=version, languages=languages, problems=problems), name)
    if len(paths) > 1:
        raise InputError(
            f"{len(paths)} files were given, and {others[0]} is a SKOS file.",
            hint="Load one SKOS file at a time.",
        )
    return read_skos(
        others[0], name=name, version=version, languages=languages, schemes=schemes, problems=problems
    )


def _may_be_esco(path: Path) -> bool:
    try:
        if not path.exists():
            raise InputError(f"{path} is not there.", hint="Check the path.")
        if path.is_dir() or path.suffix.lower() in (".zip", ".csv"):
            return True
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}).", hint="Check its permissions."
        ) from error


def _unknown(path: Path) -> InputError:
    known = ", ".join(EXTENSIONS)
    return InputError(
        f"{path} is of no known format.",
        hint=f"A framework is an ESCO zip, folder or CSV files, or a SKOS file ({known}).",
    )


def _named(framework: Framework, name: str | None) -> Framework:
    if name is None:
        return framework
    scheme = replace(framework.scheme, id=FrameworkId(slug(name), framework.scheme.id.version))
    return replace(framework, scheme=scheme)
