"""Turns published badge templates into the credentials JSON that skillgraph reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

# Sentences of a description that say what the holder does, knows or can do, in English and French.
_STATES_ABILITY = re.compile(
    r"\b(able to|ability to|abilities|can|demonstrat\w+|understand\w*|knowledge|skills?|competen\w+|learn\w*|"
    r"develop\w*|appl(?:y|ied|ies)|capable|pouvez|peut|peuvent|capacit\w+|connaissances?|compétences?|"
    r"compren\w+|acquis\w*|maîtris\w+|aptes?|démontr\w+|appliqu\w+)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])")
_ASSESSED = ("Assessment", "Portfolio", "Project", "Application", "Presenter")


def convert_badge_templates(source: Path, target: Path) -> int:
    """Write the templates of ``source`` as credentials JSON to ``target``; returns how many."""
    templates = json.loads(source.read_text(encoding="utf-8"))
    credentials = [_credential(template) for template in templates]
    target.write_text(json.dumps(credentials, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(credentials)


def _credential(template: dict[str, Any]) -> dict[str, object]:
    sentences = _SENTENCE_END.split(template["description"])
    outcomes = [sentence for sentence in sentences if _STATES_ABILITY.search(sentence)] + template["skills"]
    return {
        "id": template["id"],
        "name": template["name"],
        "issuer": ", ".join(template["issuer"]),
        "description": template["description"],
        "lang": template["lang"],
        "url": template["url"],
        "level": template["level"],
        "cost": template["cost"],
        "outcomes": list(dict.fromkeys(outcomes)),
        "assessments": [
            {"kind": criterion["t"].lower(), "description": criterion["title"]}
            for criterion in template["criteria"]
            if criterion["t"] in _ASSESSED
        ],
    }
