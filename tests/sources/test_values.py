from __future__ import annotations

import datetime
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.sources.identifiers import as_uri, credential_uri, outcome_uri, slug
from skillgraph.sources.values import (
    parse_date,
    parse_hours,
    parse_lang,
    parse_price,
    parse_share,
    parse_yes_no,
)

BASE = "https://w3id.org/skillgraph/id/"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2012-01-26T00:00:00.000", "2012-01-26"),
        ("2023-05-02", "2023-05-02"),
        ("2023-05-02 14:00 EST", "2023-05-02"),
        ("20230502", "2023-05-02"),
        ("2023/5/2", "2023-05-02"),
        ("31/12/2023", "2023-12-31"),
        ("12/31/2023 10:00 AM", "2023-12-31"),
        ("02.05.2023", "2023-05-02"),
        ("5/5/2023", "2023-05-05"),
        ("May 2, 2023", "2023-05-02"),
        ("Posted on Sept. 2nd, 2023", "2023-09-02"),
        ("2 mai 2023", "2023-05-02"),
        ("1er août 2023", "2023-08-01"),
        ("2 juillet 2023", "2023-07-02"),
        ("02-Feb-2023", "2023-02-02"),
        ("1683000000", "2023-05-02"),
        ("1683000000000", "2023-05-02"),
        ("", ""),
    ],
)
def test_dates_become_iso_8601(text: str, date: str) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("05/02/2023", "two ways"),
        ("2023-02-30", "calendar"),
        ("yesterday", "not a date"),
        ("2 foo 2023", "not a date"),
        ("9999-01-01", "between"),
        ("9" * 500, "not a date"),
    ],
)
def test_other_dates_say_why_not(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_date(text)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_every_date_survives_its_formats(date: datetime.date) -> None:
    iso = date.isoformat()
    for written in (
        iso,
        f"{iso}T23:59:59Z",
        date.strftime("%d.%m.%Y"),
        date.strftime("%B %d, %Y"),
        iso.replace("-", ""),
    ):
        assert parse_date(written) == iso


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_reason(text: str) -> None:
    for parse in (parse_date, parse_hours, parse_lang, parse_price, parse_share, parse_yes_no):
        with suppress(ValueError):
            parse(text)


def test_small_values() -> None:
    assert [parse_share(text) for text in ("90 %", "90", "0.9", "0,9", "1", ".5", "")] == [
        0.9, 0.9, 0.9, 0.9, 1.0, 0.5, None,
    ]  # fmt: skip
    assert [parse_hours(text) for text in ("12", "7,5 heures", "3 h", "")] == [12, 7.5, 3, None]
    assert [parse_yes_no(text) for text in ("Oui", "FALSE", "1", "")] == [True, False, True, None]
    assert [parse_lang(text) for text in ("EN", "Français", "fr_CA", "fra", "")] == [
        "en",
        "fr",
        "fr-CA",
        "fr",
        "",
    ]


def test_minted_identifiers_are_stable_and_readable() -> None:
    uri = credential_uri("Collège Exemple", "Salubrité — des  aliments!")
    assert uri == credential_uri("collège exemple ", "Salubrité — des aliments!")
    assert uri.startswith(BASE + "credential/salubrite-des-aliments-")
    assert len(uri.rpartition("-")[2]) == 8
    assert uri != credential_uri("Autre", "Salubrité — des aliments!")
    assert outcome_uri(uri, "Cuire") != outcome_uri(credential_uri("a", "b"), "Cuire")
    assert credential_uri("発行者", "資格").startswith(BASE + "credential/")
    assert len(slug("word " * 50)) <= 60


def test_given_identifiers_become_uris() -> None:
    assert as_uri("https://example.org/a?b=é", "credential") == "https://example.org/a?b=é"
    assert as_uri("https://example.org/a b|c", "credential") == "https://example.org/a%20b%7Cc"
    assert as_uri("urn:uuid:1", "credential") == "urn:uuid:1"
    assert as_uri("COMM 101/é", "outcome") == BASE + "outcome/COMM%20101%2F%C3%A9"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("Paid", None),
        ("Free", 0.0),
        ("gratuit", 0.0),
        ("No cost to members", 0.0),
        ("$1,200.50", 1200.5),
        ("1 200,50 $", 1200.5),
        ("1\u202f200 $", 1200.0),
        ("CAD 120", 120.0),
        ("$99.5", 99.5),
        ("$150–$300", 300.0),
        ("10000", 10000.0),
    ],
)
def test_prices(text: str, expected: float | None) -> None:
    assert parse_price(text) == expected
