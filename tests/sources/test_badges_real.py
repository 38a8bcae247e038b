from __future__ import annotations

from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.sources import read_credentials


def test_all_badge_templates_become_credentials(badge_credentials_json: Path) -> None:
    log = ProblemLog()
    credentials = list(read_credentials(badge_credentials_json, problems=log))
    assert len(credentials) == 568
    assert sum(credential.lang == "fr" for credential in credentials) == 90
    assert all(credential.outcomes for credential in credentials)
    outcomes = [outcome.id for credential in credentials for outcome in credential.outcomes]
    assert len(outcomes) == len(set(outcomes))
    assert {problem.reason for problem in log} <= {
        "the credential has this outcome already; this one was ignored"
    }


def test_loading_twice_gives_the_same_identifiers(badge_credentials_json: Path) -> None:
    first, second = (list(read_credentials(badge_credentials_json, problems=ProblemLog())) for _ in range(2))
    assert first == second
