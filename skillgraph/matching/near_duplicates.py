"""Near-duplicates among postings: the same job advertised again, or on the inside and the outside.

Each posting becomes a *sketch* of fixed size, so that any number of postings can be compared without their
texts: hashes of title, employer, place and unit, and a MinHash of the word triples of its description
(Broder 1997, "On the resemblance and containment of documents"). What makes two
postings duplicates is said in `judge`; `skillgraph.matching.duplicate_links` finds them among all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from skillgraph import languages
from skillgraph.matching.gender_marks import without_gender_marks
from skillgraph.sources.regions import town
from skillgraph.sources.tables import normalise_header

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = "2"
"""Counted up when sketches or rules change: postings are then sketched and linked anew."""

WINDOW = 90
"""Days after the first advertisement within which another one is the same job advertised again."""

NEAR = 0.8
"""Share of word triples that near-duplicates have in common (Jaccard), where the titles agree."""

ALMOST_SAME = 0.9
"""The same where titles only resemble each other."""

_TITLES = 0.5
_SLOTS = 128
BANDS = 20
_ROWS = 6
"""20 bands of 6 rows find a pair of similarity 0.8 with probability 0.998, and one of 0.5 with 0.27."""

UNKNOWN_DAY = np.iinfo(np.int32).max

SKETCH = np.dtype(
    [
        ("id", "u8"),
        ("day", "i4"),
        ("job_here", "u8"),
        ("job_unit", "u8"),
        ("title", "u8"),
        ("title_words", "u8"),
        ("employer", "u8"),
        ("town", "u8"),
        ("unit", "u8"),
        ("text", "u8"),
        ("bands", "u4", BANDS),
        ("slots", "u1", _SLOTS),
    ]
)
"""One posting. Hashes are 0 where there is nothing to hash; ``job_here`` joins title, employer and town,
``job_unit`` title, employer and unit; ``slots`` are the low bytes of the MinHash."""

Sketches = npt.NDArray[Any]
"""Structured rows of `SKETCH`."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d{4,}")
_WORDS = languages.together("values", "postings")
_VACANCIES = re.compile(rf"\b\d+ (?:{'|'.join(_WORDS['vacancies'])})\b")
_TWIN, _NOTHING, _LEGAL = (frozenset(_WORDS[name]) for name in ("twins", "nothing", "legal_forms"))


class Reason(IntEnum):
    """Why a posting is a duplicate; ``word`` is what tables say."""

    NONE = 0
    SAME_JOB = 1
    NEAR_TEXT = 2
    SAME_TEXT = 3

    @property
    def word(self) -> str:
        """``same-job``, ``near-text``, ``same-text``, or empty."""
        return "" if self is Reason.NONE else self.name.lower().replace("_", "-")


def sketches(postings: pa.RecordBatch | pa.Table) -> Sketches:
    """Sketch the rows of a table of postings (`skillgraph.model.tables.POSTINGS`)."""
    rows = np.zeros(postings.num_rows, dtype=SKETCH)
    columns = [postings.column(name).to_pylist() for name in ("title", "employer", "place", "unit")]
    for row, (title, employer, place, unit) in zip(rows, zip(*columns, strict=True), strict=True):
        words = _title_words(title)
        company = " ".join(w for w in normalise_header(employer).split() if w not in _LEGAL)
        keys = (" ".join(words), company, _if_stated(town(place)), _if_stated(normalise_header(unit)))
        row["title"], row["employer"], row["town"], row["unit"] = map(_hash, keys)
        row["title_words"] = _bits(words)
        row["job_here"], row["job_unit"] = _joined(*keys[:2], keys[2]), _joined(*keys[:2], keys[3])
    rows["id"] = [_hash(uid) for uid in postings.column("id").to_pylist()]
    rows["day"] = _days(postings.column("date"))
    for row, text in zip(rows, postings.column("description").to_pylist(), strict=True):
        _add_text(row, text)
    return rows


def _title_words(title: str) -> list[str]:
    """Words of a title without what tells an advertisement from its twin."""
    words = _VACANCIES.sub(" ", normalise_header(without_gender_marks(title))).split()
    return [word for word in words if word not in _TWIN and not _NUMBER.fullmatch(word)]


def _joined(*keys: str) -> int:
    return _hash("\x1f".join(keys)) if all(keys) else 0


