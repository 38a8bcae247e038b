"""Matchers over a small framework."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.matching import Index, Matcher, Profile
from tests.support.small_framework import SMALL, CountingEncoders, build


@pytest.fixture
def encoders() -> CountingEncoders:
    return CountingEncoders()


@pytest.fixture(scope="session")
def small_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("small")
    build(directory, CountingEncoders(), Profile.PRECISE)
    return directory


@pytest.fixture(scope="session", params=list(Profile))
def matcher(request: pytest.FixtureRequest, small_directory: Path) -> Matcher:
    """A matcher of each profile over the small framework."""
    index = Index.open(small_directory, framework=SMALL, profile=request.param, encoders=CountingEncoders())
    return Matcher(index, profile=request.param)
