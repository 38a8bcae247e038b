"""Pages as a browser lays them out; for machines that have Chromium."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

_MEASURE = """
addEventListener('load', () => {
  const found = {};
  for (const frame of document.querySelectorAll('iframe')) {
    const page = frame.contentDocument, width = frame.clientWidth, cut = [], laps = [];
    for (const one of page.body.querySelectorAll('*')) {
      const box = one.getBoundingClientRect();
      const apart = one.closest('.hidden, .skip, .scroll, svg') || !box.width;
      if (!apart && box.right > width + 1) cut.push(one.textContent.trim().slice(0, 60));
    }
    for (const name of page.querySelectorAll('.legend dt')) {
      const range = page.createRange();
      range.selectNodeContents(name);
      const [a, b] = [range.getBoundingClientRect(), name.nextElementSibling.getBoundingClientRect()];
      const across = a.right > b.left + 1 && a.left < b.right - 1;
      if (across && a.bottom > b.top + 1 && a.top < b.bottom - 1) laps.push(name.textContent.trim());
    }
    found[width] = {cut, laps, needed: page.documentElement.scrollWidth};
  }
  const told = document.createElement('pre');
  told.id = 'told';
  told.textContent = JSON.stringify(found);
  document.body.append(told);
});
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a page stands at one width.

    Attributes:
        cut: Texts that reach beyond the right edge.
        laps: Names of a legend that lie over what is said of them.
        needed: The width in pixels that the page takes.
    """

    cut: Sequence[str]
    laps: Sequence[str]
    needed: int


def layouts(page: str, widths: Sequence[int], folder: Path) -> dict[int, Layout]:
    """How a page stands at each of several widths in pixels."""
    frame = '<iframe style="width:{}px;height:900px;border:0" srcdoc="{}"></iframe>'
    frames = "".join(frame.format(width, html.escape(page)) for width in widths)
    harness = folder / "harness.html"
    harness.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><body><script>{_MEASURE}</script>{frames}", encoding="utf-8"
    )
    command = [str(BROWSER), "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += [f"--user-data-dir={folder / 'profile'}", harness.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
    told = re.search('<pre id="told">(.*?)</pre>', shown, re.DOTALL)
    assert told, shown[-500:]
    return {int(width): Layout(**one) for width, one in json.loads(html.unescape(told[1])).items()}
