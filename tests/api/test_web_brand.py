"""Name, logo and colours of an institution: on every page, and refused where they would harm readers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from skillgraph_api.web.brand import LEAST_CONTRAST, branded

from skillgraph.errors import InputError
from skillgraph.export.palette import DARK, LIGHT, contrast
from skillgraph.settings import ServiceBrand
from skillgraph.workspace import Workspace
from tests.support.site import served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><defs><linearGradient id="a">
<stop offset="1" stop-color="#0b6e4f"/></linearGradient></defs>
<path style="fill:url(#a)" d="M2 22 12 2l10 20z"/></svg>"""
NAME = 'Sample College <script>window.hit = 1</script> & "friends"'


def logo(folder: Path, text: str | bytes, name: str = "logo.svg") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_page_has_the_name_the_logo_and_the_colour(workspace: Workspace, tmp_path: Path) -> None:
    said = ServiceBrand(NAME[:60], logo(tmp_path, LOGO), ("#0b6e4f",))
    client = TestClient(create_app(workspace, brand=said))
    for path in ("/en", "/fr/search", "/en/none"):
        page = client.get(path).text
        assert "Sample College &lt;script&gt;" in page
        assert "<title>" in page
        for name in ("logo.svg", "brand.css"):
            address = page.partition(f"/static/{name}")[2].partition('"')[0]
            assert client.get(f"/static/{name}{address}").status_code == 200
    sent = client.get("/static/logo.svg")
    assert (sent.text, sent.headers["content-type"]) == (LOGO, "image/svg+xml")
    assert "sandbox" in sent.headers["content-security-policy"]
    assert client.get("/favicon.ico").text == LOGO
    assert "#0b6e4f" in client.get("/static/brand.css").text


def test_the_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_NAME", " Sample College ")
    monkeypatch.setenv("SKILLGRAPH_SERVE_LOGO", str(tmp_path / "logo.svg"))
    monkeypatch.setenv("SKILLGRAPH_SERVE_COLOURS", "#0b6e4f, #7fd1b5")
    said = ServiceBrand.from_environment()
    assert said == ServiceBrand("Sample College", tmp_path / "logo.svg", ("#0b6e4f", "#7fd1b5"))
    with pytest.raises(InputError, match="cannot be read"):
        branded(said)


def test_without_settings_nothing_more_is_loaded(workspace: Workspace) -> None:
    client = TestClient(create_app(workspace, brand=ServiceBrand()))
    assert "brand.css" not in client.get("/en").text
    assert client.get("/static/brand.css").status_code == 404


@pytest.mark.parametrize(
    ("colours", "says"),
    [
        (("#ffb000",), "1.71 to 1 on a light page"),
        (("#0b6e4f", "#0b6e4f"), "on a dark page"),
        (("green",), "'green', which is no colour"),
        (("#0b6e4f;}body{display:none",), "no colour"),
        (("#0b6e4f", "#7fd1b5", "#000000"), "has 3 colours"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_its_contrast(
    colours: tuple[str, ...], says: str
) -> None:
    with pytest.raises(InputError, match="SKILLGRAPH_SERVE_COLOURS") as told:
        branded(ServiceBrand(colours=colours))
    assert says in told.value.message


@pytest.mark.parametrize("colour", ["#0b6e4f", "#000000", "#7a0019", "#0000ee", "#1f4f8f"])
def test_what_can_be_read_on_a_light_page_is_made_readable_on_a_dark_one(colour: str) -> None:
    made = branded(ServiceBrand(colours=(colour,)))
    assert made.light == colour
    for palette, link in ((LIGHT, made.light), (DARK, made.dark)):
        assert min(contrast(link, palette[one]) for one in ("page", "panel")) >= LEAST_CONTRAST


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LOGO.replace("<defs>", "<script>hit()</script><defs>"), "'script'"),
        (LOGO.replace("<path", '<path onclick="hit()"'), "'onclick'"),
        (LOGO.replace("url(#a)", "url(https://example.org/a)"), "'style'"),
        (LOGO.replace("url(#a)", r"u\72l(https://example.org/a)"), "'style'"),
        (LOGO.replace("<defs>", '<use href="https://example.org/a#b"/><defs>'), "'href'"),
        (
            LOGO.replace("<defs>", '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:,a"/><defs>'),
            "'href'",
        ),
        (
            LOGO.replace(
                "<defs>", "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject><defs>"
            ),
            "foreignObject",
        ),
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{LOGO}', "document type"),
        (LOGO.replace("</svg>", ""), "not valid SVG"),
        ("<html/>", "'html'"),
        ("", "not valid SVG"),
    ],
)
def test_a_logo_that_does_more_than_draw_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=r"logo\.svg") as told:
        branded(ServiceBrand(logo=logo(tmp_path, text)))
    assert says in told.value.message


def test_files_that_are_no_logo_are_refused(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    assert branded(ServiceBrand(logo=logo(tmp_path, png, "a.png"))).logo == "logo.png"
    for name, content in (("b.png", b"GIF89a"), ("c.gif", png), ("d.png", png + b"0" * 200_001)):
        with pytest.raises(InputError, match=name):
            branded(ServiceBrand(logo=logo(tmp_path, content, name)))


def test_a_name_that_would_not_fit_is_refused() -> None:
    for name in ("long " * 20, "two\nlines"):
        with pytest.raises(InputError, match="SKILLGRAPH_SERVE_NAME"):
            branded(ServiceBrand(name))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_branded_pages_are_for_everybody(
    browser: Browser, workspace: Workspace, tmp_path: Path, width: int, dark: bool
) -> None:
    said = ServiceBrand(NAME[:60], logo(tmp_path, LOGO), ("#0b6e4f",))
    with served(workspace, brand=said) as base, visit(browser, base, width=width, dark=dark) as reader:
        for path in ("/en", "/fr/search?skill=manage+budgets"):
            reader.go(path)
            reader.check()
            assert reader.page.evaluate("document.querySelector('.logo').naturalWidth > 0")
            assert reader.page.evaluate("window.hit") is None
