"""The pictures of the manual are there, shown and described, and stay small."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_every_picture_of_the_walk_is_shown_described_and_small() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(walk/([\w-]+\.png)\)", (DOCS / "walk.md").read_text(encoding="utf-8"))
    pictures = {path.name: path.stat().st_size for path in (DOCS / "walk").glob("*.png")}
    assert {name for _, name in shown} == set(pictures)
    assert all(len(said) > 20 for said, _ in shown)
    assert max(pictures.values()) < 120_000
    assert sum(pictures.values()) < 1_500_000
