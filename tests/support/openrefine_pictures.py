"""Takes the pictures of `docs/api.md`: a real OpenRefine uses the service, in a real browser.

``python -m tests.support.openrefine_pictures WORKSPACE`` with a workspace that holds ESCO and its fast index.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
from PIL import Image

from skillgraph.resources import samples
from tests.api.test_api_serving import served
from tests.support.browser import BROWSER
from tests.support.graph_stores import free_port
from tests.support.openrefine import Project, openrefine

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Locator, Page

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PORT = "8000"
"""That of the service in the documentation; it must be free."""

SERVICE = f"http://localhost:{PORT}/reconcile/esco?profile=fast"
COLUMN, ROWS, COLOURS = "outcome", 10, 64


def outcomes() -> str:
    """The first outcomes of the sample sheet, as CSV."""
    with samples("credentials", "outcome-sheet.csv").open(encoding="utf-8", newline="") as sheet:
        texts = [row[COLUMN] for row, _ in zip(csv.DictReader(sheet), range(ROWS), strict=False)]
    table = io.StringIO()
    csv.writer(table).writerows([[COLUMN], *([text] for text in texts)])
    return table.getvalue()


class Camera:
    """Takes pictures of a project in the browser.

    Args:
        page: Of the project.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def take(self, name: str) -> None:
        """Save what the page shows, in few colours."""
        self.page.wait_for_timeout(1_500)  # until what moves has come to rest
        shown = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        shown.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)

    def menu(self, *items: str) -> Locator:
        """Open the menu of the column down to its last item, which is given back."""
        self.page.locator("a.column-header-menu").nth(1).click()
        for item in items[:-1]:
            self.page.locator(".menu-item", has_text=item).last.hover()
        found = self.page.locator(".menu-item", has_text=items[-1]).last
        found.hover()
        return found

    def start(self) -> None:
        """Reconcile the column with the service, which OpenRefine does not know yet."""
        found = self.menu("Reconcile", "Start reconciling")
        self.take("openrefine-menu")
        found.click()
        self.page.get_by_role("button", name="Add standard service").click()
        self.page.locator(".dialog-frame input").last.fill(SERVICE)
        self.take("openrefine-address")
        self.page.get_by_role("button", name="Add service").click()
        skill = self.page.locator(".type-container input[type=radio]").first
        skill.wait_for()
        if self.page.locator(".recon-dialog-service-list").is_visible():  # it lies over the types
            self.page.locator(".recon-dialog-service-opener").click()
            self.page.wait_for_timeout(2_000)
        skill.check()
        self.take("openrefine-type")
        self.page.get_by_role("button", name="Start reconciling").click()

    def candidates(self) -> None:
        """What is known of a candidate, when the pointer is over it."""
        shown = self.page.locator(".data-table-recon-topic")
        shown.first.wait_for()
        self.page.wait_for_timeout(3_000)
        self.page.locator(".data-table-recon-candidate .data-table-recon-topic").first.hover()
        self.page.wait_for_timeout(3_000)
        self.take("openrefine-candidates")

    def more_columns(self) -> None:
        """Columns with what the framework says of the matched concepts."""
        self.page.mouse.move(5, 400)
        self.menu("Edit column", "Add columns from reconciled values").click()
        for name in ("Broader concepts", "Preferred label (French)"):
            self.page.locator(".suggested-property", has_text=name).locator("a").first.click()
        self.page.locator(".preview-container td").nth(4).wait_for()
        self.page.wait_for_timeout(3_000)
        self.take("openrefine-columns")


@contextmanager
def project_page(folder: Path) -> Iterator[Page]:
    """A new project, in the browser, when the service has opened its index."""
    from playwright.sync_api import sync_playwright

    httpx2.post(SERVICE, data={"queries": json.dumps({"q0": {"query": "weld metal"}})}, timeout=300)
    port = free_port()
    with openrefine(folder, port) as refine, sync_playwright() as playwright:
        project: Project = refine.project("outcomes", outcomes())
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 600}, locale="en")
        page.set_default_timeout(300_000)
        page.on("dialog", _complain)
        page.goto(f"http://127.0.0.1:{port}/project?project={project.id}")
        yield page
        browser.close()


def _complain(dialog: Dialog) -> None:
    """OpenRefine tells of a failure in a box."""
    print(f"OpenRefine says: {dialog.message}", file=sys.stderr)  # noqa: T201
    dialog.dismiss()


def main(workspace: Path) -> None:
    """Take all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(workspace, "--port", PORT),
        project_page(Path(folder)) as page,
    ):
        camera = Camera(page)
        camera.start()
        camera.candidates()
        camera.more_columns()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
