"""A JSON object with its checksum: whatever changes of it is noticed, wherever it is."""

from __future__ import annotations

import json

import pytest

from skillgraph import sealed_json

_ABOUT = {"format": 1, "nested": {"é": [1.5, None]}}
_INDENTED, _PLAIN = (json.dumps(_ABOUT, indent=indent, ensure_ascii=False) + "\n" for indent in (2, None))


def readable(content: bytes) -> bool:
    """Whether it is taken for what was written."""
    try:
        json.loads(sealed_json.unseal(content))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("text", [_INDENTED, _PLAIN])
def test_what_was_sealed_comes_back_and_is_still_json(text: str) -> None:
    sealed = sealed_json.seal(text)
    assert sealed_json.is_sealed(sealed)
    assert json.loads(sealed_json.unseal(sealed)) == _ABOUT
    assert {**json.loads(sealed), "sha256": ""} == {"sha256": "", **_ABOUT}


@pytest.mark.parametrize("text", [_INDENTED, _PLAIN])
def test_every_changed_byte_and_every_cut_is_noticed(text: str) -> None:
    sealed = sealed_json.seal(text)
    for place in range(len(sealed)):
        for change in (1, 2, 4, 8, 16, 32, 64, 128, 0xFF):
            assert not readable(sealed[:place] + bytes([sealed[place] ^ change]) + sealed[place + 1 :])
        assert not readable(sealed[:place])


@pytest.mark.parametrize("text", [_INDENTED, _PLAIN, "{}", "[]"])
def test_what_earlier_versions_wrote_is_read_as_it_is(text: str) -> None:
    assert not sealed_json.is_sealed(text.encode())
    assert sealed_json.unseal(text.encode()) == text.encode()
