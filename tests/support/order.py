"""In what order the files of tests run on several processes, and which of them share one.

The longest begin first, so that no process is left alone with one of them at the end.
"""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

OVER_ALL_OF_ESCO = (
    "tests/integration/test_esco_side_by_side.py",
    "tests/integration/test_whole_flow.py",
    "tests/integration/test_openrefine.py",
)
"""They load three versions of ESCO: one process loads them once; later indexes take vectors of the first."""

LONGEST = (
    *OVER_ALL_OF_ESCO,
    "tests/api/test_web_every_page.py",
    "tests/api/test_api_jobs.py",
    "tests/integration/test_cases.py",
    "tests/workspace/test_demand.py",
    "tests/api/test_web_map.py",
    "tests/integration/test_killed_commands.py",
    "tests/api/test_api_sparql.py",
    "tests/integration/test_parity.py",
    "tests/api/test_web_review.py",
    "tests/analytics/demand/test_demand_counting.py",
    "tests/integration/test_loading_over.py",
    "tests/api/test_web_provider.py",
    "tests/api/test_web_search.py",
    "tests/integration/test_damaged_files.py",
    "tests/workspace/test_planning.py",
    "tests/workspace/test_reports.py",
    "tests/workspace/test_review_sheet.py",
    "tests/sources/test_tables.py",
    "tests/matching/test_parts.py",
)
"""Over a minute each, the longest first."""

_PLACES = {file: place for place, file in enumerate(LONGEST)}


def file_of(test: str) -> str:
    """The file of a test, by its name in pytest."""
    return test.partition("::")[0]


def place_of(test: str) -> int:
    """Where the file of a test comes; all that are not among the longest come last, in the order given."""
    return _PLACES.get(file_of(test), len(_PLACES))


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    """Gives each process file after file, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        return OVER_ALL_OF_ESCO[0] if file in OVER_ALL_OF_ESCO else file
