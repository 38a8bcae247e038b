"""Open Badges 3.0 and 2.0 in: rules of the specification, documents that refer to each other, credentials."""

from skillgraph.sources.openbadges.documents import is_badge
from skillgraph.sources.openbadges.reader import read_openbadges

__all__ = ["is_badge", "read_openbadges"]
