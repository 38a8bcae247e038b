"""`python -m tests.support.contract`: requests made up from the OpenAPI document, sent to the real service.

The service runs as a process over a small workspace with everything in it. It is asked with a key of each
scope and without one, links between answers included; what it answers is held against the document. Ends with
1 if an answer was none that the document has: a status, a header, a body, or any 5xx.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.answers.gaps import gaps
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.answers.suggest import suggest
from skillgraph.workspace.requests import GapsRequest, ProposeRequest, SuggestRequest

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "missing_required_header",
)
"""What an answer must keep.

That a valid request is taken is none, as it may name what is not there; nor that what was deleted is gone, as
a job that was cancelled is still told of.
"""

_LIMITS = {"SKILLGRAPH_SERVE_RATE": "1000000", "SKILLGRAPH_SERVE_JOBS": "100000"}
"""Those that so many requests of one client would meet at once."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask for so many minutes in all; 1 if something did not hold."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        workspace = full(Path(name))
        scopes = [Scope.ADMIN] if asked.quick else list(Scope)  # who may do all that the others may
        results = [_run(workspace, who, asked) for who in (None, *scopes)]
    return int(any(results))


def full(folder: Path) -> Workspace:
    """A small workspace in which every question can be answered, also by the precise profile."""
    from tests.api.conftest import loaded

    made = loaded(folder)
    propose(made, ProposeRequest(profile=Profile.FAST, limit=1, min_confidence=0.0))
    list(suggest(made, SuggestRequest(texts=("Manage budgets",))))
    for profile in Profile:
        gaps(made, GapsRequest(profile=profile))
    return made


def _run(workspace: Workspace, who: Scope | None, asked: argparse.Namespace) -> int:
    sys.stdout.write(f"== {f'with the key of a {who}' if who else 'without a key'}\n")
    sys.stdout.flush()
    with _service(workspace) as address:
        command = [*_tool(address, asked), "--max-time", str(int(asked.minutes * 60 / (len(Scope) + 1)))]
        if who:
            key, _ = make_key(workspace, f"the {who}", who)
            command += ["--header", f"Authorization: Bearer {key}"]
        command += ["--seed", str(asked.seed)]
        return subprocess.run(command, check=False, cwd=workspace.path.parent).returncode


def _tool(address: str, asked: argparse.Namespace) -> list[str]:
    return [
        *(
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--config-file",
            str(Path(__file__).with_suffix(".toml")),
        ),
        *("run", f"{address}/openapi.json"),
        *("--checks", ",".join(CHECKS)),
        *(("--phases", "examples,coverage") if asked.quick else ()),
        *("--continue-on-failure", "--no-color", "--request-timeout", "60"),
        *("--suppress-health-check", "all", "--warnings", "off"),
    ]


@contextmanager
def _service(workspace: Workspace) -> Iterator[str]:
    """The service as a process, without the limits that this would meet at once."""
    from tests.api.test_api_serving import served

    with served(workspace.path, environment=_LIMITS) as (_, address):
        yield address


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.support.contract", description=__doc__)
    made.add_argument("--minutes", type=float, default=12.0, help="in all [%(default)s]")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument(
        "--quick",
        action="store_true",
        help="only what is the same in every run, without a key and with that of an admin",
    )
    return made


if __name__ == "__main__":
    sys.exit(main())
