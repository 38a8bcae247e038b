"""Settings of the service: what is no value of one is refused, in one sentence that names it."""

from __future__ import annotations

import pytest

from skillgraph.errors import InputError
from skillgraph.provider_settings import ServiceProvider
from skillgraph.settings import ServiceAccess, ServiceLimits

NUMBERS = ("HEAD", "BODY", "WAITING", "REQUESTS", "CLIENT", "RATE", "UPLOAD", "JOBS")


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "x", "٣", "1e3", "99999999999"])
def test_a_limit_that_is_no_positive_whole_number_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SKILLGRAPH_SERVE_{name}", value)
    with pytest.raises(InputError, match=f"^SKILLGRAPH_SERVE_{name} is ") as refused:
        ServiceLimits.from_environment()
    assert refused.value.hint


@pytest.mark.parametrize("value", ["", "closed", "OPEN", "1"])
def test_reading_is_open_or_by_keys(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_READING", value)
    with pytest.raises(InputError, match=r"^SKILLGRAPH_SERVE_READING is "):
        ServiceAccess.from_environment()


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("*", ("*",)),
        ("https://example.org", ("https://example.org",)),
        (
            " http://localhost:3000 , https://a-b.example.org,",
            ("http://localhost:3000", "https://a-b.example.org"),
        ),
        ("http://[::1]:8000", ("http://[::1]:8000",)),
        ("http://127.0.0.1", ("http://127.0.0.1",)),
    ],
)
def test_origins_are_taken(monkeypatch: pytest.MonkeyPatch, value: str, origins: tuple[str, ...]) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_ORIGINS", value)
    assert ServiceAccess.from_environment().origins == origins


@pytest.mark.parametrize(
    "value",
    [
        *("", ",", "foo", "example.org", "https://", "https://example.org/", "https://example.org/page"),
        *("HTTPS://Example.org", "ftp://example.org", "https://user@example.org", "https://a b.org", "null"),
        *("*,https://example.org", "https://*.example.org", "https://example.org:123456", "https://-a.org"),
    ],
)
def test_what_no_browser_would_send_is_no_origin(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_ORIGINS", value)
    with pytest.raises(InputError, match=r"^SKILLGRAPH_SERVE_ORIGINS names ") as refused:
        ServiceAccess.from_environment()
    assert "https://example.org:8443" in refused.value.hint


ISSUER = {"ISSUER": "https://login.example.org", "CLIENT": "skillgraph", "REVIEWERS": "cn=a,dc=b; skills"}


def _provider(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> ServiceProvider | None:
    for name, value in given.items():
        monkeypatch.setenv(f"SKILLGRAPH_OIDC_{name}", value)
    return ServiceProvider.from_environment()


def test_a_provider_is_what_was_set_and_nothing_where_nothing_was(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _provider(monkeypatch, {}) is None
    found = _provider(monkeypatch, ISSUER)
    assert found is not None
    assert (found.called, found.claim, found.person) == ("login.example.org", "groups", "email")
    assert (found.reviewers, found.readers) == (frozenset({"cn=a,dc=b", "skills"}), frozenset())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"CLIENT": ""}, "SKILLGRAPH_OIDC_CLIENT is not"),
        ({"ISSUER": ""}, "SKILLGRAPH_OIDC_ISSUER is not"),
        ({"ISSUER": "http://login.example.org"}, "no https address"),
        ({"ISSUER": "login.example.org"}, "no https address"),
        ({"ISSUER": "https://a:b@login.example.org"}, "no https address"),
        ({"REVIEWERS": ""}, "nobody could sign in"),
    ],
)
def test_a_provider_that_is_set_by_half_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], named: str
) -> None:
    with pytest.raises(InputError, match=named) as refused:
        _provider(monkeypatch, ISSUER | change)
    assert refused.value.hint
