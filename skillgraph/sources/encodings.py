"""Opens text files whose encoding nobody wrote down: UTF-8 first, and anything else is reported."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from skillgraph.errors import InputError, ProblemLog
from skillgraph.languages.sentences import error_of, sentence
from skillgraph.sources.legacy_encodings import CANDIDATES, legacy_encoding

_SAMPLE = 1 << 16
_CHUNK = 1 << 20
_MOSTLY = 0.8
"""The share of zeros that no text has: in UTF-32, three bytes of four are."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_OTHER_KINDS = (
    (b"PK\x03\x04", "file-is-zip"),
    (b"\xd0\xcf\x11\xe0", "file-is-office"),
    (b"%PDF", "file-is-pdf"),
    (b"{\\rtf", "file-is-rtf"),
    (b"\x1f\x8b", "file-is-gzip"),
)
"""What files of other kinds begin with, and the error that says so."""


@contextmanager
def open_text(path: Path, *, problems: ProblemLog) -> Iterator[TextIO]:
    """Open a text file in the encoding it is written in, line ends as they are.

    UTF-8, with or without byte order mark, passes silently; UTF-16 and UTF-32 with their mark too. Any
    other encoding is guessed, and the guess is reported with the first line that is not UTF-8.

    Raises:
        InputError: If the file is missing, unreadable, empty or not text.
    """
    with open_binary(path) as stream:
        encoding = _detect(stream, path, problems)
        stream.seek(0)
        # A mark promises an encoding that the rest of the file may break.
        with io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text:
            yield text


def decode(content: bytes, path: Path, *, problems: ProblemLog) -> str:
    """The text of what was read already, such as from a pipe, as `open_text` would read it.

    Raises:
        InputError: If it is not text.
    """
    encoding = _detect(io.BytesIO(content), path, problems)
    return content.decode(encoding, errors="replace")


@contextmanager
def open_binary(path: Path) -> Iterator[BinaryIO]:
    """Open a file that must be there and hold something.

    Raises:
        InputError: If it is missing, a folder, unreadable or empty.
    """
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise InputError(f"{path} does not exist.", hint="Check the path.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder, not a file.", hint="Name one file.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.") from None
    with stream:
        if not stream.read(1):
            raise error_of(InputError, "file-empty", path=path)
        stream.seek(0)
        yield stream


def _detect(stream: BinaryIO, path: Path, problems: ProblemLog) -> str:
    head = stream.read(_SAMPLE)
    for magic, name in _OTHER_KINDS:
        if head.startswith(magic):
            raise error_of(InputError, name, path=path)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head and head.count(0) > _MOSTLY * len(head):
        raise error_of(InputError, "file-of-zeros", path=path)
    if wide := _wide(head):
        problems.add(path, None, sentence("note.file-read-as", encoding=wide))
        return wide
    stream.seek(0)
    bad = _first_bad_byte(stream)
    return "utf-8" if bad is None else _legacy(stream, path, bad, problems)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark shows as zeros in every second byte; such text is valid UTF-8, so look first."""
    half = len(head) // 2
    if half and head[1::2].count(0) > 0.4 * half:
        return "utf-16-le"
    if half and head[::2].count(0) > 0.4 * half:
        return "utf-16-be"
    return ""


@dataclass(frozen=True, slots=True)
class _BadByte:
    value: int
    line: int


def _first_bad_byte(stream: BinaryIO) -> _BadByte | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    while True:
        chunk = stream.read(_CHUNK)
        pending = decoder.getstate()[0]
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return _BadByte(error.object[error.start], line + (pending + chunk)[: error.start].count(b"\n"))
        if not chunk:
            return None
        line += chunk.count(b"\n")


def _legacy(stream: BinaryIO, path: Path, bad: _BadByte, problems: ProblemLog) -> str:
    """The encoding of one byte a sign in which the text has words; zeros are in none."""
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        if 0 in chunk:
            raise error_of(InputError, "file-not-text", path=path)
    stream.seek(0)
    encoding = legacy_encoding(stream)
    if encoding is None:
        place = {"line": bad.line, "byte": f"0x{bad.value:02X}", "tried": ", ".join(CANDIDATES)}
        raise error_of(InputError, "file-of-no-encoding", path=path, **place)
    told = sentence("note.file-read-as-by-byte", byte=f"0x{bad.value:02X}", encoding=encoding)
    problems.add(path, bad.line, told)
    return encoding
