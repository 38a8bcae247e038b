"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.skips import fail_if_skipped

# How long an example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no test be skipped in silence where all must run."""
    report = yield
    fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let no module be skipped in silence where all must run."""
    report = yield
    fail_if_skipped(report)
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; the test is skipped where it is absent."""
    root = Path(os.environ.get("SKILLGRAPH_SHARED") or Path(__file__).parents[2] / "shared")
    if not (root / "data").is_dir():
        pytest.skip(f"needs the real data of {root} (set SKILLGRAPH_SHARED)")
    return root


@pytest.fixture(scope="session")
def badge_credentials_json(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 568 badge templates of the real data as credentials JSON."""
    from tests.support.badge_templates import convert_badge_templates

    target = tmp_path_factory.mktemp("badges") / "badges.json"
    convert_badge_templates(shared / "data" / "credentials" / "badge_templates_canada.json", target)
    return target
