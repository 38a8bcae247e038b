"""Says on a page in which language a text is, where that is not the language of the page (WCAG 2.2, 3.1.2).

The one way in which templates do it: ``text | in_language(tag)`` where the language is known,
``label | label_of(uri)`` for labels of concepts, ``text | detected`` for sentences and words of people, of
which nothing says the language, and ``lang_attribute(tag)`` for an element that holds more than a text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from skillgraph import languages
from skillgraph.export.page_words import printable

if TYPE_CHECKING:
    from jinja2.runtime import Context

LabelLanguage = Callable[[str, str], str]
"""Gives the language of a label, from the URI of its concept and the label; empty where that is unknown."""

_REMEMBERED = 10_000


class LanguageMarks:
    """Marks texts that are in another language than a page.

    Args:
        lang: The language of the page.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._detect = lru_cache(_REMEMBERED)(self._judge)

    def attribute(self, tag: str | None) -> str:
        """The attribute ``lang`` with a space before it; nothing where the text is in the page's language."""
        from markupsafe import Markup

        return Markup(' lang="{}"').format(tag) if tag and tag != self.lang else ""

    def in_language(self, text: str, tag: str | None) -> str:
        """A text in the language of a tag, or in that of the page where there is none."""
        from markupsafe import Markup

        if not text or not tag or tag == self.lang:
            return text
        return Markup('<span lang="{}">{}</span>').format(tag, printable(text))

    def detected(self, text: str) -> str:
        """A text whose language only its words tell."""
        return self.in_language(text, self._detect(text)) if text else text

    def label_of(self, label: str, uri: str | None, known: LabelLanguage | None) -> str:
        """A label of a concept.

        Args:
            label: As it is shown.
            uri: Of the concept; empty where none is meant, and the label is words of a posting.
            known: Says its language; ``None`` where nobody knows.
        """
        if not uri:
            return self.detected(label)
        return self.in_language(label, known(uri, label) if known else "")

    def _judge(self, text: str) -> str:
        return str(self._detector.judge(text).lang)

    @cached_property
    def _detector(self) -> Any:  # noqa: ANN401 - the class is imported where it is used
        from skillgraph.matching.text.language import LanguageDetector

        return LanguageDetector(languages.known("text"), default=self.lang)


def language_filters(lang: str) -> tuple[dict[str, Callable[..., str]], dict[str, Callable[..., str]]]:
    """The filters and the functions of the templates of pages in a language, by name.

    ``label_of`` asks what a page has as ``label_language`` (see `LabelLanguage`).
    """
    from jinja2 import pass_context

    marks = LanguageMarks(lang)

    @pass_context
    def label_of(context: Context, label: str, uri: str | None) -> str:
        return marks.label_of(label, uri, context.get("label_language"))

    filters: dict[str, Callable[..., str]] = {
        "in_language": marks.in_language,
        "detected": marks.detected,
        "label_of": label_of,
    }
    return filters, {"lang_attribute": marks.attribute}
