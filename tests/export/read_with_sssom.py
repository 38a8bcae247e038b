"""Run by the Python that has the ``sssom`` package: how many rows it reads from each file, as JSON."""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Read the files that are named, and check each as the package does."""
    from sssom.constants import SchemaValidationType  # type: ignore[import-not-found, unused-ignore]
    from sssom.parsers import (  # type: ignore[import-not-found, unused-ignore]
        parse_sssom_json,
        parse_sssom_rdf,
        parse_sssom_table,
    )
    from sssom.validators import validate  # type: ignore[import-not-found, unused-ignore]

    parsers = {"tsv": parse_sssom_table, "json": parse_sssom_json, "ttl": parse_sssom_rdf}
    kinds = [SchemaValidationType.JsonSchema, SchemaValidationType.PrefixMapCompleteness]
    counts = {}
    for file in sys.argv[1:]:
        found = parsers[file.rsplit(".", 1)[1]](file)
        validate(found, [*kinds, SchemaValidationType.StrictCurieFormat], fail_on_error=True)
        counts[file] = len(found.df)
    sys.stdout.write(json.dumps(counts))


if __name__ == "__main__":
    main()
