"""The tables of postings and mentions as Arrow schemas: what loading writes and every analysis reads.

Imported where tables are used, and not with the rest of the model: Arrow takes a moment to import.
"""

from __future__ import annotations

import pyarrow as pa

POSTINGS = pa.schema(
    [
        ("id", pa.string()),
        ("source", pa.string()),
        ("title", pa.string()),
        ("description", pa.string()),
        ("employer", pa.string()),
        ("place", pa.string()),
        ("region", pa.string()),
        ("date", pa.date32()),
        ("noc", pa.string()),
        ("occupation", pa.string()),
        ("occupation_label", pa.string()),
        ("occupation_confidence", pa.float64()),
        ("isco", pa.string()),
        ("sector", pa.string()),
        ("sector_normalised", pa.string()),
        ("lang", pa.string()),
        ("url", pa.string()),
        ("canonical", pa.string()),
        ("similarity", pa.float64()),
        ("duplicate", pa.string()),
        ("unit", pa.string()),
        ("vacancies", pa.int64()),
        ("salary_min", pa.float64()),
        ("salary_max", pa.float64()),
        ("salary_unit", pa.string()),
        ("salary_currency", pa.string()),
        ("employment_type", pa.string()),
        ("experience", pa.string()),
        ("education", pa.string()),
    ]
)
"""One row for each posting.

- ``id``: ``SOURCE/ID``, unique over the workspace, the same at every load.
- ``region``: ISO 3166-2 code of a Canadian province (``CA-ON``), else as given.
- ``date``: null where unknown. All texts are empty, never null, where unknown.
- ``noc``: as given, with its zeros. ``isco``: as given, else that of the occupation.
- ``occupation``, ``occupation_label``, ``occupation_confidence``: the suggested occupation; empty and null
  where there is none.
- ``sector_normalised``: the NAICS sector (``62``), where the one given names one.
- ``canonical``: the posting that stands for this one and its near-duplicates; its own ``id`` where it is
  that one. Count the postings with ``id = canonical``.
- ``similarity``: to the canonical posting, 0 to 1; null for the canonical posting itself.
- ``duplicate``: why it is one: ``same-text``, ``near-text``, ``same-job`` (no text, but title, employer and
  place agree), or empty.
- ``unit``: the department or division; postings of different units are different jobs.
- ``place``, ``region``, ``employment_type``: several values stand between ``; ``.
- ``vacancies``, ``salary_min``, ``salary_max``: null where not said; ``vacancies`` is 1 or more.
- ``salary_unit``: ``hour``, ``day``, ``week``, ``month``, ``year`` or empty.
- ``experience``, ``education``: as given.
"""

ADDED = POSTINGS.names[POSTINGS.names.index("vacancies") :]
"""Columns that parts written by earlier versions lack; there nothing is said in them."""

MENTIONS = pa.schema(
    [
        ("posting", pa.string()),
        ("sentence", pa.string()),
        ("concept", pa.string()),
        ("confidence", pa.float64()),
        ("requirement", pa.string()),
        ("section", pa.string()),
        ("sentence_index", pa.int32()),
        ("similarity", pa.float64()),
    ]
)
"""One row for each concept found in a sentence of a posting that stands for itself (``id = canonical``).

``posting``, ``sentence_index`` and ``concept`` are the key: an order by them is the same on every engine.

- ``requirement``: ``required``, ``asset`` or empty.
- ``section``: a `skillgraph.model.Section`.
- ``sentence_index``: the sentence's place in the posting, from 0.
- ``similarity``: measured, as `skillgraph.model.Mention` says; ``confidence`` is calibrated.

The metadata of each file has the key `MADE_WITH`.
"""

MADE_WITH = b"skillgraph.made_with"
"""Metadata of a file: JSON of everything that its rows were made from (profile, fingerprints, input)."""
