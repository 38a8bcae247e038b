"""A small provider of OpenID Connect on this machine: it signs in, by code, whom it is told to.

It holds to what a provider must refuse: another client, secret, address to come back to, or verifier, and a
code that was used.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "skillgraph", "a secret: of + the test"


@dataclass(slots=True)
class SmallProvider:
    """What the provider says and does; a test changes it as it likes.

    Attributes:
        claims: About the person, in the token.
        userinfo: About the person, for who asks with the access token.
        denies: Whether it signs nobody in.
        broken: Whether it fails at everything.
        signer: What it signs with; its keys name `key` only.
        forge: Makes the token in its place, from the claims.
        asked: The paths that were asked for.
    """

    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=lambda: {"sub": "1"})
    metadata: dict[str, Any] = field(default_factory=dict)
    denies: bool = False
    broken: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signer: RSAKey | None = None
    forge: Callable[[dict[str, Any]], str] | None = None
    issuer: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        """What it says of itself."""
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        named = {name: f"{self.issuer}/{path}" for name, path in places.items()}
        more = {"issuer": self.issuer, "userinfo_endpoint": f"{self.issuer}/userinfo"}
        return named | more | {"id_token_signing_alg_values_supported": ["RS256"]} | self.metadata

    def authorise(self, asked: dict[str, str]) -> str:
        """Where it sends a person who asked to be signed in."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        answer = {"state": asked["state"]}
        if self.denies:
            return f"{asked['redirect_uri']}?{urlencode(answer | {'error': 'access_denied'})}"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode(answer | {'code': code})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code; ``None`` where it must give none."""
        begun = self.codes.pop(form.get("code", ""), None)
        said = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            begun is None
            or (
                [unquote(one) for one in said.split(":", 1)] != [CLIENT, SECRET]
                and said != f"{CLIENT}:{SECRET}"
            )
            or form.get("redirect_uri") != begun["redirect_uri"]
            or challenge != begun["code_challenge"]
        ):
            return None
        now = int(time.time())
        always = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300}
        claims = {"nonce": begun["nonce"], **always, **self.claims}
        signer = self.signer or self.key
        if self.forge is not None:
            signed = self.forge(claims)
        else:
            signed = jwt.encode({"alg": "RS256", "kid": str(signer.kid)}, claims, signer)
        return {"access_token": "open", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextmanager
def small_provider() -> Iterator[SmallProvider]:
    """A provider that runs, on a free port."""
    made = SmallProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(path := urlsplit(self.path).path)
            if made.broken:
                self._say(503, {})
            elif path == "/.well-known/openid-configuration":
                self._say(200, made.described())
            elif path == "/jwks":
                self._say(200, {"keys": [made.key.as_dict(private=False)]})
            elif path == "/userinfo" and self.headers.get("Authorization") == "Bearer open":
                self._say(200, made.userinfo)
            elif path == "/authorize":
                asked = {name: one[0] for name, one in parse_qs(urlsplit(self.path).query).items()}
                self.send_response(302)
                self.send_header("Location", made.authorise(asked))
                self.end_headers()
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            made.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: one[0] for name, one in parse_qs(body).items()}
            answer = made.token(form, self.headers.get("Authorization", ""))
            self._say(400, {"error": "invalid_grant"}) if answer is None else self._say(200, answer)

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        running.join(timeout=10)
