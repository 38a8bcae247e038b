"""``python -m benchmarks [name ...]``: measure, and print tables or JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from benchmarks import (
    ablation,
    counts,
    demand,
    engines,
    first,
    flow,
    loading,
    matching,
    newyork,
    pages,
    parts,
    peer,
    postings,
    review,
    routes,
    service,
    startup,
    store,
)
from benchmarks.inputs import Inputs, opened
from benchmarks.measure import machine


class Printable(Protocol):
    """What a benchmark found."""

    def as_text(self) -> str:
        """For people."""
        ...

    def as_json(self) -> Mapping[str, object]:
        """For programs."""
        ...


SPEED: dict[str, Callable[[Inputs], Printable]] = {
    "startup": startup.run,
    "first": first.run,
    "loading": loading.run,
    "store": store.run,
    "matching": matching.run,
    "flow": flow.run,
    "demand": demand.run,
    "review": review.run,
    "service": service.run,
}
LONG: dict[str, Callable[[Inputs], Printable]] = {
    "ablation": ablation.run,
    "parts": parts.run,
    "peer": peer.run,
    "newyork": newyork.run,
    "postings": postings.run,
    "engines": engines.run,
    "counts": counts.run,
    "routes": routes.run,
    "pages": pages.run,
}
"""They take long, and run only where they are named."""

BENCHMARKS = SPEED | LONG


def main() -> None:
    """Run the benchmarks that were named, or all of speed."""
    given = _arguments()
    state = machine()
    if given.format == "table":
        print(state)
    reports = []
    with _opened(given) as inputs:
        for name in given.names or SPEED:
            print(f"{name} …", file=sys.stderr, flush=True)
            reports.append(BENCHMARKS[name](inputs))
            if given.format == "table":
                print(f"\n{reports[-1].as_text()}", flush=True)
    if given.format == "json":
        print(json.dumps({"machine": state, "reports": [r.as_json() for r in reports]}, indent=2))


def _opened(given: argparse.Namespace) -> AbstractContextManager[Inputs]:
    return opened(
        quick=given.quick,
        keep=given.keep,
        peer_python=given.peer_python,
        write=given.write,
        size=given.postings,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *BENCHMARKS], help="which ones; by default those of speed"
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, and the fast profile only")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--keep", type=Path, help="folder to work in and to keep, indexes and all")
    parser.add_argument(
        "--peer-python", type=Path, help="interpreter of the peer's environment; made there if it is missing"
    )
    parser.add_argument("--postings", type=int, help="how many postings the engines are compared with")
    parser.add_argument("--write", action="store_true", help="put the ablation into docs/matching.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
