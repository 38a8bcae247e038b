"""Limits on what people's files may hold, checked in linear time before a parser sees them.

Parsers that call themselves for each level end the process, or cost the square of the depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO

from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of

MAX_DEPTH = 200
"""Levels of JSON and YAML: a tree of 20 levels, written with an array and an object each, has 40."""

MAX_XML_DEPTH = 1_000
"""Levels of XML: a list that is written out in RDF/XML takes two for each member."""

MAX_ENTITY = 1_000
"""Characters of an XML entity; those of honest files abbreviate namespaces."""

MAX_YAML = 2**20
"""Characters of YAML, which is metadata here."""

MAX_NAMESPACES = 1_000
"""Namespaces of XML that hold at one place; each name is looked up among them one by one."""

MAX_TOML = 2**16
"""Characters of TOML, which is settings here."""

MAX_TOML_LINE = 2_000
"""Characters of one of its lines: the parser's time grows with the square of a dotted key."""

MAX_TEXT = 64 * 2**20
"""Bytes of a text, or a query, that is read as a whole."""

_CHUNK = 2**20
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def check_json(path: Path, text: bytes | str) -> None:
    """Refuse JSON (as UTF-8) that is nested too deeply; what is not JSON passes, and its parser says so.

    Raises:
        InputError: If it is nested more than `MAX_DEPTH` deep.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    depth, in_string, start = 0, False, 0
    while start < len(data):
        end = _whole_escapes(data, start, start + _CHUNK)
        # Escaped backslashes go first, so that what then stands before a quotation mark escapes it.
        parts = data[start:end].replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')
        depth = _depth(path, b"".join(parts[in_string::2]), depth)
        in_string ^= len(parts) % 2 == 0
        start = end


def check_xml(path: Path, data: bytes) -> None:
    """Refuse RDF/XML that is nested too deeply, whose entities multiply, or that is not well-formed.

    Raises:
        InputError: If it is nested more than `MAX_XML_DEPTH` deep, has an entity that is longer than
            `MAX_ENTITY`, is built from others or stands elsewhere, has more than `MAX_NAMESPACES` at one
            place, or breaks the rules of XML.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate()
    declared_at = [0]

    def opened(_: str, attributes: Mapping[str, str]) -> None:
        declared_at.append(declared_at[-1] + sum(name.startswith("xmlns") for name in attributes))
        if len(declared_at) > MAX_XML_DEPTH + 1:
            raise too_deep(f"{path}:{parser.CurrentLineNumber}", MAX_XML_DEPTH)
        if declared_at[-1] > MAX_NAMESPACES:
            raise InputError(
                f"{path}:{parser.CurrentLineNumber}: more than {MAX_NAMESPACES:,} namespaces hold here.",
                hint="Declare those that are used.",
            )

    def closed(_: str) -> None:
        declared_at.pop()

    def declared(_: str, is_parameter: bool, value: str | None, *_where: str | None) -> None:
        if is_parameter or value is None or len(value) > MAX_ENTITY or "&" in value:
            raise _expanding(path)

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        if "amplification" in reason:
            raise _expanding(path) from error
        raise InputError(
            f"{path}:{error.lineno}: not valid RDF/XML ({reason}).", hint="Mend the file at this place."
        ) from error


def check_yaml(path: Path, text: str) -> None:
    """Refuse YAML that is too long or nested too deeply, or that repeats parts by aliases, which multiply.

    Raises:
        InputError: If it has more than `MAX_YAML` characters, is nested more than `MAX_DEPTH` deep, or has
            an alias.
        yaml.YAMLError: If it is not YAML.
    """
    import yaml

    if len(text) > MAX_YAML:
        raise InputError(
            f"{path} has more than {MAX_YAML:,} characters of YAML.", hint="Leave out what is not needed."
        )
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise too_deep(str(path), MAX_DEPTH)
        if isinstance(event, yaml.AliasEvent):
            raise InputError(
                f"{path}: the YAML refers to the part *{event.anchor} again.", hint="Write the part out."
            )


def check_toml(path: Path, text: str) -> None:
    """Refuse TOML that is too long, or has a line that is.

    Raises:
        InputError: If it has more than `MAX_TOML` characters, or a line more than `MAX_TOML_LINE`.
    """
    if len(text) > MAX_TOML:
        raise InputError(
            f"{path} has more than {MAX_TOML:,} characters of TOML.", hint="Leave out what is not needed."
        )
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_TOML_LINE:
            raise InputError(
                f"{path}:{number}: the line has more than {MAX_TOML_LINE:,} characters.",
                hint="Write it on several lines.",
            )


def read_within(stream: IO[bytes], place: str) -> bytes:
    """All of a text, if it is not longer than a text may be.

    Raises:
        InputError: If it has more than `MAX_TEXT` bytes.
    """
    content = stream.read(MAX_TEXT + 1)
    if len(content) > MAX_TEXT:
        raise InputError(
            f"{place} has more than {MAX_TEXT // 2**20} MB of text.", hint="Divide it into several."
        )
    return content


def _whole_escapes(data: bytes, start: int, end: int) -> int:
    """The end of a chunk, moved so that it cuts no escape in two."""
    run = end - start - len(data[start:end].rstrip(b"\\")) if end < len(data) else 0
    return end + run % 2


def _depth(path: Path, outside: bytes, depth: int) -> int:
    """The depth after what stands outside strings, counted on from ``depth``."""
    for bracket in outside.translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise too_deep(str(path), MAX_DEPTH)
    return depth


def too_deep(place: str, limit: int) -> InputError:
    """The error for what is nested more than ``limit`` deep."""
    return error_of(InputError, "nested-deep", place=place, limit=limit)


def _expanding(path: Path) -> InputError:
    return InputError(f"{path} defines XML entities that expand.", hint="Save it as Turtle instead.")
