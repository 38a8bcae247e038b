"""Reads an RDF file of any common format into statements that can be looked up by predicate and subject."""

from __future__ import annotations

import codecs
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import limits
from skillgraph.errors import InputError

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat

_EXTENSIONS = {
    ".ttl": "TURTLE",
    ".turtle": "TURTLE",
    ".nt": "N_TRIPLES",
    ".nq": "N_QUADS",
    ".trig": "TRIG",
    ".rdf": "RDF_XML",
    ".xml": "RDF_XML",
    ".owl": "RDF_XML",
    ".jsonld": "JSON_LD",
    ".json": "JSON_LD",
}

EXTENSIONS = tuple(_EXTENSIONS)
"""The file name extensions of the formats that are read."""

_MAX_BYTES = 2 * 2**30
_SNIFFED_BYTES = 64 * 2**10

_CHECKS = {"RDF_XML": limits.check_xml, "JSON_LD": limits.check_json}


@dataclass(frozen=True, slots=True)
class RdfTerm:
    """One end of a statement: an IRI, a blank node (written ``_:``…) or a literal with its language."""

    value: str
    is_literal: bool = False
    lang: str = ""

    @property
    def is_iri(self) -> bool:
        """Whether it is neither a literal nor a blank node."""
        return not self.is_literal and not self.value.startswith("_:")


class Statements:
    """The statements of a file, each once; the graphs of a dataset are taken together."""

    def __init__(self) -> None:
        self._by_predicate: dict[str, dict[str, dict[RdfTerm, None]]] = defaultdict(dict)

    def add(self, subject: str, predicate: str, value: RdfTerm) -> None:
        """Take one statement."""
        self._by_predicate[predicate].setdefault(subject, {})[value] = None

    def subjects(self, predicate: str) -> Mapping[str, Sequence[RdfTerm]]:
        """The objects of each subject that has the predicate."""
        return {subject: tuple(objects) for subject, objects in self._by_predicate[predicate].items()}

    def objects(self, subject: str, predicate: str) -> tuple[RdfTerm, ...]:
        """The objects of one subject, sorted, so that the order in the file means nothing."""
        found = self._by_predicate[predicate].get(subject, ())
        return tuple(sorted(found, key=lambda term: (term.value, term.lang)))

    def iris(self, subject: str, predicate: str) -> tuple[str, ...]:
        """The IRIs among the objects, sorted."""
        return tuple(term.value for term in self.objects(subject, predicate) if term.is_iri)

    def literals(self, subject: str, predicate: str) -> tuple[RdfTerm, ...]:
        """The literals among the objects, sorted."""
        return tuple(term for term in self.objects(subject, predicate) if term.is_literal)

    def first(self, subject: str, *predicates: str) -> str:
        """The first literal of the first predicate that has one, or an empty string."""
        found = (term.value for predicate in predicates for term in self.literals(subject, predicate))
        return next(found, "")

    def instances(self, class_: str) -> frozenset[str]:
        """The subjects with ``class_`` as a type, blank nodes included."""
        types = self._by_predicate["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]
        wanted = RdfTerm(class_)
        return frozenset(subject for subject, classes in types.items() if wanted in classes)


def looks_like_rdf(path: Path) -> bool:
    """Whether the extension, or else the beginning, is that of an RDF format.

    Raises:
        InputError: If the file cannot be read.
    """
    return path.suffix.lower() in _EXTENSIONS or _sniff(_head(path)) is not None


def read_statements(path: Path) -> Statements:
    """Read Turtle, RDF/XML, JSON-LD, N-Triples, N-Quads or TriG.

    Raises:
        InputError: If the file cannot be read, is of no known format, or breaks its format's rules.
    """
    data = _read(path, _MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise InputError(f"{path} is larger than {_MAX_BYTES / 2**30:g} GiB.", hint="Load it in parts.")
    data = _as_utf8(path, data)
    if not data.strip():
        raise InputError(f"{path} is empty.", hint="Save it again, or download it again.")
    name = _EXTENSIONS.get(path.suffix.lower()) or _sniff(data[:_SNIFFED_BYTES])
    if name is None:
        raise InputError(f"{path} is of no known RDF format.", hint=f"Known are {', '.join(EXTENSIONS)}.")
    if name in _CHECKS:
        _CHECKS[name](path, data)
    return _parse(path, data, name)


def _read(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except FileNotFoundError as error:
        raise InputError(f"{path} is not there.", hint="Check the path.") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}).", hint="Check its permissions."
        ) from error


