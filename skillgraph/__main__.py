"""``python -m skillgraph`` is the command line."""

from skillgraph.cli import main

main()
