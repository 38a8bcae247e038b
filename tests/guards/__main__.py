"""Prints the guard cases that fail, one a line: ``python -m tests.guards --workspace W [--profile fast]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from skillgraph.matching import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.state.indexing import open_matcher
from tests.guards.corpus import LANGUAGES, read_cases, run


def main() -> int:
    """Run the corpus on the frameworks of a workspace; exit with 1 if a case fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--profile", type=Profile, choices=list(Profile))
    parser.add_argument("--en", default="esco@1.2.0", help="framework for English texts (%(default)s)")
    parser.add_argument("--fr", default="esco@1.2.1", help="framework for French texts (%(default)s)")
    options = parser.parse_args()
    profiles = [options.profile] if options.profile else list(Profile)
    return max(
        _report(options.workspace, lang, getattr(options, lang), profile)
        for lang in LANGUAGES
        for profile in profiles
    )


def _report(folder: Path, lang: str, framework: str, profile: Profile) -> int:
    workspace = Workspace.open(folder)
    matcher = open_matcher(workspace, Query(framework=framework, profile=profile, build=False))
    labels = matcher.index.labels
    english = {uri: labels.label(place, "en") for place, uri in enumerate(labels.uris)}
    cases = read_cases(lang)
    failed = run(matcher, cases, english)
    print(f"{lang} {profile}: {len(cases) - len(failed)} of {len(cases)} pass")  # noqa: T201
    texts = {case.name: case.text for case in cases}
    for name, failures in failed.items():
        print(f"  {name}  “{texts[name]}”  {'; '.join(failures)}")  # noqa: T201
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
