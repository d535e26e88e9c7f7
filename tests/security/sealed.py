"""Runs a module as `python -m` does, in a process that dies at its first socket.

Two guards, as code can come to a socket in two ways. Python's own are seen by an audit hook, on
every system. Those of compiled libraries are seen by the kernel: on Linux a seccomp filter has it
kill the process at any `socket` that is not local, and at `io_uring_setup`, which could make one
unseen. The filter holds for all threads and child processes, and nothing can lift it.

Usage: sealed.py [--first MODULE]... NAME ARGUMENTS...
"""

import ctypes
import importlib
import os
import platform
import runpy
import socket
import sys

CAUGHT = 77
"""Exit code at a socket that Python makes."""

LOCAL = getattr(socket, "AF_UNIX", None)

# Of this machine: its name in seccomp's data, and its numbers of socket and io_uring_setup.
_MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2

KERNEL = sys.platform == "linux" and platform.machine() in _MACHINES
"""Whether sockets of compiled libraries are seen here."""


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("yes", ctypes.c_ubyte),
        ("no", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def _steps():
    machine, make_socket, make_ring = _MACHINES[platform.machine()]
    return [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 0, 6, machine),  # to kill
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 4, 0, make_ring),  # to kill
        (_EQUAL, 0, 2, make_socket),  # else to allow
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, int(socket.AF_UNIX)),  # else to kill
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
    ]


def seal_kernel():
    steps = _steps()
    program = _Program(len(steps), (_Step * len(steps))(*(_Step(*step) for step in steps)))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in (
        (_NO_NEW_PRIVILEGES, 1, 0, 0, 0),
        (_SECCOMP, _FILTER, ctypes.byref(program), 0, 0),
    ):
        if libc.prctl(*call):
            raise OSError(ctypes.get_errno(), "seccomp")


def _hook(event, arguments):
    asks = event.startswith(("socket.getaddrinfo", "socket.gethostby", "socket.getnameinfo"))
    if asks or (event == "socket.__new__" and arguments[1] != LOCAL):
        os.write(2, f"sealed: {event}\n".encode())
        os._exit(CAUGHT)  # an exception could be caught


def main(arguments):
    while arguments[0] == "--first":
        importlib.import_module(arguments[1])
        arguments = arguments[2:]
    if KERNEL:
        seal_kernel()
    sys.addaudithook(_hook)
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    sys.path[0] = ""  # as -m has it
    main(sys.argv[1:])
