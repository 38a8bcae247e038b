"""Reads SSSOM/RDF files: each mapping is an ``owl:Axiom``, named or not."""

from __future__ import annotations

from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Mapping
from skillgraph.model.sssom import ENTITY_TYPES, SLOTS, Slot, SlotKind
from skillgraph.namespaces import OWL, SG, SSSOM
from skillgraph.taxonomies.rdf import Statements, read_statements
from skillgraph.taxonomies.sssom.prefixes import as_words
from skillgraph.taxonomies.sssom.records import STATUS, TOOL_CONFIDENCE, Decoder, Pairs, RecordError, reporter

_TYPE_WORDS = {uri: words for words, uri in ENTITY_TYPES.items()}


def read_rdf(path: Path, *, problems: ProblemLog) -> tuple[Mapping, ...]:
    """Read the mappings of an SSSOM/RDF file in any common format of RDF.

    Args:
        path: The file.
        problems: Takes mappings that cannot be used, by their IRI, and single slots that are left out.

    Raises:
        InputError: If the file cannot be read, or holds no mapping.
    """
    statements = read_statements(path)
    axioms = sorted(statements.instances(OWL.Axiom))
    if not axioms:
        raise InputError(
            f"{path} holds no mapping: nothing in it is an owl:Axiom.", hint="See the SSSOM/RDF format."
        )
    sets = sorted(statements.instances(SSSOM.MappingSet))
    defaults = _values(statements, sets[0]) if len(sets) == 1 else {}
    given = {name for axiom in axioms for name in _values(statements, axiom)}
    defaults = {name: value for name, value in defaults.items() if SLOTS[name].shared and name not in given}
    found = Pairs()
    for axiom in axioms:
        report = reporter(problems, path, suffix=f" ({axiom})")
        values = {**defaults, **_values(statements, axiom), **_own(statements, axiom)}
        try:
            found.add(Decoder(None).record(values, report), axiom, report)
        except RecordError as error:
            report(error.field, error.reason)
    return found.records


def _values(statements: Statements, node: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for slot in SLOTS.values():
        words = [_words(slot, term.value) for term in statements.objects(node, slot.property)]
        if words:
            found[slot.name] = words if slot.many else words[0]
    return found


def _own(statements: Statements, axiom: str) -> dict[str, object]:
    """The name of a record, and what SSSOM has no slot for."""
    named: dict[str, object] = {} if axiom.startswith("_:") else {"record_id": axiom}
    if status := statements.first(axiom, SG.mappingStatus):  # a graph of skillgraph's own
        return {**named, STATUS: status, TOOL_CONFIDENCE: statements.first(axiom, SG.toolConfidence)}
    return named


def _words(slot: Slot, value: str) -> str:
    if slot.kind is SlotKind.TYPE:
        return _TYPE_WORDS.get(value, value)
    if slot.kind is SlotKind.MODIFIER:
        return "Not" if value == SSSOM.NegatedPredicate else value
    return as_words(value)
