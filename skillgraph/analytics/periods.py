"""Demand by quarter, for skills that were chosen beforehand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.matching.intervals import wilson
from skillgraph.model import Mention


@dataclass(frozen=True, slots=True)
class PeriodDemand:
    """Demand for one concept in one quarter.

    Attributes:
        quarter: Such as ``2026-Q3``.
        postings: Postings of the quarter that ask for the concept.
        of: Postings of the quarter in all.
        low, high: 95 % Wilson interval of the share.
    """

    uri: str
    quarter: str
    postings: int
    of: int
    share: float
    low: float
    high: float


def quarter(date: str) -> str:
    """The quarter of an ISO 8601 date; empty where there is none.

    >>> quarter("2026-08-14")
    '2026-Q3'
    """
    if len(date) < 7 or not date[5:7].isdigit():
        return ""
    return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"


def by_quarter(
    mentions: Iterable[Mention], dates: Mapping[str, str], uris: Sequence[str], *, min_confidence: float
) -> list[PeriodDemand]:
    """Count the postings of each quarter that ask for each of ``uris``; quarters without a mention count too.

    Args:
        mentions: All mentions; streamed.
        dates: The date of every posting, by its identifier; postings without a date are left out.
        uris: The concepts to follow.
        min_confidence: Mentions below it do not count.
    """
    quarters = {posting: quarter(date) for posting, date in dates.items() if quarter(date)}
    totals = Counter(quarters.values())
    asking: dict[tuple[str, str], set[str]] = defaultdict(set)
    wanted = set(uris)
    for mention in mentions:
        if (
            mention.concept in wanted
            and mention.confidence >= min_confidence
            and mention.posting_id in quarters
        ):
            asking[mention.concept, quarters[mention.posting_id]].add(mention.posting_id)
    return [_row(uri, name, len(asking[uri, name]), totals[name]) for uri in uris for name in sorted(totals)]


def _row(uri: str, name: str, postings: int, of: int) -> PeriodDemand:
    low, high = wilson(postings, of)
    return PeriodDemand(uri, name, postings, of, postings / of, low, high)
