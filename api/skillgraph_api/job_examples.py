"""Examples of jobs, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from skillgraph.errors import JobError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.workspace.results import Json
from skillgraph_api.openapi import Responses
from skillgraph_api.refusals import Refusal

ID = "18c2f7a1b2c3d4e5a1b2c3d4e5f60718"
LARGE = Refusal(413, "large-body", megabytes=200)
UNKNOWN = error_of(NotFoundError, "job-unknown", job=ID, kept=200)
ENDED = error_of(JobError, "job-ended", job=ID, state="done")
NO_RESULT = error_of(JobError, "job-without-result", job=ID, state="running", place=f"/api/v1/jobs/{ID}")
FAILED = JobError(
    "outcomes.csv holds no credential that can be loaded.",
    hint="The first problem is outcomes.csv:2: credential: it is empty.",
)

_REQUEST: Json = {
    "framework": None,
    "profile": "fast",
    "source": None,
    "limit": 3,
    "min_confidence": 0.35,
    "more": False,
    "precision": None,
}
QUEUED: Json = {
    "id": ID,
    "kind": "propose",
    "state": "queued",
    "request": _REQUEST,
    "files": [],
    "by": "Ana Pérez",
    "key": "e6528bed",
    "made": "2026-11-29T10:04:59Z",
    "started": "",
    "ended": "",
    "cancelling": False,
    "progress": None,
    "seconds_left": None,
    "failure": None,
    "result": None,
}
RUNNING: Json = {
    **QUEUED,
    "state": "running",
    "started": "2026-11-29T10:05:00Z",
    "progress": {"stage": "Matching outcomes", "done": 40, "total": 100, "since": 1796033100.5},
    "seconds_left": 12.5,
}
CANCELLING: Json = {**RUNNING, "cancelling": True}
DONE: Json = {
    **QUEUED,
    "state": "done",
    "started": "2026-11-29T10:05:00Z",
    "ended": "2026-11-29T10:05:21Z",
    "result": f"/api/v1/jobs/{ID}/result",
}
RESULT: Json = {
    "result": {
        "outcomes": 2,
        "proposed": 1,
        "kept": 0,
        "reopened": 0,
        "gone": 0,
        "credentials": [
            {
                "credential": "Project finance basics",
                "issuer": "Sample College",
                "outcomes": 2,
                "matched": 1,
                "proposed": 1,
                "surest": 0.93,
            }
        ],
        "without_term": [
            {
                "outcome": "https://example.org/mc/finance#2",
                "text": "Be part of it",
                "reason": "The text names no skill.",
            }
        ],
    },
    "notes": [],
}
PROPOSING: dict[str, Any] = {
    "fast": {"summary": "All outcomes, with the fast profile.", "value": {"profile": "fast"}},
    "one source": {"summary": "Those of one source.", "value": {"source": "finance", "more": True}},
}
EXTRACTING: dict[str, Any] = {"all": {"summary": "With the framework that is asked by default.", "value": {}}}
UPGRADING: dict[str, Any] = {
    "look": {
        "summary": "What would happen; nothing is written.",
        "value": {"old": "esco@1.1.1", "new": "esco@1.2.0", "dry_run": True},
    },
    "undo": {
        "summary": "As it was before.",
        "value": {"old": "esco@1.1.1", "new": "esco@1.2.0", "undo": True},
    },
}
REPORTING_DEMAND: dict[str, Any] = {
    "regions": {"summary": "By skill and region.", "value": {"by": ["concept", "region"], "lang": "fr"}}
}
REPORTING_GAPS: dict[str, Any] = {
    "year": {"summary": "Of this year.", "value": {"where": ["since=2026-01-01"], "evidence": ["assessment"]}}
}


def with_zip(responses: Responses) -> Responses:
    """Responses whose success may be a zip too."""
    content = responses[200]["content"]
    content["application/json"]["schema"] = {"type": "object", "required": ["result", "notes"]}
    content["application/zip"] = {
        "schema": {"type": "string", "contentMediaType": "application/zip"},
        "example": "…",
    }
    return responses
