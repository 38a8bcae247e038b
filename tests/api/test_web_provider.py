"""Signing in to the pages with an account of a provider (OpenID Connect), which runs on this machine."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from skillgraph_api import create_app, provider
from skillgraph_api.sessions import Draft
from skillgraph_api.shared_database import SharedDatabase
from skillgraph_api.sign_in_attempts import LONGEST, MOST_OF_AN_ADDRESS, SignInAttempts
from skillgraph_api.web.signed_in import COOKIE, packed

from skillgraph.errors import InputError
from skillgraph.provider_settings import ServiceProvider
from skillgraph.settings import ServiceAccess
from skillgraph.workspace import Workspace
from tests.support.oidc_provider import CLIENT, SECRET, SmallProvider, small_provider
from tests.support.site import served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ORCID = "https://orcid.org/0000-0002-1825-0097"
ANA = {"name": "Ana Pérez", "email": "ana@example.org", "email_verified": True, "groups": ["staff", "skills"]}


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace")


@pytest.fixture
def known() -> Iterator[SmallProvider]:
    with small_provider() as made:
        made.claims = dict(ANA)
        yield made


def settings(known: SmallProvider, person: str = "email") -> ServiceProvider:
    return ServiceProvider(
        known.issuer,
        CLIENT,
        SECRET,
        "Sample College",
        person=person,
        reviewers=frozenset({"skills"}),
        readers=frozenset({"staff"}),
    )


@pytest.fixture
def app(space: Workspace, known: SmallProvider) -> FastAPI:
    return create_app(space, provider=settings(known))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def led(client: TestClient, lang: str = "en", **fields: str) -> str:
    """Begin to sign in; gives the address at the provider."""
    answer = client.post(f"/{lang}/sign-in/provider", data=fields)
    assert answer.status_code == 200, answer.text
    onward = str(answer.headers["refresh"].removeprefix("0; url="))
    assert onward.replace("&", "&amp;") in answer.text  # who has it switched off follows the link
    return onward


def back(onward: str) -> str:
    """Be signed in by the provider; gives the address at the service to which it sends back."""
    return str(httpx2.get(onward).headers["location"].removeprefix("http://testserver"))


def arrive(client: TestClient, lang: str = "en", **fields: str) -> httpx2.Response:
    return client.get(back(led(client, lang, **fields)), follow_redirects=False)


def refused(answer: httpx2.Response, status: int, words: str) -> None:
    assert (answer.status_code, COOKIE in answer.headers.get("set-cookie", "")) == (status, False)
    assert words in answer.text
    assert 'name="key"' in answer.text  # a key opens still


def test_who_has_an_account_is_led_to_the_provider_and_back_to_the_page(client: TestClient) -> None:
    answer = arrive(client, place="/fr/review?words=a+b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/review?words=a+b")
    assert "Signed in: Ana Pérez" in client.get("/en").text
    said = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", "path=/"} <= said


def test_a_reviewer_decides_under_the_name_and_address_that_the_provider_gave(
    app: FastAPI, client: TestClient
) -> None:
    arrive(client)
    session = app.state.services.sessions.find(client.cookies[COOKIE])
    agent = session.account.agent
    assert (agent.label, agent.id, session.account.scope) == (
        "Ana Pérez",
        "mailto:ana@example.org",
        "reviewer",
    )


def test_a_session_has_its_token_in_every_form_and_ends_by_signing_out(client: TestClient) -> None:
    arrive(client)
    client.post("/en/sign-out", data={"csrf": "guessed"})
    page = client.get("/en").text
    assert "Signed in" in page
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    client.post("/en/sign-out", data={"csrf": token})
    assert "Signed in" not in client.get("/en").text


def test_a_reader_may_read_and_not_decide(space: Workspace, known: SmallProvider) -> None:
    known.claims["groups"] = "staff"
    app = create_app(space, provider=settings(known), access=ServiceAccess(open=False))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/en/map").status_code == 401
        arrive(client)
        assert client.get("/en/map").status_code == 200
        assert client.get("/api/v1/mappings").status_code == 401
        page = client.get("/en").text
        token = page.partition('name="csrf" value="')[2].partition('"')[0]
        assert client.post("/en/review/x", data={"csrf": token}).status_code == 403
        assert client.get("/en/jobs").status_code == 403


def test_what_a_form_held_comes_back(client: TestClient, app: FastAPI) -> None:
    draft = Draft("/en/review/x?outcome=2", {"reason": ("as we teach it <b>",)})
    arrive(client, kept=packed(draft), place=draft.place)
    assert app.state.services.sessions.find(client.cookies[COOKIE]).draft == draft


def test_a_form_that_was_kept_is_kept_when_signing_in_fails(client: TestClient, known: SmallProvider) -> None:
    known.denies = True
    answer = arrive(client, kept=packed(Draft("/en/review/x", {"reason": ("as we teach it",)})))
    refused(answer, 401, "Sample College did not sign you in.")
    assert "as we teach it" in answer.text


def test_nobody_is_signed_in_by_another_state_or_twice_or_without_the_cookie(client: TestClient) -> None:
    for change in ("another", ""):
        place = back(led(client))
        state = httpx2.URL(place).params["state"]
        refused(client.get(place.replace(state, change)), 400, "begun in another window")
        refused(client.get(place), 400, "begun in another window")
    place = back(led(client))
    client.cookies.clear()
    refused(client.get(place), 400, "begun in another window")
    place = back(led(client))
    assert client.get(place, follow_redirects=False).status_code == 303
    client.cookies.delete(COOKIE)
    refused(client.get(place), 400, "begun in another window")


def test_who_is_lured_to_the_answer_of_another_is_not_signed_in_as_them(app: FastAPI) -> None:
    other, victim = TestClient(app), TestClient(app)
    theirs = back(led(other))
    led(victim)
    refused(victim.get(theirs), 400, "begun in another window")


def _expired() -> dict[str, Any]:
    return {"exp": int(time.time()) - 600, "iat": int(time.time()) - 900}


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": ""},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"exp": "never"},
        _expired(),
    ],
    ids=["nonce", "no nonce", "audience", "party", "issuer", "no end", "expired"],
)
def test_a_token_that_is_for_others_or_another_time_is_of_no_use(
    client: TestClient, known: SmallProvider, claims: dict[str, Any]
) -> None:
    known.claims |= claims
    refused(arrive(client), 401, "could not be relied on")


@pytest.mark.parametrize("kid", ["one", "two"])
def test_a_forged_token_is_of_no_use(client: TestClient, known: SmallProvider, kid: str) -> None:
    known.signer = RSAKey.generate_key(2048, {"kid": kid})
    refused(arrive(client), 401, "could not be relied on")


def _joined(header: dict[str, str], claims: dict[str, Any], secret: bytes | None) -> str:
    """A token made by hand, for libraries refuse to make such ones."""
    parts = [json.dumps(part).encode() for part in (header, claims)]
    said = ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    digest = b"" if secret is None else hmac.digest(secret, said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def _unsigned(claims: dict[str, Any], known: SmallProvider) -> str:
    return _joined({"alg": "none", "kid": str(known.key.kid)}, claims, None)


def _by_the_secret(claims: dict[str, Any], known: SmallProvider) -> str:
    """Whoever has the secret of the client could sign so."""
    return _joined({"alg": "HS256", "kid": str(known.key.kid)}, claims, SECRET.encode())


def _by_the_public_key(claims: dict[str, Any], known: SmallProvider) -> str:
    """Everybody could sign so, if the public key were taken for a secret."""
    return _joined({"alg": "HS256", "kid": str(known.key.kid)}, claims, known.key.as_pem(private=False))


@pytest.mark.parametrize("offered", [["RS256"], ["RS256", "HS256", "none"], ["HS256"], ["none"]])
@pytest.mark.parametrize("forge", [_unsigned, _by_the_secret, _by_the_public_key])
def test_a_token_must_be_signed_by_what_the_provider_alone_has(
    client: TestClient,
    known: SmallProvider,
    forge: Callable[[dict[str, Any], SmallProvider], str],
    offered: list[str],
) -> None:
    known.metadata["id_token_signing_alg_values_supported"] = offered
    known.forge = lambda claims: forge(claims, known)
    refused(arrive(client), 401, "could not be relied on")


def test_a_provider_that_signs_by_nothing_of_its_own_signs_nobody_in(
    client: TestClient, known: SmallProvider
) -> None:
    known.metadata["id_token_signing_alg_values_supported"] = ["none", "HS256"]
    refused(arrive(client), 401, "could not be relied on")


def test_a_provider_that_changed_its_keys_is_asked_for_them(client: TestClient, known: SmallProvider) -> None:
    arrive(client)
    known.key = RSAKey.generate_key(2048, {"kid": "two"})
    assert arrive(client).status_code == 303


def test_a_provider_that_is_down_is_said_to_be_and_is_there_again_later(
    space: Workspace, known: SmallProvider
) -> None:
    known.broken = True
    with TestClient(create_app(space, provider=settings(known)), raise_server_exceptions=False) as client:
        assert client.get("/en/search").status_code == 200
        for lang, words in (("en", "does not answer, or not"), ("fr", "ne répond pas, ou pas")):
            refused(client.post(f"/{lang}/sign-in/provider"), 502, words)
        known.broken = False
        assert arrive(client).status_code == 303


def test_a_provider_that_nobody_reaches_is_said_to_be_down(space: Workspace, known: SmallProvider) -> None:
    away = ServiceProvider("http://127.0.0.1:9", CLIENT, readers=frozenset("*"))
    with TestClient(create_app(space, provider=away), raise_server_exceptions=False) as client:
        refused(client.post("/en/sign-in/provider"), 502, "does not answer, or not")


@pytest.mark.parametrize(
    "metadata", [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}]
)
def test_what_a_provider_says_of_itself_must_be_about_itself_and_over_tls(
    client: TestClient, known: SmallProvider, metadata: dict[str, Any]
) -> None:
    known.metadata = metadata
    answer = client.post("/en/sign-in/provider")
    if answer.status_code == 200:
        answer = client.get(back(answer.headers["refresh"].removeprefix("0; url=")))
    refused(answer, 502, "does not answer, or not")


@pytest.mark.parametrize("groups", [None, [], ["others"], {"skills": 1}, 3])
def test_an_account_without_a_scope_is_told_so(
    client: TestClient, known: SmallProvider, groups: object
) -> None:
    known.claims["groups"] = groups
    refused(arrive(client), 403, "your account allows nothing here")


@pytest.mark.parametrize(
    "claims", [{"email": ""}, {"email": None}, {"email_verified": False}, {"email": ["ana@example.org"]}]
)
def test_an_account_without_a_verified_identity_is_told_so(
    client: TestClient, known: SmallProvider, claims: dict[str, Any]
) -> None:
    known.claims |= claims
    refused(arrive(client, "fr"), 403, "n’a pas dit qui vous êtes")


@pytest.mark.parametrize(
    ("person", "claims", "agent"),
    [
        ("sub", {"sub": "0000-0002-1825-0097"}, (ORCID, "Ana Pérez")),
        (
            "orcid.id",
            {"orcid": {"id": "0000-0002-1825-0097"}},
            (ORCID, "Ana Pérez"),
        ),
        ("preferred_username", {"preferred_username": "ana"}, ("", "ana")),
        ("email", {"name": "Leo <leo@example.org>"}, ("mailto:ana@example.org", "Leo leo@example.org")),
        ("email", {"name": ""}, ("mailto:ana@example.org", "")),
    ],
)
def test_a_person_is_named_by_the_claim_that_was_set(
    space: Workspace, known: SmallProvider, person: str, claims: dict[str, Any], agent: tuple[str, str]
) -> None:
    known.claims |= claims
    app = create_app(space, provider=settings(known, person=person))
    client = TestClient(app, raise_server_exceptions=False)
    assert arrive(client).status_code == 303
    found = app.state.services.sessions.find(client.cookies[COOKIE]).account.agent
    assert (found.id, found.label) == agent


def test_what_the_token_lacks_is_asked_for_about_the_same_person_only(
    client: TestClient, known: SmallProvider
) -> None:
    del known.claims["groups"]
    known.userinfo = {"sub": "1", "groups": ["skills"], "email": "leo@example.org"}
    assert arrive(client).status_code == 303
    assert "Signed in: Ana Pérez" in client.get("/en").text
    known.userinfo["sub"] = "2"
    refused(arrive(client), 401, "could not be relied on")


def test_a_session_that_was_planted_is_of_no_use(client: TestClient) -> None:
    client.cookies.set(COOKIE, "planted")
    arrive(client)
    tokens = {one.value for one in client.cookies.jar if one.name == COOKIE}
    client.cookies.clear()
    for token, known in ((token, token != "planted") for token in tokens):
        page = client.get("/en", headers={"Cookie": f"{COOKIE}={token}"}).text
        assert ("Signed in: Ana" in page) is known


def test_pages_of_other_sites_begin_nothing(client: TestClient, known: SmallProvider) -> None:
    answer = client.post("/en/sign-in/provider", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, known.asked) == (403, [])


def test_nothing_is_asked_of_the_provider_before_somebody_signs_in(
    client: TestClient, known: SmallProvider
) -> None:
    for path in ("/en", "/en/sign-in", "/en/search?skill=x", "/readyz"):
        client.get(path)
    assert known.asked == []


def test_without_settings_there_is_no_such_page(space: Workspace) -> None:
    with TestClient(create_app(space), raise_server_exceptions=False) as client:
        assert "sign-in/provider" not in client.get("/en/sign-in").text
        assert client.post("/en/sign-in/provider").status_code == 404
        assert client.get("/en/sign-in/return?code=x&state=y").status_code == 404


def test_settings_without_what_they_need_say_what_to_install(
    space: Workspace, known: SmallProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "find_spec", lambda _: None)
    with pytest.raises(InputError, match="is not installed") as refusal:
        create_app(space, provider=settings(known))
    assert "skillgraph-mapper[oidc]" in refusal.value.hint


def test_who_comes_back_too_late_begins_again_and_one_address_cannot_fill_the_list() -> None:
    at = [1_000.0]
    attempts = SignInAttempts(SharedDatabase(), lambda: at[0])
    first, _ = attempts.begin("192.0.2.1", "", "")
    late, _ = attempts.begin("192.0.2.2", "", "")
    tokens = [attempts.begin("192.0.2.1", "", "")[0] for _ in range(2 * MOST_OF_AN_ADDRESS)]
    assert attempts.take(first) is None
    assert sum(attempts.take(one) is not None for one in tokens) == MOST_OF_AN_ADDRESS
    at[0] += LONGEST
    assert attempts.take(late) is None


def test_processes_share_what_was_begun(tmp_path: Path) -> None:
    one, other = (SignInAttempts(SharedDatabase(tmp_path / "shared.sqlite")) for _ in range(2))
    token, made = one.begin("192.0.2.1", "/en/review", "")
    assert other.take(token) == made
    assert one.take(token) is None


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_signs_in_by_the_browser(
    browser: Browser, space: Workspace, known: SmallProvider, lang: str, scripts: bool
) -> None:
    with served(space, provider=settings(known)) as base, visit(browser, base, scripts=scripts) as reader:
        page = reader.page
        reader.go(f"/{lang}/search?skill=manage+budgets")
        page.locator(".account a").click()
        page.locator("main form").first.locator("button").click()
        page.wait_for_url(f"**/{lang}/search?skill=manage+budgets")
        assert "Ana Pérez" in page.locator(".account").inner_text()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_pages_of_the_provider_are_for_everybody(
    browser: Browser, space: Workspace, known: SmallProvider, lang: str, width: int, dark: bool
) -> None:
    known.denies = True
    with (
        served(space, provider=settings(known)) as base,
        visit(browser, base, width=width, dark=dark) as reader,
    ):
        reader.go(f"/{lang}/sign-in")
        reader.check()
        reader.page.locator("main form").first.locator("button").click()
        reader.page.wait_for_url("**/sign-in/return?**")
        assert reader.page.locator("main [role=alert]").is_visible()
        reader.outside.clear()  # the provider was visited, as was wanted
        reader.check()
