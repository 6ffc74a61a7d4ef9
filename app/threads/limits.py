"""The one door to the operating system's limits on a process: memory, processor time, what a crash leaves behind.

On Linux they are resource limits. Windows has none that a process can lay on itself; there a worker is bounded by the
time it is waited for, and the log says so once.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass

from app.log import Log

log = Log(__name__)
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use: address space in bytes, processor seconds for one order, seconds it is waited for."""

    memory: int = 2048 * MIB
    processor: int = 60
    patience: float = 90.0


def lay_down(limits: Limits) -> None:
    """In the worker itself, at its start: memory, and no core file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the program, which stops its workers
    leave_no_core()
    if sys.platform == "win32":
        log.info("worker without memory limit", platform=sys.platform)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def leave_no_core() -> None:
    """A process that crashes leaves no image of its memory on the disk: keys and a person's data would be in it.

    Windows writes none unless its administrator orders it.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def wind_up(limits: Limits) -> None:
    """Before each order: so much processor time from now on. The system ends a worker that uses more."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + limits.processor + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
