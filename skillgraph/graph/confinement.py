"""Takes from this process what the query of a user must not have: the network, and memory without end.

Nothing here can be undone: it is for a process that runs one query and ends.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from contextlib import suppress

# Linux: https://docs.kernel.org/userspace-api/seccomp_filter.html; the machine and its number of `socket`.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_IO_URING_SETUP = 425
_X32 = 0x40000000
_DIE_WITH_PARENT, _SECCOMP, _NO_NEW_PRIVILEGES = 1, 22, 38
_FILTER = 2
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def close_network() -> bool:
    """Have the kernel refuse every new socket to this process; needs no privileges.

    Returns:
        Whether that was done: only Linux on x86-64 and ARM64 can.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    content = _filter(*_MACHINES[platform.machine()])
    kept = ctypes.create_string_buffer(content, len(content))
    program = _Program(len(content) // 8, ctypes.addressof(kept))
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(system.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(machine: int, socket: int) -> bytes:
    """Refuse `socket` and `io_uring_setup`, and all calls in another machine's numbering."""
    steps = (
        (_LOAD, 0, 0, 4),
        (_IF_EQUAL, 0, 5, machine),
        (_LOAD, 0, 0, 0),
        (_IF_AT_LEAST, 3, 0, _X32),
        (_IF_EQUAL, 2, 0, socket),
        (_IF_EQUAL, 1, 0, _IO_URING_SETUP),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def end_with(parent: int) -> None:
    """Have the kernel end this process as soon as ``parent`` does (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, 9, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def limit(*, seconds: int, memory: int) -> None:
    """Have the system end this process after so many seconds of work, and refuse it more memory than that.

    Args:
        seconds: Of processor time.
        memory: Bytes of addresses. Windows has no such limits, and macOS passes over the second.
    """
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
