"""The tokenizer of the multilingual encoder, cut to the pieces that its languages need."""

from __future__ import annotations

from collections.abc import Sequence

from skillgraph.embedding.encoder import Untyped, clean
from skillgraph.training.polyglot.weights import BaseWeights

START, PADDING, END, UNKNOWN = range(4)
_LATIN = 0x250
"""Single characters below are kept in any case, so that words that nobody thought of can be spelled."""
_TOGETHER = 10_000


def tokenizer(base: BaseWeights, kept: Sequence[int] | None = None) -> Untyped:
    """A tokenizer of all pieces, or of those that are kept, in their order."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    rows = range(len(base.pieces)) if kept is None else kept
    pieces = [(base.pieces[row], float(base.scores[row])) for row in rows]
    made = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN))
    even = [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    made.normalizer = normalizers.Sequence(even)
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    markers = [(base.pieces[START], START), (base.pieces[END], END)]
    form = f"{base.pieces[START]} $A {base.pieces[END]}"
    made.post_processor = processors.TemplateProcessing(single=form, special_tokens=markers)
    return made


def pieces_in(base: BaseWeights, texts: Sequence[str]) -> list[int]:
    """The pieces that texts need, as they stand and with a capital; the markers come first."""
    whole = tokenizer(base)
    found = {START, PADDING, END, UNKNOWN}
    found |= {row for row, piece in enumerate(base.pieces) if len(piece) == 1 and ord(piece) < _LATIN}
    for start in range(0, len(texts), _TOGETHER):
        some = texts[start : start + _TOGETHER]
        for written in (some, [text.capitalize() for text in some]):
            for one in whole.encode_batch([clean(text) for text in written]):
                found.update(one.ids)
    return sorted(found)