def _if_stated(text: str) -> str:
    return "" if text in _NOTHING else text


def _days(dates: pa.ChunkedArray) -> npt.NDArray[np.int32]:
    import pyarrow as pa

    days: npt.NDArray[np.int32] = dates.cast(pa.int32()).fill_null(int(UNKNOWN_DAY)).to_numpy()
    return days


def _add_text(row: Any, text: str) -> None:  # noqa: ANN401 - one row of a structured array
    from rensa import RMinHash

    words = _WORD.findall(text.casefold())
    if not words:
        return
    row["text"] = _hash(" ".join(words))
    triples = [" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))]
    minhash = RMinHash(num_perm=_SLOTS, seed=42)
    minhash.update(triples)
    slots = np.array(minhash.digest(), dtype=np.uint32)
    row["slots"] = slots.astype(np.uint8)
    for band in range(BANDS):
        part = slots[band * _ROWS : (band + 1) * _ROWS].tobytes()
        row["bands"][band] = int.from_bytes(hashlib.blake2b(part, digest_size=4).digest(), "little") or 1


def _hash(text: str) -> int:
    """64 bits that are never 0; 0 for nothing."""
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") or 1


def _bits(words: Sequence[str]) -> int:
    """A set of words as 64 bits, to compare titles by."""
    bits = 0
    for word in words:
        bits |= 1 << (_hash(word) % 64)
    return bits


def judge(first: Sketches, second: Sketches) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Whether postings are the same job, pair by pair.

    Duplicates agree in employer, town and unit wherever both state one, and are advertised within `WINDOW`
    days. With two texts, these must be `NEAR`, or `ALMOST_SAME` where titles differ a little; where one text
    is missing, title and employer must be the same, and town or unit.

    Returns:
        Similarity (Jaccard of word triples as MinHash estimates it, 1 for equal texts and for the same job
        without a text) and `Reason` of each pair.
    """
    agree = _compatible(first, second)
    texts = (first["text"] != 0) & (second["text"] != 0)
    similarity = resemblance(first, second)
    same_title = first["title"] == second["title"]
    near = np.where(same_title, similarity >= NEAR, (similarity >= ALMOST_SAME) & _alike(first, second))
    same_text = first["text"] == second["text"]
    same_job = _same(first, second, "job_here") | _same(first, second, "job_unit")
    reasons = np.select(
        [agree & texts & near & same_text, agree & texts & near, agree & ~texts & same_job],
        [Reason.SAME_TEXT, Reason.NEAR_TEXT, Reason.SAME_JOB],
        Reason.NONE,
    )
    return np.where(texts, similarity, 1.0), reasons.astype(np.uint8)


def _same(first: Sketches, second: Sketches, name: str) -> npt.NDArray[np.bool_]:
    same: npt.NDArray[np.bool_] = (first[name] == second[name]) & (first[name] != 0)
    return same


def _compatible(first: Sketches, second: Sketches) -> npt.NDArray[np.bool_]:
    one, other = first["day"].astype(np.int64), second["day"].astype(np.int64)
    unknown = (one == UNKNOWN_DAY) | (other == UNKNOWN_DAY)
    agree: npt.NDArray[np.bool_] = unknown | (np.abs(one - other) <= WINDOW)
    for name in ("employer", "town", "unit"):
        agree = agree & ((first[name] == second[name]) | (first[name] == 0) | (second[name] == 0))
    return agree


def resemblance(first: Sketches, second: Sketches) -> npt.NDArray[np.float64]:
    """Jaccard by b-bit MinHash (Li and König 2010) with 8 bits: 1 in 256 slots agrees by chance."""
    shared = (first["slots"] == second["slots"]).mean(axis=-1)
    estimate = np.clip((shared - 1 / 256) / (1 - 1 / 256), 0, 1)
    return np.where(first["text"] == second["text"], 1.0, np.round(estimate, 4))


def _alike(first: Sketches, second: Sketches) -> npt.NDArray[np.bool_]:
    one, other = first["title_words"], second["title_words"]
    shared, all_words = np.bitwise_count(one & other), np.bitwise_count(one | other)
    alike: npt.NDArray[np.bool_] = shared >= _TITLES * np.maximum(all_words, 1)
    return alike
