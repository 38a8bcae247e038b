"""``python -m benchmarks [name ...]``: measure, and print tables or JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import flow, loading, matching, startup, store
from benchmarks.inputs import Inputs, opened
from benchmarks.measure import machine
from benchmarks.report import Report

BENCHMARKS: dict[str, Callable[[Inputs], Report]] = {
    "startup": startup.run,
    "loading": loading.run,
    "store": store.run,
    "matching": matching.run,
    "flow": flow.run,
}


def main() -> None:
    """Run the benchmarks that were named, or all."""
    given = _arguments()
    state = machine()
    if given.format == "table":
        print(state)
    reports = []
    with opened(quick=given.quick, keep=given.keep) as inputs:
        for name in given.names or BENCHMARKS:
            print(f"{name} …", file=sys.stderr, flush=True)
            reports.append(BENCHMARKS[name](inputs))
            if given.format == "table":
                print(f"\n{reports[-1].as_text()}", flush=True)
    if given.format == "json":
        print(json.dumps({"machine": state, "reports": [r.as_json() for r in reports]}, indent=2))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], help="which ones; all by default")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, and the fast profile only")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--keep", type=Path, help="folder to work in and to keep, indexes and all")
    return parser.parse_args()


if __name__ == "__main__":
    main()
