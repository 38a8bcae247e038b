"""Examples of mappings, and of what people decide on them, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from skillgraph_api.examples import OUTCOME, SKILL, SKILL_LABEL, Json

MAPPINGS: list[Json] = [
    {
        "id": "5f0c1f6e",
        "status": "proposed",
        "credential": "Project finance basics",
        "credential_id": "https://example.org/credentials/project-finance",
        "issuer": "Sample College",
        "outcome": OUTCOME,
        "text": "Plan and manage the budget of a small project",
        "predicate": "skos:closeMatch",
        "concept": SKILL,
        "label": SKILL_LABEL,
        "framework": "esco@1.2.0",
        "confidence": 0.71,
        "reviewers": [],
        "reviewed": "",
        "revision": 0,
        "decided_before": "accepted",
        "marks": [],
        "uri": "https://w3id.org/skillgraph/id/mapping/5f0c1f6e",
        "retired": "",
        "other_texts": [],
    }
]

_MAPPING_URI = "https://w3id.org/skillgraph/id/mapping/5f0c1f6e"
_ANA: Json = {"id": "https://orcid.org/0000-0002-1825-0097", "label": "Ana Pérez"}
DECIDED: list[Json] = [
    MAPPINGS[0]
    | {
        "status": "accepted",
        "reviewers": ["Ana Pérez"],
        "reviewed": "2026-11-25T18:04:59Z",
        "revision": 1,
    }
]
DECISIONS: dict[str, Any] = {
    "accept": {"summary": "It holds as it stands.", "value": {"action": "accept", "confidence": 0.9}},
    "change": {
        "summary": "Another relation is right.",
        "value": {"action": "change", "relation": "broad", "reason": "The concept is wider."},
    },
    "no term": {"summary": "No concept says this.", "value": {"action": "no-term"}},
    "undo": {"summary": "The last decision was wrong.", "value": {"action": "undo"}},
}
OUTCOME_DECISIONS: dict[str, Any] = {
    "add": {
        "summary": "A concept that nothing proposed.",
        "value": {"outcome": OUTCOME, "action": "change", "concept": SKILL, "relation": "close"},
    }
}
NOTE: Json = {
    "id": "0d4e2a6a6d0c4c0f9b7f3b1f0c7e5d21",
    "at": "2026-11-25T18:04:59Z",
    "by": _ANA,
    "about": _MAPPING_URI,
    "revision": 1,
    "text": "The French text says more: budgets and staff.",
}
NOTES: dict[str, Any] = {"note": {"summary": "A note.", "value": {"text": NOTE["text"]}}}
NOTES_ABOUT: dict[str, Any] = {
    "outcome": {"summary": "A note on an outcome.", "value": {"about": OUTCOME, "text": NOTE["text"]}}
}
MAPPING_SHOWN: Json = {
    **DECIDED[0],
    "record": {
        "subject_id": OUTCOME,
        "predicate_id": "skos:closeMatch",
        "object_id": SKILL,
        "mapping_justification": "semapv:CompositeMatching",
        "status": "accepted",
    },
    "votes": [
        {
            "revision": 1,
            "action": "accept",
            "by": _ANA,
            "at": "2026-11-25T18:04:59Z",
            "reason": "",
            "confidence": 0.9,
            "second_opinion": False,
            "status": "accepted",
            "predicate": "skos:closeMatch",
            "concept": SKILL,
            "label": SKILL_LABEL,
            "text": "Plan and manage the budget of a small project",
            "outdated": None,
        }
    ],
    "opinions": [
        {
            "by": _ANA,
            "at": "2026-11-25T18:04:59Z",
            "action": "accept",
            "judgement": "right",
            "reason": "",
            "confidence": 0.9,
        }
    ],
    "notes": [NOTE],
    "others": [],
}
AGREEMENT: list[Json] = [
    {
        "first": _ANA,
        "second": {"id": "", "label": "Léo"},
        "n": 40,
        "observed": 0.9,
        "expected": 0.5,
        "kappa": 0.8,
    }
]
UNMAPPED: list[Json] = [
    {
        "credential": "Project finance basics",
        "issuer": "Sample College",
        "id": OUTCOME,
        "text": "Plan and manage the budget of a small project",
        "lang": "en",
    }
]
