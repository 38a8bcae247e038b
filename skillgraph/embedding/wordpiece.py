"""Token numbers of plain texts without the tokenizer: each word is cut into pieces once, and remembered.

Tokenizers of BERT's kind treat a text word by word, and words repeat over texts. So a text of printable ASCII
characters costs a search for its words and a look-up of each, a tenth of what the tokenizer takes. All other
texts are the tokenizer's, and so are all texts of another kind of tokenizer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import chain

from skillgraph.embedding.encoder import Untyped

_KINDS = {"normalizer": "BertNormalizer", "pre_tokenizer": "BertPreTokenizer", "model": "WordPiece"}
_PLAIN = re.compile(r"[ -~\t\n\r]*")
_WORD = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9\s]")
_REMEMBERED = 100_000


class PieceFinder:
    """Finds the token numbers of texts, markers included.

    Args:
        tokenizer: Of the ``tokenizers`` library, set to truncate at ``max_tokens``.
        max_tokens: Most tokens of a text.
    """

    def __init__(self, tokenizer: Untyped, max_tokens: int) -> None:
        self._tokenizer = tokenizer
        self.markers: list[int] = tokenizer.encode("").ids
        self._room = max_tokens - len(self.markers)
        self._special = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
        self._by_word = len(self.markers) == 2 and _takes_words(json.loads(tokenizer.to_str()))
        self._pieces: dict[str, list[int]] = {}

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The token numbers of each text."""
        plain = [self._by_word and self._is_plain(text) for text in texts]
        others = [text for text, known in zip(texts, plain, strict=True) if not known]
        encoded = iter(self._tokenizer.encode_batch_fast(others) if others else ())
        return [
            self._ids(text) if known else next(encoded).ids for text, known in zip(texts, plain, strict=True)
        ]

    def _is_plain(self, text: str) -> bool:
        return bool(_PLAIN.fullmatch(text)) and not any(token in text for token in self._special)

    def _ids(self, text: str) -> list[int]:
        first, last = self.markers
        words = _WORD.findall(text)
        pieces = list(chain.from_iterable(map(self._of_word, words)))
        return [first, *pieces[: self._room], last]

    def _of_word(self, word: str) -> list[int]:
        found = self._pieces.get(word)
        if found is None:
            if len(self._pieces) >= _REMEMBERED:
                self._pieces.clear()
            found = self._pieces[word] = self._tokenizer.encode(word, add_special_tokens=False).ids
        return found


def _takes_words(content: Untyped) -> bool:
    """Whether a tokenizer treats a text word by word, and finds nothing but markers before that."""
    kinds = {part: (content.get(part) or {}).get("type") for part in _KINDS}
    return kinds == _KINDS and not any(token["normalized"] for token in content["added_tokens"])
