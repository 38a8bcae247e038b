"""Small pages about a concept, for people who choose among candidates."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from skillgraph.model import Concept, Texts, in_language
from skillgraph.workspace.reconciling.types import types_of
from skillgraph_api.reconciliation.service import LANGUAGES, ReconciliationService

if TYPE_CHECKING:
    import jinja2

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a page may load: nothing."""

_OTHERS = 8
"""Alternative labels that are shown."""

_WORDS: dict[str, Texts] = {
    "also": {"en": "Also", "fr": "Aussi"},
    "above": {"en": "Part of", "fr": "Dans"},
    "code": {"en": "Code", "fr": "Code"},
    "status": {"en": "Status", "fr": "Statut"},
}

_PAGE = """<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ name }}</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 10px; color: #1a1a1a; background: #fff; }
h1 { font-size: 17px; margin: 0 0 2px; }
p { margin: 4px 0; overflow-wrap: anywhere; }
.quiet { color: #555; }
</style>
</head>
<body>
{{ content }}
</body>
</html>
"""

_CONTENT = """<h1>{{ name }}</h1>
<p class="quiet">{{ types|join(" · ") }} · {{ framework }}</p>
{% if description %}<p>{{ description }}</p>
{% endif %}{% for label, words in facts %}<p><span class="quiet">{{ label }}:</span> {{ words }}</p>
{% endfor %}<p>{% if linked %}<a href="{{ uri }}" target="_blank" rel="noopener noreferrer">{{ uri }}</a>
{% else %}{{ uri }}{% endif %}</p>"""

_NOTE = "<p><strong>{{ name }}</strong></p><p>{{ description }}</p>"


def concept_page(service: ReconciliationService, concept: Concept) -> str:
    """The page of a concept."""
    content = concept_content(service, concept)
    lang = service.lang if service.lang in LANGUAGES else "en"
    return _template(_PAGE).render(lang=lang, name=service.label(concept), content=_markup(content))


def concept_content(service: ReconciliationService, concept: Concept) -> str:
    """What the page of a concept holds."""
    lang = service.lang or "en"
    description = in_language(concept.descriptions, lang) or in_language(concept.definitions, lang)
    return _template(_CONTENT).render(
        name=service.label(concept),
        types=[service.said(one.names) for one in types_of(concept)],
        framework=str(service.record.id),
        description=description,
        facts=_facts(service, concept, lang),
        uri=concept.uri,
        linked=concept.uri.startswith(("http://", "https://")),
    )


def note(name: str, description: str) -> str:
    """A name and a description."""
    return _template(_NOTE).render(name=name, description=description)


def _facts(service: ReconciliationService, concept: Concept, lang: str) -> list[tuple[str, str]]:
    above = service.reader.named(concept.broader).values()
    facts = (
        ("also", ", ".join(concept.alt_labels.get(lang, ())[:_OTHERS])),
        ("above", ", ".join(service.label(one) for one in above)),
        ("code", concept.notation),
        ("status", concept.status),
    )
    return [(service.said(_WORDS[name]), words) for name, words in facts if words]


def _markup(html: str) -> object:
    """HTML that was escaped already."""
    from markupsafe import Markup

    return Markup(html)  # what comes here was rendered by `_template`


@cache
def _template(source: str) -> jinja2.Template:
    import jinja2

    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)
