"""``python -m tests.support.pictures``: the pages in a real browser, as pictures.

Those of the walk through the three jobs go to `docs/walk`, with few colours, so that the manual stays small;
``--every FOLDER`` takes each page in both languages, wide and narrow, light and dark, to be looked at.
"""

from __future__ import annotations

import argparse
import io
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from skillgraph_api.web.handles import handle

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace, demonstration
from skillgraph.workspace.access.keys import Scope, make_key
from tests.support.browser import BROWSER
from tests.support.site import Visit, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WALK: Final = Path("docs/walk")
WIDE: Final = 1100
LOOKS: Final = (("en", 1280, False), ("fr", 320, True), ("fr", 1280, True), ("en", 320, False))
"""Language, width, and whether dark, of the pictures of every page."""

COLOURS: Final = 48
LARGEST: Final = 120_000
"""Bytes of one picture of the manual."""

Steps = Iterator[tuple[str, int]]
"""The pictures of a job: the name of each, and so many pixels from the top."""

PATIENCE: Final = 240_000.0
"""Milliseconds that a page may take: the first question waits until the index is in memory."""

POSTING: Final = """Bookkeeper
You keep the books of small firms and prepare financial statements.
You communicate with clients in English and French.
You protect personal data."""
SKILL, URI = "communication", "http://data.europa.eu/esco/skill/15d76317-c71a-4fa2-aadc-2ecc34e627b7"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: where, and what is done there before.

    Attributes:
        name: Of the file.
        path: The address, from the language on.
        act: What is done on the page.
    """

    name: str
    path: str
    act: Callable[[Visit], None] = lambda _: None


def main() -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--workspace", type=Path, help="One that `skillgraph demo` made (default: make one).")
    parser.add_argument("--every", type=Path, metavar="FOLDER", help="Every page, into this folder.")
    parser.add_argument("--job", action="append", choices=list(_JOBS), help="Only this job of the walk.")
    given = parser.parse_args()
    with TemporaryDirectory() as folder, _browser() as browser:
        space = _copy(given.workspace, Path(folder))
        key = make_key(space, name="Ana Pérez", scope=Scope.ADMIN)[0]
        with served(space) as base:
            if given.every:
                _every(browser, base, space, key, given.every)
            else:
                _walk(browser, base, key, given.job or list(_JOBS))


def _copy(workspace: Path | None, folder: Path) -> Workspace:
    """A workspace with the samples in which decisions may be made."""
    if workspace is not None:
        shutil.copytree(workspace, folder / "workspace")
        return Workspace.open(folder / "workspace")
    made = Workspace.create(folder / "workspace")
    for _ in demonstration.load_samples(made):
        pass
    demonstration.answer(made, profile=Profile.PRECISE, progress=None)
    return made


@contextmanager
def _browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        made = running.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield made
        made.close()


def _every(browser: Browser, base: str, space: Workspace, key: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for lang, width, dark in LOOKS:
        with visit(browser, base, width=width, dark=dark) as reader:
            reader.page.set_default_timeout(PATIENCE)
            for signed in (False, True):
                if signed:
                    _sign_in(reader, lang, key)
                for scene in _scenes(space, signed=signed):
                    reader.go(f"/{lang}{scene.path}")
                    scene.act(reader)
                    name = f"{scene.name}-{lang}-{width}.png"
                    reader.page.screenshot(path=folder / name, full_page=True)
                    print(folder / name, flush=True)  # noqa: T201


def _scenes(space: Workspace, *, signed: bool) -> Sequence[Scene]:
    """Every page, with something on it; those that need a session where ``signed``."""
    snapshot = space.snapshot()
    waiting = next(one for one in snapshot.mappings if one.status.waiting)
    credential = next(
        one for one in snapshot.credentials if waiting.subject_id in {each.id for each in one.outcomes}
    )
    own = handle(credential.id)
    if signed:
        return (
            Scene("review", "/review"),
            Scene("review-credential", f"/review/{own}"),
            Scene("review-find", f"/review/{own}?find=budget"),
            Scene("review-band", f"/review/{own}/band?least=0.5"),
            Scene("jobs", "/jobs"),
            Scene("moderation", "/moderation"),
            Scene("publish", "/map/publish?kind=gaps&title=What+is+missing&summary=In+short."),
        )
    return (
        Scene("home", ""),
        Scene("sign-in", "/sign-in"),
        Scene("search", "/search"),
        Scene("search-answer", f"/search?skill={SKILL}"),
        Scene("search-occupation", "/search?skill=accountant"),
        Scene("search-none", "/search?skill=zzzz+qqqq"),
        Scene("posting", "/search/posting"),
        Scene("posting-answer", "/search/posting", _posting),
        Scene("desk", "/desk"),
        Scene("desk-answer", "/desk", _desk),
        Scene("review-reading", "/review"),
        Scene("review-credential-reading", f"/review/{own}"),
        Scene("map", "/map"),
        Scene("map-filtered", "/map?place=Ottawa"),
        Scene("map-trends", "/map/trends"),
        Scene("map-gaps", "/map/gaps"),
        Scene("sentences", f"/map/sentences?concept={URI}"),
        Scene("sentences-of-what", "/map/sentences"),
        Scene("concept-search", "/concept"),
        Scene("concept-found", "/concept?find=budget"),
        Scene("concept", f"/concept?uri={URI}"),
        Scene("tree", f"/concept/tree?at={URI}"),
        Scene("differences", "/concept/differences"),
        Scene("credential", f"/credential/{own}"),
        Scene("connections", "/connections"),
        Scene("connections-leave", "/connections/leave?find=budget"),
        Scene("published", "/published"),
        Scene("style", "/style"),
        Scene("error", "/none"),
    )


def _posting(reader: Visit) -> None:
    reader.page.locator("#text").fill(POSTING)
    _send(reader)


def _desk(reader: Visit) -> None:
    reader.page.locator("#text").fill("\n".join(demonstration.OUTCOMES))
    _send(reader)


def _send(reader: Visit) -> None:
    reader.page.locator("main form.ask button").last.click()
    reader.page.locator("#answer").wait_for()


def _sign_in(reader: Visit, lang: str, key: str) -> None:
    reader.go(f"/{lang}/sign-in")
    reader.page.locator("#key").fill(key)
    reader.page.locator("main form.ask button").click()
    reader.page.locator(".account form, form.account").wait_for()


def _walk(browser: Browser, base: str, key: str, jobs: Sequence[str]) -> None:
    """Go through the jobs as a new user would, by clicks, and take what is seen on the way."""
    WALK.mkdir(parents=True, exist_ok=True)
    for job in jobs:
        with visit(browser, base, width=WIDE) as reader:
            reader.page.set_default_timeout(PATIENCE)
            for name, height in _JOBS[job](reader, key):
                _take(reader, name, height)


def _take(reader: Visit, name: str, height: int) -> None:
    shot = reader.page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDE, "height": height})
    png = small(shot)
    if len(png) > LARGEST:
        raise SystemExit(f"{name} has {len(png):,} bytes; {LARGEST:,} is the most: take less of the page.")
    (WALK / f"{name}.png").write_bytes(png)
    print(f"{WALK / name}.png: {len(png):,} bytes", flush=True)  # noqa: T201


def _designer(reader: Visit, key: str) -> Steps:
    page = reader.page
    reader.go("/en")
    yield "01-start", 900
    page.locator("#text").fill(demonstration.OUTCOMES[0])
    page.locator("#text").press("Enter")
    page.locator("#answer").wait_for()
    yield "02-desk", 1500
    page.locator(".jobs a[href$='/review']").click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.locator("#key").fill(key)
    page.locator("main form button").click()
    page.locator("main h3 a").first.click()
    yield "03-review", 1300
    page.locator("main button", has_text="Accept").first.click()
    page.locator("#done").wait_for()
    yield "04-accepted", 900


def _employer(reader: Visit, _key: str) -> Steps:
    page = reader.page
    reader.go("/en/search")
    page.locator("#skill").fill("communication")
    page.locator("#skill").press("Enter")
    page.locator("#answer").wait_for()
    yield "05-search", 1500
    page.get_by_role("link", name="A whole posting").click()
    _posting(reader)
    yield "06-posting", 1500


def _analyst(reader: Visit, _key: str) -> Steps:
    page = reader.page
    reader.go("/en/map")
    page.get_by_role("link", name="Gaps", exact=True).click()
    page.locator("#summary").wait_for()
    yield "07-gaps", 1500
    page.locator("main table a", has_text="sentences").first.click()
    page.locator("main ol.results").wait_for()
    yield "08-sentences", 1000


_JOBS: Final[Mapping[str, Callable[[Visit, str], Steps]]] = {
    "designer": _designer,
    "employer": _employer,
    "analyst": _analyst,
}


def small(png: bytes) -> bytes:
    """A picture with few colours, which text and lines need no more of."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        made = io.BytesIO()
        few.save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main()
