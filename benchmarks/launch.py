"""Runs one command and prints its wall time, its CPU time and its peak memory.

A process inherits the peak of the process that forked it, so what is measured is started from this small one,
which imports next to nothing.
"""

import json
import os
import subprocess
import sys
import time


def main() -> None:
    """Run the command of the arguments; exit with its code."""
    start = time.perf_counter()
    running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    taken = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in KiB, macOS in bytes.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    cpu = usage.ru_utime + usage.ru_stime
    print(json.dumps({"seconds": taken, "peak": peak, "cpu": cpu}))
    sys.exit(running.returncode)


if __name__ == "__main__":
    main()
