"""The command line: a thin layer that parses, calls the workspace, and prints."""


def main() -> None:
    """Run the command line and exit with its code: 0 done, 1 a named error, 2 wrong usage."""
    from skillgraph.cli.app import run

    run()
