"""The command line: a thin layer that parses, calls the workspace, and prints."""

import os


def main() -> None:
    """Run the command line and exit with its code: 0 done, 1 a named error, 2 wrong usage."""
    # The matrices of a question are small. Threads of the linear algebra mostly wait for each other there,
    # and keep the processors busy with it; NumPy asks once, when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from skillgraph.cli.app import run

    run()
