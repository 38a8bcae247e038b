"""The samples under ``data/``: they load without a single problem, and hold what their README promises."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.model import Credential, EndorsementClaim, Posting
from skillgraph.resources import samples
from skillgraph.sources import read_credentials_json, read_outcome_sheet, read_postings

T = TypeVar("T")

QUARTERS = {"2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"}


def clean(read: Callable[..., Iterator[T]], *parts: str) -> list[T]:
    """What a reader returns for a sample, having found nothing to complain of but keys of no use to it."""
    problems = ProblemLog()
    found = list(read(samples(*parts), problems=problems))
    assert [one for one in problems if not one.reason.startswith("keys that no field takes")] == []
    return found


@pytest.fixture(scope="module")
def credentials() -> list[Credential]:
    sheet = clean(read_outcome_sheet, "credentials", "outcome-sheet.csv")
    return sheet + clean(read_credentials_json, "credentials", "microcertifications.json")


@pytest.fixture(scope="module")
def postings() -> list[Posting]:
    return clean(read_postings, "postings", "postings.jsonl")


def quarter(posting: Posting) -> str:
    return f"{posting.date[:4]}-Q{(int(posting.date[5:7]) + 2) // 3}"


def test_credentials_are_24_a_third_of_them_french(credentials: list[Credential]) -> None:
    assert len(credentials) == len({credential.id for credential in credentials}) == 24
    assert Counter(credential.lang for credential in credentials) == {"en": 16, "fr": 8}
    assert {len(credential.outcomes) for credential in credentials} == {3, 4, 5, 6}


def test_outcomes_have_ids_of_their_own_and_no_text_is_used_twice(credentials: list[Credential]) -> None:
    outcomes = [outcome for credential in credentials for outcome in credential.outcomes]
    assert len(outcomes) == len({outcome.id for outcome in outcomes}) == 108
    assert len({outcome.text for outcome in outcomes}) == 108
    assert all(outcome.text.endswith(".") and outcome.text[0].isupper() for outcome in outcomes)
    assert {outcome.lang for outcome in outcomes} == {"en", "fr"}


def test_credentials_vary_in_what_a_checker_looks_at(credentials: list[Credential]) -> None:
    hours = [credential.duration_hours for credential in credentials if credential.duration_hours]
    assert (len(hours), min(hours), max(hours)) == (24, 3, 120)
    assert len({credential.field for credential in credentials}) >= 7
    assessments = [assessment for credential in credentials for assessment in credential.assessments]
    assert {assessment.authentic for assessment in assessments} == {True, False}
    assert {assessment.threshold is None for assessment in assessments} == {True, False}
    assert len({assessment.kind for assessment in assessments}) >= 8
    claims = {frozenset(e.claim for e in credential.endorsements) for credential in credentials}
    demand, assessed = EndorsementClaim.DEMAND, EndorsementClaim.ASSESSMENT
    assert claims == {frozenset(), frozenset({demand}), frozenset({assessed}), frozenset({demand, assessed})}


def test_postings_are_120_over_six_quarters_a_third_of_them_french(postings: list[Posting]) -> None:
    assert len(postings) == len({posting.id for posting in postings}) == 120
    assert Counter(posting.lang for posting in postings) == {"en": 81, "fr": 39}
    by_quarter = Counter(map(quarter, postings))
    assert set(by_quarter) == QUARTERS
    assert min(by_quarter.values()) >= 15


def test_every_posting_is_complete(postings: list[Posting]) -> None:
    for posting in postings:
        assert posting.title
        assert posting.employer
        assert posting.sector
        assert posting.url.startswith("https://jobs.example/")
        assert re.fullmatch(r"\d{5}", posting.noc), posting.id
        assert re.fullmatch(r".+, [A-Z]{2}", posting.place), posting.id
        assert 90 <= len(posting.description.split()) <= 190, posting.id


def test_no_sentence_but_boilerplate_comes_back_often(postings: list[Posting]) -> None:
    lines = Counter(
        line.lstrip("-• ").rstrip(".")
        for posting in postings
        for line in posting.description.splitlines()
        if line.startswith(("-", "•"))
    )
    assert max(lines.values()) <= 3
    assert len(lines) > 400


def test_new_skills_rise_and_old_ones_fade(postings: list[Posting]) -> None:
    def quarters(pattern: str) -> list[int]:
        found = Counter(quarter(p) for p in postings if re.search(pattern, p.description))
        return [found[name] for name in sorted(QUARTERS)]

    rising = quarters(r"\bAI\b|intelligence artificielle|language model|modèles de langage|[Pp]rompts")
    fading = quarters(r"\bfax|télécopie")
    assert sum(rising[:3]) < sum(rising[3:])
    assert rising[-1] == max(rising)
    assert sum(fading[:2]) > 0
    assert sum(fading[3:]) == 0


def test_the_json_ld_sample_holds_one_posting_in_each_language() -> None:
    found = clean(read_postings, "postings", "jobposting-sample.jsonld")
    assert [posting.lang for posting in found] == ["en", "fr"]
    for posting in found:
        assert posting.title
        assert posting.employer
        assert "<" not in posting.description
        assert quarter(posting) in QUARTERS


def test_the_readme_says_that_everything_is_invented_and_lists_each_file() -> None:
    readme = samples("README.md").read_text(encoding="utf-8")
    assert "invented" in readme
    files = [path for path in Path(samples()).rglob("*") if path.is_file() and path.name != "README.md"]
    assert len(files) == 4
    assert all(path.name in readme for path in files)


def test_every_address_is_one_that_nobody_can_own() -> None:
    for path in Path(samples()).rglob("*.*"):
        if path.is_file():
            hosts = set(re.findall(r"https?://([^/\"\s]+)", path.read_text(encoding="utf-8")))
            assert all(host.endswith(".example") for host in hosts - {"schema.org"}), path
