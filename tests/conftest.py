"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


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
