"""Where all must run (``CI=true``), a test that is skipped for want of something fails.

Elsewhere a browser, a server, the real data or an extra may be absent, and what needs it is skipped.
"""

from __future__ import annotations

import os

import pytest

MACHINE = (
    "root may read everything",
    "this process may not mount a disk in memory",
    "needs systemd-analyze",
)
"""Reasons that lie in the machine and its user, which no installation mends."""


def all_must_run() -> bool:
    """Whether this is a run in which nothing may be skipped for want of something."""
    return os.environ.get("CI") == "true"


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a report of something that was skipped one of a failure, unless its reason lies in the machine."""
    if not report.skipped or hasattr(report, "wasxfail") or not all_must_run():
        return
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = said.removeprefix("Skipped: ")
    if reason not in MACHINE:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, which CI=true forbids: {reason}"
