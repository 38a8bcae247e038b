"""The present moment as records write it, always in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The present moment, ISO 8601, to the second: ``2026-11-26T15:04:05Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> str:
    """The date, ISO 8601."""
    return now()[:10]
