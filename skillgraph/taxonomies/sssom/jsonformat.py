"""Reads SSSOM/JSON files: a mapping set whose entities are CURIEs with a ``curie_map``, or plain IRIs."""

from __future__ import annotations

import json
from collections.abc import Mapping as MappingType
from pathlib import Path

from skillgraph import limits
from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Mapping
from skillgraph.taxonomies.sssom.prefixes import BUILT_IN, PrefixError, Prefixes
from skillgraph.taxonomies.sssom.records import Decoder, Pairs, RecordError, reporter
from skillgraph.taxonomies.sssom.tsv import declared, shared


class _LenientPrefixes(Prefixes):
    """Takes identifiers that are IRIs already, which JSON, unlike TSV, does not forbid."""

    def expand(self, curie: str) -> str:
        try:
            return Prefixes.expand(self, curie)
        except PrefixError:
            if "://" in curie:
                return curie
            raise


def read_json(path: Path, *, problems: ProblemLog) -> tuple[Mapping, ...]:
    """Read the mappings of an SSSOM/JSON file.

    Args:
        path: The file.
        problems: Takes mappings that cannot be used, by their number, and single slots that are left out.

    Raises:
        InputError: If the file cannot be read, or is no mapping set.
    """
    mapping_set = _mapping_set(path)
    prefixes = dict(declared(path, mapping_set).declared) | _context(mapping_set)
    decoder = Decoder(_LenientPrefixes({**BUILT_IN, **prefixes}))
    items = mapping_set["mappings"] if mapping_set["mappings"] is not None else []
    if not isinstance(items, list):
        raise _no_set(path, "its mappings are no list")
    given = {name for item in items if isinstance(item, dict) for name in item}
    defaults = {name: value for name, value in shared(mapping_set).items() if name not in given}
    found = Pairs()
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            problems.add(path, None, "is no object; passed over", field=f"mappings[{number}]")
            continue
        report = reporter(problems, path, prefix=f"mappings[{number}].")
        try:
            found.add(decoder.record({**defaults, **item}, report), f"mappings[{number}]", report)
        except RecordError as error:
            report(error.field, error.reason)
    return found.records


def _mapping_set(path: Path) -> MappingType[str, object]:
    try:
        data = path.read_bytes()
        text = data.decode(json.detect_encoding(data))  # UTF-8, UTF-16 or UTF-32
        limits.check_json(path, text)
        found = json.loads(text)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from error
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}.", hint="Check that the file is complete.") from error
    if not isinstance(found, dict) or "mappings" not in found:
        raise _no_set(path, "it has no mappings")
    return found


def _context(mapping_set: MappingType[str, object]) -> dict[str, str]:
    """The prefixes that a JSON-LD context inside the file declares; none is fetched."""
    context = mapping_set.get("@context")
    entries = context.items() if isinstance(context, dict) else ()
    return {name: iri for name, iri in entries if isinstance(iri, str) and not (name + iri).startswith("@")}


def _no_set(path: Path, reason: str) -> InputError:
    return InputError(
        f"{path} is not a mapping set of SSSOM: {reason}.",
        hint="A mapping set is an object with mapping_set_id, license and mappings.",
    )
