"""The properties of concepts that tables are extended with, and that narrow a query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from skillgraph.errors import InputError
from skillgraph.model import Texts, in_language

if TYPE_CHECKING:
    from skillgraph.model import Concept

Values = Callable[["Concept", str], tuple[str, ...]]
"""The values of a concept; texts in a language, or in English where there are none in it."""

BROADER, CODE, ADDRESS, TEXT_LANGUAGE = "broader", "code", "uri", "lang"
"""Ids of properties. `TEXT_LANGUAGE` belongs to queries alone: the language that their words are in."""

_LANGUAGES: Mapping[str, Texts] = {
    "en": {"en": "English", "fr": "anglais"},
    "fr": {"en": "French", "fr": "français"},
}


@dataclass(frozen=True, slots=True)
class ConceptProperty:
    """A property of concepts.

    Attributes:
        id: What it is called in queries.
        names: In English and French.
        descriptions: The same.
        values: Reads it from a concept.
        concepts: Whether the values are URIs of concepts, which have names of their own.
    """

    id: str
    names: Texts
    descriptions: Texts
    values: Values
    concepts: bool = False


def properties_in(languages: Sequence[str]) -> tuple[ConceptProperty, ...]:
    """The properties of concepts that have labels in some languages."""
    labels = (make(lang) for lang in languages for make in (_preferred, _alternative))
    return (*_PLAIN, *labels)


def properties_named(
    languages: Sequence[str], ids: Sequence[str], framework: str
) -> tuple[ConceptProperty, ...]:
    """The properties with these ids, in their order.

    Raises:
        InputError: If there is none with one of them; the hint lists those that are.
    """
    known = {one.id: one for one in properties_in(languages)}
    for name in ids:
        if name not in known:
            raise InputError(
                f"Concepts of {framework} have no property {name!r}.", hint=f"Use {', '.join(known)}."
            )
    return tuple(known[name] for name in ids)


def _said(*words: str) -> tuple[str, ...]:
    """The words that are not empty."""
    return tuple(filter(None, words))


def _description(concept: Concept, lang: str) -> tuple[str, ...]:
    found = in_language(concept.descriptions, lang) or in_language(concept.definitions, lang)
    return _said(found)


def _of_language(texts: str, tag: str, concept: Concept, lang: str) -> tuple[str, ...]:
    del lang  # the property names its own
    found = getattr(concept, texts).get(tag, ())
    return _said(found) if isinstance(found, str) else tuple(found)


def _preferred(tag: str) -> ConceptProperty:
    english, french = _language_names(tag)
    return ConceptProperty(
        f"prefLabel.{tag}",
        {"en": f"Preferred label ({english})", "fr": f"Libellé préférentiel ({french})"},
        {"en": "What the concept is called.", "fr": "Le nom du concept."},
        partial(_of_language, "pref_labels", tag),
    )


def _alternative(tag: str) -> ConceptProperty:
    english, french = _language_names(tag)
    return ConceptProperty(
        f"altLabel.{tag}",
        {"en": f"Alternative labels ({english})", "fr": f"Libellés alternatifs ({french})"},
        {"en": "What else the concept is called.", "fr": "Les autres noms du concept."},
        partial(_of_language, "alt_labels", tag),
    )


def _language_names(tag: str) -> tuple[str, str]:
    names = _LANGUAGES.get(tag, {"en": tag, "fr": tag})
    return names["en"], names["fr"]


_PLAIN = (
    ConceptProperty(
        BROADER,
        {"en": "Broader concepts", "fr": "Concepts génériques"},
        {"en": "The concepts directly above.", "fr": "Les concepts directement au-dessus."},
        lambda concept, _: concept.broader,
        concepts=True,
    ),
    ConceptProperty(
        "description",
        {"en": "Description", "fr": "Description"},
        {"en": "The description, or the definition.", "fr": "La description, ou la définition."},
        _description,
    ),
    ConceptProperty(
        "kind",
        {"en": "Kind", "fr": "Nature"},
        {"en": "skill, skill-group, occupation …", "fr": "skill, skill-group, occupation…"},
        lambda concept, _: (concept.kind.value,),
    ),
    ConceptProperty(
        CODE,
        {"en": "Code", "fr": "Code"},
        {"en": "The notation of the framework.", "fr": "La notation du référentiel."},
        lambda concept, _: _said(concept.notation),
    ),
    ConceptProperty(
        "status",
        {"en": "Status", "fr": "Statut"},
        {"en": "released, deprecated …", "fr": "released, deprecated…"},
        lambda concept, _: _said(concept.status),
    ),
    ConceptProperty(
        "reuseLevel",
        {"en": "Reuse level", "fr": "Niveau de réutilisation"},
        {"en": "ESCO's words: transversal, cross-sector …", "fr": "Les mots d'ESCO : transversal…"},
        lambda concept, _: _said(concept.reuse_level),
    ),
    ConceptProperty(
        ADDRESS,
        {"en": "URI", "fr": "URI"},
        {"en": "The address of the concept.", "fr": "L'adresse du concept."},
        lambda concept, _: (concept.uri,),
    ),
)
