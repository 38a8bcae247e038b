"""Writes mapping sets as SSSOM/TSV, JSON or RDF, each file in one step."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from skillgraph import files
from skillgraph.errors import InputError
from skillgraph.export.sssom.mappingset import MappingSet, Values, plain, slots_of
from skillgraph.model.sssom import SLOTS, SlotKind
from skillgraph.taxonomies.sssom.prefixes import BUILT_IN

FORMATS = (".tsv", ".json", ".ttl")

_BAR = re.compile(r"([|\\])")
_QUOTED = re.compile('[\t\n\r"]')


def write_sssom(mapping_set: MappingSet, target: Path) -> None:
    """Write a mapping set; the extension (``.sssom.tsv``, ``.json``, ``.ttl``) chooses the format.

    Raises:
        InputError: If the extension is another one.
    """
    write = {".tsv": tsv, ".json": as_json, ".ttl": turtle}.get(target.suffix.lower())
    if write is None:
        raise InputError(
            f"{target} is no name for an SSSOM file.", hint="End it in .sssom.tsv, .json or .ttl."
        )
    files.write_bytes(target, write(mapping_set))


def tsv(mapping_set: MappingSet) -> bytes:
    """The set as SSSOM/TSV: canonical, but for numbers, which keep all their digits."""
    prefixes = mapping_set.prefixes()
    rows = [slots_of(record, prefixes) for record in mapping_set.records]
    common = _common(rows)
    metadata = _in_order(
        mapping_set, {"curie_map": dict(prefixes.declared)} if prefixes.declared else {}, common
    )
    columns = [name for name in SLOTS if name not in common and any(name in row for row in rows)]
    lines = [f"#{line}" for line in _yaml(metadata)]
    lines.append("\t".join(columns or _ENDS))
    lines += ["\t".join(_cell(row.get(name)) for name in columns) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def as_json(mapping_set: MappingSet) -> bytes:
    """The set as SSSOM/JSON, an instance of the official schema's ``MappingSet``.

    The context beside it makes JSON-LD of it: the ``sssom`` package asks for one.
    """
    prefixes = mapping_set.prefixes()
    rows = [slots_of(record, prefixes) for record in mapping_set.records]
    known = {**BUILT_IN, **prefixes.declared}
    document = {"@context": _context(known)} | _in_order(mapping_set, {"curie_map": known}, {})
    return (json.dumps({**document, "mappings": rows}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _context(known: Mapping[str, str]) -> dict[str, Any]:
    own = {name: {"@id": "@id"} for name in ("mapping_set_id", "record_id")}
    own["mappings"] = {"@id": f"{BUILT_IN['sssom']}mappings"}
    types = {SlotKind.ENTITY: "@id", SlotKind.URI: "@id", SlotKind.DATE: "xsd:date"}
    slots: dict[str, Any] = {name: {"@id": slot.property} for name, slot in SLOTS.items()}
    for name, slot in SLOTS.items():
        if slot.kind in types:
            slots[name]["@type"] = types[slot.kind]
    return {**known, **slots, **own}


def turtle(mapping_set: MappingSet) -> bytes:
    """The set as SSSOM/RDF in Turtle."""
    from skillgraph.graph import serializing

    prefixes = {**BUILT_IN, **mapping_set.prefixes().declared, **_RDF_PREFIXES}
    return serializing.turtle(_triples(mapping_set), prefixes)


_ENDS = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_RDF_PREFIXES = {"dcterms": "http://purl.org/dc/terms/", "pav": "http://purl.org/pav/"}


def _triples(mapping_set: MappingSet) -> Iterator[Any]:
    from skillgraph.graph import codec
    from skillgraph.graph.terms import Triple, iri, predicate, reference, text
    from skillgraph.namespaces import DCTERMS, OWL, RDF, SG, SSSOM

    subject = iri(mapping_set.uri)
    yield Triple(subject, predicate(RDF.type), predicate(SSSOM.MappingSet))
    yield Triple(subject, predicate(DCTERMS.license), reference(mapping_set.license))
    for property_, words in (
        (OWL.versionInfo, mapping_set.version),
        (DCTERMS.title, mapping_set.title),
        (DCTERMS.description, mapping_set.description),
    ):
        if words:
            yield Triple(subject, predicate(property_), text(words))
    for record in mapping_set.records:
        name = iri(record.uri)
        yield Triple(subject, predicate(SSSOM.mappings), name)
        for triple in codec.encode_mappings([plain(record)]):
            # The plain skos:*Match triples, and the status as a property, are the graph's own affair.
            if triple.subject == name and triple.predicate != predicate(SG.mappingStatus):
                yield triple


def _common(rows: Sequence[Values]) -> dict[str, Any]:
    """The slots that a set may state once, and that have one value in all its records."""
    shared = [name for name, slot in SLOTS.items() if slot.shared and rows and name in rows[0]]
    return {name: rows[0][name] for name in shared if all(row.get(name) == rows[0][name] for row in rows)}


def _in_order(
    mapping_set: MappingSet, curie_map: Mapping[str, Any], common: Mapping[str, Any]
) -> dict[str, Any]:
    own = mapping_set.metadata()
    first = {"sssom_version": own.pop("sssom_version")}
    return {**first, **curie_map, **own, **common}


def _yaml(metadata: Mapping[str, Any]) -> list[str]:
    """Lines of YAML: plain style where that is possible, double quotes for what plain lines cannot hold."""
    import yaml

    class Dumper(yaml.SafeDumper):
        pass

    def quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = None if text.isprintable() else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, quoted)
    text = yaml.dump(dict(metadata), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=2**31)
    return text.rstrip("\n").split("\n")


def _cell(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, list):
        text = "|".join(_BAR.sub(r"\\\1", item) for item in value)
    else:
        text = repr(value) if isinstance(value, float) else str(value)
    if not _QUOTED.search(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
