"""Everything that differs by language, in one folder for each: ``en``, ``fr``; ``any`` is the same in all.

A file is named for what needs it, such as ``guards``, and means the same in every folder. To add a language,
copy ``en`` under its tag and translate what stands there; ``tests/test_languages.py`` names what is missing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

from skillgraph.errors import InputError, NotFoundError
from skillgraph.files import sha256_of

ANY = "any"
"""The folder of what is the same in all languages, such as names of products."""

_MAIN = "en"
_FOLDER = Path(__file__).parent


@cache
def known(name: str = "*") -> tuple[str, ...]:
    """The tags of the languages, sorted; with ``name``, of those that have a file of that name."""
    return tuple(sorted({path.parent.name for path in _FOLDER.glob(f"*/{name}.toml")} - {ANY}))


def path(lang: str, name: str) -> Path:
    """Where a file of a language is.

    Args:
        lang: A language tag, or `ANY`.
        name: Of the file, without its ending.

    Raises:
        NotFoundError: If the language has none of that name.
    """
    if lang in (*known(name), ANY) and (found := _FOLDER / lang / f"{name}.toml").is_file():
        return found
    raise NotFoundError(
        f"There is no file {name}.toml for the language {lang!r}.",
        hint=f"Choose one of: {', '.join(known(name)) or 'none has it'}.",
    )


@cache
def read(lang: str, name: str) -> Mapping[str, Any]:
    """The content of a file of a language, read once; arguments and errors are those of `path`.

    Raises:
        InputError: If the file is not TOML.
    """
    file = path(lang, name)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is not valid TOML: {error}.", hint="Mend it there.") from error


def every(name: str) -> Iterator[Mapping[str, Any]]:
    """The files of one name in all languages that have it, English first, then in the order of their tags."""
    return (read(lang, name) for lang in sorted(known(name), key=lambda lang: (lang != _MAIN, lang)))


def together(name: str, table: str) -> Mapping[str, tuple[str, ...]]:
    """For each key of a table of lists what stands there in any language, each once, English first."""
    tables = [content[table] for content in every(name)]
    return {key: tuple(dict.fromkeys(one for found in tables for one in found[key])) for key in tables[0]}


def by_language(name: str, *keys: str) -> Mapping[str, str]:
    """The words under a path of keys, by language."""
    found: dict[str, Any] = {lang: read(lang, name) for lang in known(name)}
    return {lang: reduce(getitem, keys, content) for lang, content in found.items()}


@cache
def fingerprint(*names: str) -> str:
    """Hash of the files of some names in all languages: the same only where they say the same."""
    return sha256_of(found for name in names for found in sorted(_FOLDER.glob(f"*/{name}.toml")))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The words that stand under a key, between blanks, in the files of one name; of all languages."""
    return frozenset(word for content in every(name) for word in content[key].split())
