"""JSON and JSON Lines as a stream of records that know their line."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skillgraph import limits
from skillgraph.errors import InputError, ProblemLog
from skillgraph.languages.sentences import error_of
from skillgraph.sources.cells import CellCleaner, TooDeepError
from skillgraph.sources.encodings import open_text

JSON_LINES = (".jsonl", ".ndjson")
JSON = (".json", ".jsonld")
JSON_FORMATS = (*JSON, *JSON_LINES)
TOKENS = (".jwt", ".jws")
"""Endings of JSON in compact form, as it is signed."""

_SPACE = re.compile(r"[ \t\r\n\ufeff]*")


@dataclass(frozen=True, slots=True)
class Record:
    """One value of a file: an element of the top-level array, or the top-level value itself.

    Attributes:
        number: Counted from 1.
        line: The physical line where it starts.
        value: What ``json`` makes of it, with strings cleaned.
    """

    number: int
    line: int
    value: object


def read_records(path: Path, *, problems: ProblemLog) -> Iterator[Record]:
    """Read the records of a JSON array, of one JSON value, or of a file with one value a line.

    A line of a ``.jsonl`` file that is not JSON is reported; a ``.json`` file that is broken raises,
    because nothing after the break can be told apart.

    Raises:
        InputError: If the file is missing, empty or not text, or not JSON.
    """
    cleaner = CellCleaner(path, problems)
    for number, (line, value) in enumerate(read_values(path, problems=problems), start=1):
        try:
            yield Record(number, line, cleaner.clean_json(value, line))
        except TooDeepError:
            problems.add(
                path, line, f"record {number} is nested more than {limits.MAX_DEPTH} deep; passed over"
            )
    cleaner.report()


def read_values(path: Path, *, problems: ProblemLog) -> Iterator[tuple[int, object]]:
    """The same records with their lines, as ``json`` reads them, nothing cleaned.

    Raises:
        InputError: If the file is missing, empty or not text, or not JSON.
    """
    return _json_lines(path, problems) if path.suffix.lower() in JSON_LINES else _json_values(path, problems)


def parse_values(text: str, path: Path) -> Iterator[tuple[int, object]]:
    """The records of a JSON text, with their lines.

    Raises:
        InputError: If it is blank or not JSON; the message names ``path``.
    """
    return _scan(text.removeprefix("\ufeff"), path)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant, strict=False)


def _json_lines(path: Path, problems: ProblemLog) -> Iterator[tuple[int, object]]:
    with open_text(path, problems=problems) as stream:
        first = next(stream, "")
        if first.lstrip("\ufeff \t\r\n").startswith("["):  # an array under the wrong name
            yield from _scan("".join(itertools.chain([first], stream)), path)
            return
        seen = False
        for line, text in enumerate(itertools.chain([first], stream), start=1):
            if not text.strip("\ufeff \t\r\n"):
                continue
            seen = True
            try:
                yield line, _DECODER.decode(text.strip("\ufeff \t\r\n"))
            except (ValueError, RecursionError) as error:
                problems.add(path, line, f"is not JSON ({_reason(error)}); the line was passed over")
        if not seen:
            raise _blank(path)


def _json_values(path: Path, problems: ProblemLog) -> Iterator[tuple[int, object]]:
    with open_text(path, problems=problems) as stream:
        text = stream.read()
    yield from _scan(text, path)


def _scan(text: str, path: Path) -> Iterator[tuple[int, object]]:
    """Decode one record at a time, so that each is known by its line and only one is held."""
    lines = _LineCounter(text)
    position = _skip(text, 0)
    if position == len(text):
        raise _blank(path)
    in_array = text[position] == "["
    if in_array:
        position = _skip(text, position + 1)
        if text[position : position + 1] == "]":
            return
    while position < len(text):
        line = lines.at(position)
        value, position = _decode(text, position, path, lines)
        yield line, value
        position = _skip(text, position)
        if in_array:
            mark = text[position : position + 1]
            if mark == "]":
                return
            if mark != ",":
                raise _broken(path, lines.at(position), "a comma or the array's end is missing")
            position = _skip(text, position + 1)
    if in_array:
        raise _broken(path, lines.at(len(text)), "the array is cut off")


def _decode(text: str, position: int, path: Path, lines: _LineCounter) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise _broken(path, lines.at(max(error.pos, position)), _reason(error)) from error
    except RecursionError as error:
        raise limits.too_deep(f"{path}:{lines.at(position)}", limits.MAX_DEPTH) from error
    except ValueError as error:
        raise _broken(path, lines.at(position), _reason(error)) from error


class _LineCounter:
    """Line numbers of rising positions, each stretch counted once."""

    def __init__(self, text: str) -> None:
        self._text, self._position, self._line = text, 0, 1

    def at(self, position: int) -> int:
        self._line += self._text.count("\n", self._position, position)
        self._position = position
        return self._line


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _broken(path: Path, line: int, reason: str) -> InputError:
    return error_of(InputError, "json-broken", path=path, line=line, reason=reason)


def _blank(path: Path) -> InputError:
    return error_of(InputError, "json-blank", path=path)
