"""What exports say of the frameworks that mappings lead to: their names, and what has to be acknowledged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from skillgraph.model import Mapping as MappingRecord
from skillgraph.taxonomies.esco.reader import ACKNOWLEDGEMENT

_ESCO = "http://data.europa.eu/esco/"


@dataclass(frozen=True, slots=True)
class Frameworks:
    """The loaded frameworks, by ``name@version``.

    Attributes:
        titles: The name to print.
        acknowledgements: The sentence that must be carried, or nothing.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    acknowledgements: Mapping[str, str] = field(default_factory=dict)

    def title(self, mapping: MappingRecord) -> str:
        """The framework of a mapping's object, with its version; as the source wrote it if not loaded."""
        source, version = mapping.object_source, mapping.object_source_version
        name = self.titles.get(f"{source}@{version}", source)
        return f"{name} {version}".strip()

    def acknowledged(self, mappings: Iterable[MappingRecord]) -> tuple[str, ...]:
        """The sentences for the frameworks that mappings lead to, each once."""
        return tuple(dict.fromkeys(filter(None, map(self._sentence, mappings))))

    def acknowledged_in(self, documents: Iterable[object]) -> tuple[str, ...]:
        """The sentences for documents that name concepts of ESCO anywhere."""
        named = any(text.startswith(_ESCO) for document in documents for text in _texts(document))
        return self._of_esco() if named else ()

    def _sentence(self, mapping: MappingRecord) -> str:
        key = f"{mapping.object_source}@{mapping.object_source_version}"
        if key in self.acknowledgements:
            return self.acknowledgements[key]
        return " ".join(self._of_esco()) if mapping.object_id.startswith(_ESCO) else ""

    def _of_esco(self) -> tuple[str, ...]:
        """What the loaded versions of ESCO ask for; the publisher's own sentence where none is loaded."""
        loaded = (words for key, words in self.acknowledgements.items() if key.startswith("esco@"))
        return tuple(dict.fromkeys(filter(None, loaded))) or (ACKNOWLEDGEMENT,)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
