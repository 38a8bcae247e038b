"""Finds texts on a page that are in another language than the page says.

What is looked for is what a workspace holds: labels and definitions, names and outcomes of credentials, and
sentences of postings. A browser, and who hears the page read, takes a text to be in the language of the
nearest element around it that names one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Final

from skillgraph.workspace import Workspace

_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta"})
_LEFT: Final = frozenset({"title", "textarea", "script", "style", "svg", "template"})
"""Elements whose text is left: what a reader typed, titles of tabs, pictures with a list beside them."""

_LEAST: Final = 6
"""Texts with fewer letters are names such as SQL, which all languages share."""


class _Texts(HTMLParser):
    """The texts of a page, each with the language it is said to be in."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = [("", "")]
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._open.append((tag, dict(attrs).get("lang") or self._open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, (name, _) in enumerate(self._open) if name == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        if (text := " ".join(data.split())) and not _LEFT.intersection(name for name, _ in self._open):
            self.found.append((text, self._open[-1][1]))


def texts_of(html: str) -> Iterator[tuple[str, str]]:
    """The texts that a page shows, each with the language that it says it is in."""
    parser = _Texts()
    parser.feed(html)
    yield from parser.found


def known_texts(workspace: Workspace) -> dict[str, str]:
    """Texts that a workspace holds in one language only, in small letters, with that language."""
    said: dict[str, set[str]] = {}
    for text, lang in _held(workspace):
        if len(text) >= _LEAST:
            said.setdefault(" ".join(text.split()).lower(), set()).add(lang.partition("-")[0])
    return {text: next(iter(langs)) for text, langs in said.items() if len(langs) == 1 and "" not in langs}


def _held(workspace: Workspace) -> Iterator[tuple[str, str]]:
    snapshot = workspace.snapshot()
    for record in snapshot.manifest.frameworks:
        for concept in snapshot.concepts(record):
            for said in (concept.pref_labels, concept.definitions, concept.descriptions, concept.scope_notes):
                yield from ((text, lang) for lang, text in said.items())
            yield from ((text, lang) for lang, some in concept.alt_labels.items() for text in some)
    for credential in snapshot.credentials:
        yield from ((text, credential.lang) for text in (credential.name, credential.description))
        for one in credential.outcomes:
            yield from (
                (one.text, one.lang or credential.lang),
                *((text, tag) for tag, text in one.other_texts),
            )
    for posting in snapshot.postings():
        yield from ((line, posting.lang) for line in posting.description.splitlines())


def unmarked(html: str, known: Mapping[str, str]) -> list[str]:
    """The texts of a page that stand as if they were in another language: ``text (its language)``."""
    wrong: dict[str, None] = {}
    for text, lang in texts_of(html):
        small = text.lower()
        parts = {small, *small.split(" › "), *small.split(", "), small.partition(". ")[2]}
        for part in parts:
            own = known.get(part.strip(" .:;,!?()…"), known.get(part, lang))
            if own != lang.partition("-")[0]:
                wrong[f"{text} ({own})"] = None
    return list(wrong)
