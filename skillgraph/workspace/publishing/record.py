"""What was published where: the fingerprint of each graph as it was sent last."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from skillgraph import files, sealed_json
from skillgraph.graph.fingerprints import GraphFingerprint

NAME = "published.json"

Published = dict[str, GraphFingerprint]
"""Fingerprints by the names of graphs."""


def read_published(workspace: Path, url: str) -> Published:
    """What a store was sent last; nothing where that is not known, or the file is damaged.

    Without it everything is sent again, which is never wrong.
    """
    try:
        found = dict(_read(workspace).get(url, {}))
        return {name: GraphFingerprint(int(one["count"]), str(one["digest"])) for name, one in found.items()}
    except (TypeError, ValueError, KeyError):
        return {}


def write_published(workspace: Path, url: str, published: Published) -> None:
    """Remember what a store has now."""
    content = _read(workspace) | {url: {name: asdict(one) for name, one in sorted(published.items())}}
    text = json.dumps({"stores": content}, indent=2, ensure_ascii=False)
    files.write_bytes(workspace / NAME, sealed_json.seal(text + "\n"))


def _read(workspace: Path) -> dict[str, Any]:
    try:
        content = json.loads(sealed_json.unseal((workspace / NAME).read_bytes()))
        return dict(content["stores"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}
