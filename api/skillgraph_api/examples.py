"""Requests and answers that the OpenAPI document shows. The tests send and receive them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi.openapi.models import Example

from skillgraph import __version__
from skillgraph.model import Credential, LearningOutcome
from skillgraph.workspace.results import WARNING, credential_json
from skillgraph.workspace.state.manifest import FileRecord, PartRecord, TableRecord

Json = dict[str, Any]

SKILL = "http://data.europa.eu/esco/skill/21c5790c-0930-4d74-b3b0-84caf5af12ea"
SKILL_LABEL = "manage budgets"
_GROUP = "http://data.europa.eu/esco/skill/S4.3.1"
OUTCOME = "https://w3id.org/skillgraph/id/outcome/8f2b6c0e4b1f4f0f9d0e5a7c3b2a1908"
_ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission (adapted)."

SUGGEST_REQUESTS: dict[str, Example] = {
    "outcome": Example(
        summary="One learning outcome",
        value={
            "texts": ["Plan and manage the budget of a small project"],
            "k": 3,
            "context": "Project finance basics",
            "profile": "fast",
        },
    ),
    "languages": Example(
        summary="Outcomes in two languages, and one that is no skill",
        value={
            "texts": ["Gérer un budget", "Give constructive feedback", "Coffee is served at ten."],
            "k": 1,
            "lang": "auto",
            "profile": "fast",
            "framework": "esco",
        },
    ),
}

SUGGESTIONS: list[Json] = [
    {
        "text": "Plan and manage the budget of a small project",
        "lang": "en",
        "abstained": False,
        "reason": "",
        "suggestions": [
            {
                "uri": SKILL,
                "label": SKILL_LABEL,
                "scheme": "esco@1.2.0",
                "confidence": 0.71,
                "similarity": 0.83,
                "broader": [
                    "managing budgets or finances",
                    "allocating and controlling resources",
                    "management skills",
                    "skills",
                ],
                "evidence": {
                    "matching_label": SKILL_LABEL,
                    "label_kind": "pref",
                    "label_lang": "en",
                    "shared_words": ["manage", "budget"],
                    "signals": {"student.focus": 0.83, "word": 0.41, "student.pref": 0.62, "exact": 0.0},
                    "reasons": {
                        "words": [
                            {"text": "manage", "start": 9, "end": 15, "weight": 0.38},
                            {"text": "budget", "start": 20, "end": 26, "weight": 0.62},
                        ],
                        "score": 0.6825,
                        "contributions": {
                            "student.focus": 0.498,
                            "word": 0.0615,
                            "student.pref": 0.123,
                            "exact": 0.0,
                        },
                        "compared": {
                            "uri": "http://data.europa.eu/esco/skill/7d092d81-d1e2-4c34-b3cb-c1c9f2e68b7d",
                            "label": "finish project within budget",
                            "lead": 0.0626,
                            "signals": {"student.focus": 0.0513, "student.pref": 0.0113},
                            "words": ["manage"],
                        },
                    },
                },
                "predicate": "skos:closeMatch",
                "predicate_confidence": 0.58,
                "part": "",
                "context": {"kind": "title", "text": "Project finance basics"},
            }
        ],
        "skill_content": 0.94,
        "reason_kind": None,
        "broader_fit": None,
    },
    {
        "text": "Keep an eye on where the money of a small shop goes",
        "lang": "en",
        "abstained": True,
        "reason": "No suggestion reaches a confidence of 0.23; the best has 0.19. Only a broader term fits: "
        "“managing budgets or finances”, with a probability of 0.61.",
        "suggestions": [],
        "skill_content": 0.83,
        "reason_kind": "only-broader",
        "broader_fit": {"uri": _GROUP, "label": "managing budgets or finances", "confidence": 0.61},
    },
]

COVERAGE: list[Json] = [
    {
        "credential": "Project finance basics",
        "credential_id": "https://example.org/credentials/project-finance",
        "issuer": "Sample College",
        "coverage": "direct",
        "status": "proposed",
        "assessment": [
            {
                "kind": "case study",
                "description": "Draw up and defend the budget of a community project",
                "authentic": True,
                "threshold": 0.8,
                "evidence": "",
            }
        ],
        "endorsements": [
            {"endorser": "Sample Employers' Council", "claim": "demand", "skill": "", "valid_until": ""}
        ],
        "evidence": [
            {
                "outcome": OUTCOME,
                "text": "Plan and manage the budget of a small project",
                "concept": SKILL,
                "label": SKILL_LABEL,
                "predicate": "skos:closeMatch",
                "status": "proposed",
                "confidence": 0.71,
                "similarity": 0.83,
            }
        ],
        "lang": "en",
        "ratings": {"count": 2, "mean": 4.5, "distribution": [0, 0, 0, 1, 1], "waiting": 1, "refused": 0},
    }
]

_RESTS_ON: Json = {"mappings": 1, "unreviewed": 1, "highest_confidence": 0.71, "median_confidence": 0.71}

GAPS: list[Json] = [
    {
        "uri": SKILL,
        "label": SKILL_LABEL,
        "postings": 9,
        "demand_share": 0.075,
        "low": 0.04,
        "high": 0.136,
        "required": 4,
        "asset": 1,
        "supply": 0,
        "accepted_supply": 0,
        "direct_supply": 0,
        "broader_supply": 0,
        "weighted_supply": 0.0,
        "texts": 8,
        "employers": 6,
        "text_share": 0.222,
        "employer_share": 0.222,
        "warnings": [],
        "suppressed": "",
        "vacancies": 9,
        "rests_on": {"mappings": 0, "unreviewed": 0, "highest_confidence": None, "median_confidence": None},
        "ratings": {"credentials": 0, "ratings": 0, "mean": None, "unrated": 0, "poor": 0},
        "cause": "no-credential",
        "evidence": [
            {
                "posting": "sample-042",
                "sentence": "You prepare and manage the department's budget.",
                "confidence": 0.68,
            }
        ],
    }
]

_COUNTED: Json = {
    "by": ["concept"],
    "where": [],
    "period": "quarter",
    "min_confidence": 0.5,
    "min_confidence_by_lang": {},
    "roll_up": False,
    "near_duplicates": False,
    "titles": False,
    "min_cell": 5,
    "weighted": False,
    "counted_by": "postings",
    "postings": 120,
    "vacancies": 131,
    "vacancies_unsaid": 112,
    "duplicates_left_out": 0,
    "titles_left_out": 14,
    "silent_postings": 3,
    "unknown": {"period": 2},
    "warning": WARNING,
}


DEMAND: Json = _COUNTED | {
    "cells": [
        {
            "uri": SKILL,
            "label": SKILL_LABEL,
            "postings": 9,
            "of": 120,
            "share": 0.075,
            "low": 0.04,
            "high": 0.136,
            "required": 4,
            "asset": 1,
            "texts": 8,
            "employers": 6,
            "text_share": 0.222,
            "employer_share": 0.222,
            "warnings": [],
            "suppressed": "",
            "sensitivity": [],
            "implied": None,
            "vacancies": None,
        }
    ]
}

TRENDS: Json = _COUNTED | {"periods": ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], "skills": []}

SENTENCES: list[Json] = [
    {
        "posting": "jobs/sample-042",
        "title": "Office manager",
        "date": "2026-01-15",
        "period": "2026-Q1",
        "sentence": "You prepare and manage the department's budget.",
        "concept": SKILL,
        "label": SKILL_LABEL,
        "confidence": 0.68,
        "section": "requirements",
        "requirement": "required",
    }
]

PLAN: Json = {
    "demanded_by": [
        {"kind": "skill", "id": SKILL, "label": SKILL_LABEL, "skills": 1, "occupation": "", "lenders": []}
    ],
    "demanded": [{"uri": SKILL, "label": SKILL_LABEL, "required": True}],
    "objective": "smallest",
    "steps": [
        {
            "credential": "Project finance basics",
            "credential_id": "https://example.org/credentials/project-finance",
            "issuer": "Sample College",
            "covers": [
                {
                    "uri": SKILL,
                    "label": SKILL_LABEL,
                    "coverage": "direct",
                    "status": "proposed",
                    "outcome": OUTCOME,
                    "confidence": 0.71,
                }
            ],
            "alone": [SKILL],
            "after": [],
            "other_prerequisites": [],
            "cost": None,
            "hours": None,
            "alternatives": [],
        }
    ],
    "uncovered": [],
    "value": 1.0,
    "bound": 1.0,
    "exact": True,
    "assumed": [],
    "rests_on": _RESTS_ON,
    "covered": 1,
}

CHECKS: Json = {
    "profile": {"name": "ecampusontario", "title": {"en": "Principles and Framework"}},
    "day": "2026-11-25",
    "acknowledgements": [_ACKNOWLEDGEMENT],
    "checks": [
        {
            "credential": "Project finance basics",
            "credential_id": "https://example.org/credentials/project-finance",
            "issuer": "Sample College",
            "elements": [],
        }
    ],
}

OVERLAPS: list[Json] = [
    {
        "credential": "Project finance basics",
        "wanted": [],
        "new": [],
        "overlaps": [],
        "rests_on": _RESTS_ON | {"mappings": 0, "unreviewed": 0},
    }
]

CONCEPT: Json = {
    "uri": SKILL,
    "kind": "skill",
    "pref_labels": {"en": SKILL_LABEL, "fr": "gérer des budgets"},
    "alt_labels": {"en": ["oversee operational budgets"]},
    "hidden_labels": {},
    "descriptions": {"en": "Plan, monitor and report on the budget."},
    "definitions": {},
    "scope_notes": {},
    "broader": [{"uri": _GROUP, "label": "managing budgets or finances"}],
    "narrower": [],
    "notation": "",
    "skill_type": "skill/competence",
    "reuse_level": "cross-sector",
    "status": "released",
    "framework": "esco@1.2.0",
    "frameworks": ["esco@1.1.1", "esco@1.2.0"],
}

CONCEPTS_FOUND: Json = {
    "framework": "esco@1.2.0",
    "spelt": "",
    "total": 1,
    "limit": 20,
    "offset": 0,
    "concepts": [
        {
            "uri": SKILL,
            "kind": "skill",
            "label": SKILL_LABEL,
            "label_kind": "pref",
            "lang": "en",
            "exact": False,
        }
    ],
}

FRAMEWORKS: list[Json] = [
    {
        "framework": "esco@1.2.0",
        "name": "esco",
        "version": "1.2.0",
        "active": True,
        "languages": ["en"],
        "counts": {"skill": 13939, "skill-group": 638},
        "graph": "https://w3id.org/skillgraph/graph/framework/esco/1.2.0",
        "loaded": "2026-11-23T14:05:09+00:00",
        "files": [
            {
                "name": "esco-1.2.0-snapshot.zip",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            }
        ],
        "acknowledgement": _ACKNOWLEDGEMENT,
    }
]

ALIVE: Json = {"status": "ok", "version": __version__}
READY: Json = {"status": "ready", "profiles": ["fast"]}
CONTENTS: Json = {
    "version": __version__,
    "generation": "gen-3f2a1b4c5d6e7f80",
    "frameworks": ["esco@1.2.0", "sfs@1.0"],
    "counts": {"frameworks": 2, "crosswalks": 1, "credentials": 24, "postings": 120},
}
CREDENTIALS: list[Json] = [
    credential_json(
        Credential(
            "https://example.org/credentials/project-finance",
            "Project finance basics",
            "Sample College",
            (LearningOutcome(OUTCOME, "Plan and manage the budget of a small project", "en"),),
            lang="en",
            source="finance",
            duration_hours=24.0,
            duration_weeks=4.0,
            credits=1.0,
            transcriptable=True,
            learner_owned=True,
        )
    )
]
_PART = PartRecord("jobs/3c1d.parquet", 120, "jobs.csv")
_FILE = FileRecord("jobs.csv", "9f" * 32)
POSTINGS: list[Json] = [asdict(TableRecord("jobs", (_PART,), 120, 114, (_FILE,), "2026-11-25T18:04:59Z"))]
SURROUNDINGS: Json = {
    "uri": SKILL,
    "label": SKILL_LABEL,
    "framework": "esco@1.2.0",
    "above": [
        {
            "uri": "http://data.europa.eu/esco/skill/243eb885-07c7-4b77-ab9c-827551d83dc4",
            "label": "allocating and controlling resources",
            "distance": 1,
        }
    ],
    "below": [],
}
NEEDS: list[Json] = [
    {
        "uri": "http://data.europa.eu/esco/occupation/f2b15a0e-e65a-438a-affb-29b9d50b77d1",
        "label": "software developer",
        "essential": True,
    }
]
FACETS: Json = {
    "issuer": {"Sample College": 1},
    "lang": {"en": 1},
    "field": {},
    "delivery": {"online": 1},
    "level": {},
    "assessment": {"case study": 1},
    "hours": {"40": 1},
    "cost": {},
    "credit": {"yes": 1},
}
COMPARISON: Json = {
    "old": "esco@1.1.1",
    "new": "esco@1.2.0",
    "counts": {"added": {"skill": 1}},
    "changes": [
        {
            "change": "added",
            "uri": SKILL,
            "label": SKILL_LABEL,
            "kind": "skill",
            "lang": "",
            "before": [],
            "after": [],
        }
    ],
}
PASSAGES_REQUESTS: dict[str, Example] = {
    "posting": Example(
        summary="A posting", value={"text": "Requirements\n- You manage budgets.", "k": 1, "profile": "fast"}
    )
}
PASSAGES: list[Json] = [
    {
        "text": "Requirements",
        "lang": "",
        "abstained": True,
        "reason": "It is a heading.",
        "suggestions": [],
        "skill_content": None,
        "reason_kind": "passed-over",
        "broader_fit": None,
        "section": "requirements",
        "requirement": "unspecified",
        "heading": "Requirements",
        "is_heading": True,
        "index": 0,
    }
]
