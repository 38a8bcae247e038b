"""Near-duplicates among postings: the same job advertised again, or on the inside and the outside.

Each posting becomes a *sketch* of fixed size, so that any number of postings can be compared without their
texts: hashes of title, employer, place and unit, and a MinHash of the word triples of its description
(Broder 1997, "On the resemblance and containment of documents"). Candidates share a band of the MinHash or
all that describes a job; what makes them duplicates is said in `judge`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
_BANDS = 20
_ROWS = 6
"""20 bands of 6 rows find a pair of similarity 0.8 with probability 0.998, and one of 0.5 with 0.27."""

UNKNOWN_DAY = np.iinfo(np.int32).max
_CHUNK = 50_000
_NEIGHBOURS = 3

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
        ("bands", "u4", _BANDS),
        ("slots", "u1", _SLOTS),
    ]
)
"""One posting. Hashes are 0 where there is nothing to hash; ``job_here`` joins title, employer and town,
``job_unit`` title, employer and unit; ``slots`` are the low bytes of the MinHash."""

Sketches = npt.NDArray[Any]
"""Structured rows of `SKETCH`."""

Rows = npt.NDArray[np.int64]

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


@dataclass(frozen=True, slots=True)
class Links:
    """For each posting the one that stands for it.

    Attributes:
        canonical: Its row, shape (postings,); its own where it stands for itself.
        similarity: To that one, shape (postings,); NaN where it stands for itself.
        reasons: A `Reason` each, shape (postings,).
    """

    canonical: Rows
    similarity: npt.NDArray[np.float64]
    reasons: npt.NDArray[np.uint8]


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
    for band in range(_BANDS):
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
    similarity = _resemblance(first, second)
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


def _resemblance(first: Sketches, second: Sketches) -> npt.NDArray[np.float64]:
    """Jaccard by b-bit MinHash (Li and König 2010) with 8 bits: 1 in 256 slots agrees by chance."""
    shared = (first["slots"] == second["slots"]).mean(axis=-1)
    estimate = np.clip((shared - 1 / 256) / (1 - 1 / 256), 0, 1)
    return np.where(first["text"] == second["text"], 1.0, np.round(estimate, 4))


def _alike(first: Sketches, second: Sketches) -> npt.NDArray[np.bool_]:
    one, other = first["title_words"], second["title_words"]
    shared, all_words = np.bitwise_count(one & other), np.bitwise_count(one | other)
    alike: npt.NDArray[np.bool_] = shared >= _TITLES * np.maximum(all_words, 1)
    return alike


def link(parts: Sequence[Sketches]) -> Links:
    """Find the duplicates among all postings of several parts; rows are counted over the parts.

    The earliest advertisement stands for the later ones that are duplicates of it. The outcome does not
    depend on the order of the parts or of their rows. Memory grows by some 50 bytes for a posting; sketches
    may be memory-mapped.
    """
    every = _Parts(parts)
    pairs = _duplicates(every)
    canonical = np.arange(len(every), dtype=np.int64)
    similarity = np.full(len(every), np.nan)
    reasons = np.zeros(len(every), dtype=np.uint8)
    for members in _components(pairs, len(every)):
        rows = every.rows(members)
        order = np.lexsort((rows["id"], rows["day"]))
        for place, leader, measured, reason in _stars(rows[order]):
            row = members[order[place]]
            canonical[row], similarity[row], reasons[row] = members[order[leader]], measured, reason
    return Links(canonical, similarity, reasons)


def same_texts(parts: Sequence[Sketches]) -> Rows:
    """For each posting the first row whose text is the same or `NEAR`, whoever it is of and wherever.

    Postings without a text go by their titles. Rows are counted over the parts; shape (postings,).
    """
    every = _Parts(parts)
    titles = {"title": every.column("title")}
    texts = every.column("text")
    keys = [texts, *(every.column("bands", band) for band in range(_BANDS))]
    pairs = [_judged(every, _candidates(key, titles), _say_the_same) for key in keys]
    untold = _candidates(np.where(texts == 0, titles["title"], 0), titles)
    first = np.arange(len(every), dtype=np.int64)
    for members in _components(np.concatenate([*pairs, untold]), len(every)):
        first[members] = members[0]
    return first


def _say_the_same(first: Sketches, second: Sketches) -> npt.NDArray[np.bool_]:
    return _resemblance(first, second) >= NEAR


def _are_one_job(first: Sketches, second: Sketches) -> npt.NDArray[np.bool_]:
    _, reasons = judge(first, second)
    return reasons > 0


def _stars(rows: Sketches) -> Iterator[tuple[int, int, float, int]]:
    """Each duplicate with the leader it is most like; whatever is like no leader becomes one itself."""
    leaders = [0]
    for place in range(1, len(rows)):
        measured, reasons = judge(rows[place : place + 1], rows[leaders])
        scores = np.where(reasons > 0, measured, -1)
        best = int(scores.argmax())
        if reasons[best]:
            yield place, leaders[best], float(measured[best]), int(reasons[best])
        else:
            leaders.append(place)


def _components(pairs: Rows, size: int) -> list[Rows]:
    """Groups of two or more of so many rows that pairs join, each ascending."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(pairs):
        return []
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    joined = np.unique(pairs)
    joined = joined[np.argsort(labels[joined], kind="stable")]
    return np.split(joined, np.flatnonzero(np.diff(labels[joined])) + 1)


