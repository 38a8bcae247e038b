"""Single keys from a terminal, single letters from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


def read_key() -> str:
    """The next key in lower case; empty at the end of the input, and for Ctrl-C and Ctrl-D."""
    key = _pressed() if sys.stdin.isatty() else _piped()
    return "" if key in ("\x03", "\x04") else key.lower()


def read_key_as_typed() -> str:
    """The next key of a terminal as it is; empty for Ctrl-C and Ctrl-D. Arrows are passed over."""
    key = _pressed()
    while key == "\x1b":
        key = _pressed()
        if key in ("[", "O"):
            while not (key := _pressed()).isalpha() and key not in ("~", ""):
                pass
            key = _pressed()
    return "" if key in ("\x03", "\x04") else key


def read_line(prompt: str) -> str:
    """The next line, without white space around it; empty at the end of the input.

    In a pipe the line may follow the key that asked for it at once, or stand on the next line.
    """
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if line and not line.strip() and not sys.stdin.isatty():
        line = sys.stdin.readline()
    return line.strip()


def _piped() -> str:
    """The next letter; line ends and blanks are passed over."""
    while sign := sys.stdin.read(1):
        if not sign.isspace():
            return sign
    return ""


def _pressed() -> str:
    # typer.getchar throws away what was typed ahead, so that quick reviewers would lose keys.
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.getwch()
    with keys_at_once():
        return sys.stdin.read(1)


@contextmanager
def keys_at_once() -> Iterator[None]:
    """Take keys of the terminal as they are pressed, without echo, and not by lines."""
    if sys.platform == "win32":
        yield
        return
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)  # what was typed ahead counts
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
