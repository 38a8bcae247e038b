"""A transformer as a folder that runs without torch: graph, tokenizer, and a manifest with their hashes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.embedding.wheels import digest
from skillgraph.errors import InputError
from skillgraph.files import sha256, write_text

GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "encoder.json"


@dataclass(frozen=True, slots=True)
class OnnxModel:
    """A model on disk, checked against its manifest.

    Attributes:
        folder: Holds ``model.onnx`` (from token ids to ``vectors`` and ``tokens``) and ``tokenizer.json``.
        fingerprint: Hash of what it computes.
        dimensions: Length of a vector.
        max_tokens: Texts are cut at this many tokens.
        languages: What it was trained on; ``None`` where it does not care.
        space: Fingerprint of the encoder that it was trained to imitate; empty where it has its own space.
    """

    folder: Path
    fingerprint: str
    dimensions: int
    max_tokens: int
    languages: frozenset[str] | None = None
    space: str = ""

    @property
    def graph(self) -> Path:
        """The ONNX file."""
        return self.folder / GRAPH

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's JSON file."""
        return self.folder / TOKENIZER

    @classmethod
    def open(cls, folder: Path) -> OnnxModel:
        """The model in ``folder``.

        Raises:
            InputError: If it is missing, incomplete or damaged.
        """
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            languages = manifest.get("languages")
            model = cls(
                folder,
                fingerprint=manifest["fingerprint"],
                dimensions=manifest["dimensions"],
                max_tokens=manifest["max_tokens"],
                languages=None if languages is None else frozenset(languages),
                space=manifest.get("space", ""),
            )
            intact = sha256(model.graph) == manifest["graph_sha256"]
            intact = intact and sha256(model.tokenizer) == manifest["tokenizer_sha256"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unusable(folder, f"{error!r}") from error
        if not intact:
            raise _unusable(folder, "its files are not the ones that its manifest names")
        return model

    @classmethod
    def seal(
        cls,
        folder: Path,
        *,
        recipe: str,
        dimensions: int,
        max_tokens: int,
        languages: Iterable[str] | None = None,
        space: str = "",
        fingerprint: str | None = None,
        record: Mapping[str, Any] | None = None,
    ) -> OnnxModel:
        """Write the manifest of a graph and tokenizer that lie in ``folder``; the last file to be written.

        Args:
            folder: Where they lie.
            recipe: How texts become vectors, so that another way gives another fingerprint.
            dimensions: Length of a vector.
            max_tokens: Texts are cut at this many tokens.
            languages: What the model was trained on.
            space: Fingerprint of the encoder that it imitates.
            fingerprint: By default, the hash of recipe, graph and tokenizer.
            record: Whatever else is worth keeping.
        """
        found = fingerprint or digest(recipe, [folder / GRAPH, folder / TOKENIZER])
        spoken = None if languages is None else frozenset(languages)
        model = cls(folder, found, dimensions, max_tokens, spoken, space)
        manifest = {
            "fingerprint": found,
            "dimensions": dimensions,
            "max_tokens": max_tokens,
            "languages": None if spoken is None else sorted(spoken),
            **({"space": space} if space else {}),
            "graph_sha256": sha256(model.graph),
            "tokenizer_sha256": sha256(model.tokenizer),
            "recipe": recipe,
            **(record or {}),
        }
        write_text(folder / MANIFEST, json.dumps(manifest, indent=1) + "\n")
        return model


def _unusable(folder: Path, reason: str) -> InputError:
    return InputError(
        f"The encoder in {folder} cannot be used: {reason}.",
        hint="Make it again, or install skillgraph again.",
    )