def _duplicates(every: _Parts) -> Rows:
    """Candidate pairs that are duplicates, shape (pairs, 2)."""
    order = {name: every.column(name) for name in ("day", "unit", "employer", "title")}
    found = [
        _judged(every, _candidates(every.column(name), order), _are_one_job)
        for name in ("job_here", "job_unit", "text")
    ]
    bands = (every.column("bands", band) for band in range(_BANDS))
    found += [_judged(every, _candidates(band, order), _are_one_job) for band in bands]
    return np.unique(np.concatenate(found), axis=0)


def _candidates(keys: npt.NDArray[Any], order: dict[str, npt.NDArray[Any]]) -> Rows:
    """Pairs of rows with the same key: each with the next few, likeliest duplicates side by side."""
    rows = np.flatnonzero(keys)
    rows = rows[np.lexsort((*(column[rows] for column in order.values()), keys[rows]))]
    sorted_keys = keys[rows]
    steps = range(1, min(_NEIGHBOURS + 1, len(rows)))
    same = [(step, sorted_keys[step:] == sorted_keys[:-step]) for step in steps]
    pairs = [np.stack([rows[:-step][equal], rows[step:][equal]], axis=1) for step, equal in same]
    return np.concatenate([np.empty((0, 2), dtype=np.int64), *pairs])


def _judged(every: _Parts, pairs: Rows, holds: Callable[[Sketches, Sketches], npt.NDArray[np.bool_]]) -> Rows:
    pairs = np.sort(pairs, axis=1)
    kept = [np.empty((0, 2), dtype=np.int64)]
    for start in range(0, len(pairs), _CHUNK):
        some = pairs[start : start + _CHUNK]
        kept.append(some[holds(every.rows(some[:, 0]), every.rows(some[:, 1]))])
    return np.concatenate(kept)


class _Parts:
    """The rows of several arrays under one count."""

    def __init__(self, parts: Sequence[Sketches]) -> None:
        self._parts = parts
        self._starts = np.cumsum([0, *map(len, parts)])

    def __len__(self) -> int:
        return int(self._starts[-1])

    def column(self, name: str, place: int | None = None) -> npt.NDArray[Any]:
        take: Callable[[Sketches], npt.NDArray[Any]] = (
            (lambda part: part[name]) if place is None else (lambda part: part[name][:, place])
        )
        return np.concatenate([np.empty(0, dtype=SKETCH[name].base), *map(take, self._parts)])

    def rows(self, wanted: Rows) -> Sketches:
        """Copies of rows, in the order asked for."""
        found = np.empty(len(wanted), dtype=SKETCH)
        owners = np.searchsorted(self._starts, wanted, side="right") - 1
        for owner in np.unique(owners):
            here = owners == owner
            found[here] = self._parts[owner][wanted[here] - self._starts[owner]]
        return found
