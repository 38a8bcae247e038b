"""The pages of the service in a real browser; for machines that have Chromium and Playwright."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
import uvicorn
from skillgraph_api import create_app

from skillgraph.provider_settings import ServiceProvider
from skillgraph.settings import ServiceBrand
from skillgraph.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""The tags of axe-core whose rules every page keeps."""

WIDE, NARROW = 1280, 360


@contextmanager
def served(
    workspace: Workspace, *, brand: ServiceBrand | None = None, provider: ServiceProvider | None = None
) -> Iterator[str]:
    """The service over a workspace, on a free port of this machine; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = create_app(workspace, brand=brand, provider=provider)
        config = uvicorn.Config(app, log_level="error", access_log=False)
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        running.start()
        _wait_for(server)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        running.join(timeout=10)


def _wait_for(server: uvicorn.Server) -> None:
    for _ in range(200):
        if server.started:
            return
        time.sleep(0.05)
    pytest.fail("The service did not start in ten seconds.")


@dataclass(slots=True)
class Visit:
    """A page in the browser, and what must not have happened on it.

    Attributes:
        outside: Addresses that are not of the service and were asked for.
        complaints: What the browser said of scripts, of the policy and of files that are missing.
    """

    page: Page
    base: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """Open an address; gives the status."""
        answer = self.page.goto(f"{self.base}{path}")
        assert answer is not None
        return int(answer.status)

    def check(self) -> None:
        """Check that the page stands as it must, whatever it shows."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, self.page.url
        assert violations(self.page) == [], self.page.url
        assert self.outside == []
        # A page with an error status is told of as a file that is missing; it is none.
        assert [one for one in self.complaints if "Failed to load resource" not in one] == []


@contextmanager
def visit(
    browser: Browser,
    base: str,
    *,
    width: int = WIDE,
    scripts: bool = True,
    dark: bool = False,
) -> Iterator[Visit]:
    """A new reader with an empty browser, 900 pixels high."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        locale="en-CA",
    )
    page = context.new_page()
    made = Visit(page, base)
    page.on("request", lambda one: None if one.url.startswith(base) else made.outside.append(one.url))
    page.on("console", lambda one: made.complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: made.complaints.append(str(one)))
    yield made
    context.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page: rule, and the first element that breaks it."""
    page.evaluate(_axe())
    # What it found to be right stays in the browser: to bring it here takes longer than to find it.
    found: list[str] = page.evaluate(
        """tags => axe.run({runOnly: tags, resultTypes: ["violations"]})
            .then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html}`))""",
        RULES,
    )
    return found


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
