"""What the OpenAPI document shows of feedback, offers and needs."""

from __future__ import annotations

from skillgraph_api.examples import SKILL, SKILL_LABEL, Json

_CREDENTIAL = "https://example.org/credentials/project-finance"

CONNECTIONS: list[Json] = [
    {
        "id": "5f0c1f6e0d3b4b1e9a5c6d7e8f901234",
        "at": "2026-11-25T18:04:59Z",
        "kind": "need",
        "concept": SKILL,
        "skill": SKILL_LABEL,
        "organisation": "Sample Inn",
        "role": "employer",
        "place": "Ottawa",
        "region": "CA-ON",
        "until": "2027-03-31",
        "lang": "en",
    }
]

FEEDBACK: list[Json] = [
    {
        "id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "at": "2026-11-25T18:04:59Z",
        "credential": _CREDENTIAL,
        "name": "Project finance basics",
        "rating": 4,
        "role": "employer",
        "words": "Kept the books of a project from the first week.",
        "lang": "en",
        "outcome": "",
        "outcome_text": "",
        "gone": False,
    }
]

RATED: list[Json] = [
    {
        "credential": _CREDENTIAL,
        "name": "Project finance basics",
        "ratings": {"count": 2, "mean": 4.5, "distribution": [0, 0, 0, 1, 1], "waiting": 1, "refused": 0},
        "gone": False,
    }
]
