"""The fixed words of a page and the forms of its numbers, from the files of each language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from skillgraph import languages as folders
from skillgraph.errors import NotFoundError

TEMPLATES = Path(__file__).parent / "templates"

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Words:
    """The words of one kind of page in one language.

    Args:
        lang: A language tag for which there is a file.
        kind: ``publication``, ``check``, ``upgrade`` or ``reliability``: what the page is.

    Raises:
        NotFoundError: If there is none.
    """

    def __init__(self, lang: str, kind: str) -> None:
        if lang not in languages(kind):
            raise NotFoundError(
                f"A report cannot be written in {lang!r}.",
                hint=f"Choose one of: {', '.join(languages(kind))}.",
            )
        self.lang = lang
        self.tree: Mapping[str, Any] = folders.read(lang, kind)

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a tree of strings as TOML gives it
        return self.tree[key]

    def number(self, value: int) -> str:
        """A whole number with its thousands set apart."""
        return f"{value:,}".replace(",", self.tree["numbers"]["thousands"])

    def score(self, value: float | None) -> str:
        """A confidence with two decimals; a dash where there is none."""
        return "–" if value is None else self._decimal(f"{value:.2f}")

    def chance(self, value: float | None) -> str:
        """A probability with three decimals; a dash where there is none."""
        if value is None:
            return "–"
        return f"< {self._decimal('0.001')}" if value < 0.001 else self._decimal(f"{value:.3f}")

    def percent(self, share: float) -> str:
        """A share as a percentage: one decimal below ten per cent, none above."""
        value = 100 * share
        text = f"{value:.1f}" if 0 < value < 9.95 else f"{value:.0f}"
        return str(self.tree["numbers"]["percent"]).format(self._decimal(text))

    def count(self, value: int, unit: str) -> str:
        """A number with its unit, which stands under ``units`` in singular and plural."""
        forms: Sequence[str] = self.tree["units"][unit]
        singular = value < 2 if self.lang.startswith("fr") else value == 1
        return f"{self.number(value)} {forms[0 if singular else 1]}"

    def _decimal(self, text: str) -> str:
        return text.replace(".", self.tree["numbers"]["decimal"])


def languages(kind: str) -> tuple[str, ...]:
    """The languages a kind of page can be written in."""
    return folders.known(kind)


def printable(text: str) -> str:
    """The text with characters that neither HTML nor SVG may hold replaced by U+FFFD."""
    return _UNPRINTABLE.sub("�", text)