def _head(path: Path) -> bytes:
    head = _read(path, _SNIFFED_BYTES)
    return head.decode(json.detect_encoding(head), errors="replace").encode("utf-8")


def _as_utf8(path: Path, data: bytes) -> bytes:
    """The same text in UTF-8 without a byte order mark, where it is UTF-16 or UTF-32."""
    encoding: str = json.detect_encoding(data)  # by the mark, or by the zeros among the first four bytes
    if encoding == "utf-8":
        encoding = _declared_encoding(data)
    if encoding in ("utf-8", "utf-8-sig"):
        return data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not valid {encoding.upper()} (byte {error.start}).", hint="Save it as UTF-8."
        ) from error
    declaration = re.match(r"\s*<\?xml[^>]*\?>", text)  # it names the encoding that the text now lacks
    return text[declaration.end() if declaration else 0 :].encode("utf-8")


def _declared_encoding(data: bytes) -> str:
    """What an XML document says that its bytes mean, where these are no marked UTF; else UTF-8."""
    declared = re.match(rb"\s*<\?xml[^>]*?encoding=[\"']([A-Za-z0-9._-]{1,40})", data)
    try:
        return codecs.lookup(declared[1].decode("ascii")).name if declared else "utf-8"
    except LookupError:
        return "utf-8"


def _sniff(head: bytes) -> str | None:
    """The format by the beginning of the content, as oxigraph names it."""
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<") and "<rdf:RDF" in text:
        return "RDF_XML"
    if text.startswith(("{", "[")) and re.search(r'"@(?:context|id|graph|type)"', text):
        return "JSON_LD"
    # Every N-Triples file is a Turtle file, so the two need not be told apart.
    statement = r"(?mi)^\s*(?:@prefix|@base|prefix|base)\s|^\s*<[a-z][^>\s]*>\s+<[a-z][^>\s]*>\s"
    return "TURTLE" if re.search(statement, text) else None


def _parse(path: Path, data: bytes, name: str) -> Statements:
    from pyoxigraph import RdfFormat

    statements = Statements()
    try:
        for subject, predicate, value in _triples(data, getattr(RdfFormat, name)):
            statements.add(subject, predicate, value)
    except (SyntaxError, ValueError) as error:
        raise _syntax_error(path, name, error) from error
    except MemoryError as error:  # the parser's buffer, not the machine's memory
        raise InputError(
            f"{path}: a text in it is longer than the parser takes ({error}).", hint="Shorten the text."
        ) from error
    return statements


def _triples(data: bytes, rdf_format: RdfFormat) -> Iterator[tuple[str, str, RdfTerm]]:
    from pyoxigraph import BlankNode, Literal, NamedNode, parse

    for quad in parse(input=data, format=rdf_format):
        subject, value = quad.subject, quad.object
        if isinstance(value, Literal):
            term = RdfTerm(value.value, is_literal=True, lang=value.language or "")
        elif isinstance(value, NamedNode | BlankNode):
            term = RdfTerm(value.value if isinstance(value, NamedNode) else f"_:{value.value}")
        else:  # SKOS has no place for quoted triples.
            continue
        if isinstance(subject, NamedNode | BlankNode):
            name = subject.value if isinstance(subject, NamedNode) else f"_:{subject.value}"
            yield name, quad.predicate.value, term


def _syntax_error(path: Path, name: str, error: SyntaxError | ValueError) -> InputError:
    line = getattr(error, "lineno", None)
    place = f"{path}:{line}" if line else str(path)
    reason = str(getattr(error, "msg", None) or error).strip()
    if "LoadDocumentCallback" in reason:
        return InputError(
            f"{place}: the JSON-LD refers to a context elsewhere, and nothing is fetched.",
            hint="Put the context into the file, or save it as Turtle.",
        )
    if "No scheme found" in reason:
        return InputError(f"{place}: an IRI is relative.", hint="Add a base, such as @base in Turtle.")
    kind = {"RDF_XML": "RDF/XML", "TURTLE": "Turtle", "TRIG": "TriG"}.get(name, name.replace("_", "-"))
    return InputError(f"{place}: not valid {kind} ({reason}).", hint="Mend the file at this place.")
