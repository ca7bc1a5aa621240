"""Ties the life of a process to its parent's, with Linux' parent-death signal."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def end_with_parent(by: signal.Signals) -> None:
    """Have the kernel send `by` to this process as soon as its parent is gone.

    Airflow gives each task a process group of its own, so a worker or a task that is killed would
    otherwise leave its Spark driver running, beside the attempt that follows.
    """
    parent = os.getppid()
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)
    if os.getppid() != parent:  # it went before the kernel knew
        os.kill(os.getpid(), by)
