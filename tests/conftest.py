"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support.order import ByFile, place_of
from tests.support.skips import fail_if_skipped

if TYPE_CHECKING:
    from xdist.remote import Producer

# How long an example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the longest files run first."""
    items.sort(key=lambda item: place_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    """Hand files to several processes in that order, where they are handed out file by file."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # by their numbers of tests
    return ByFile(config, log)


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
