"""The one door to the operating system's limits on a process: memory, processor time, what a crash leaves behind.

On Linux they are resource limits that the worker lays on itself. On Windows a process lays them on itself by a job
object (工作物件) of its own, whose handle it never gives back: the system counts the memory that is committed and the
processor time in user mode, ends what exceeds its time, and shows no window when it crashes. Where Windows refuses, a
worker is bounded by the time it is waited for alone, and the log says so.
"""

from __future__ import annotations

import ctypes
import os
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
        _Job.begin(limits)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def leave_no_core() -> None:
    """A process that crashes leaves no image of its memory on the disk: keys and a person's data would be in it.

    Windows writes none unless its administrator orders it.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def wind_up(limits: Limits) -> None:
    """Before each order: so much processor time from now on. The system ends a worker that uses more."""
    if sys.platform == "win32":
        _Job.allow(limits)
    else:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + limits.processor + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


# ------------------------------------------------------------------ Windows: what winnt.h lays down
_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_TIME, _PROCESS_MEMORY, _NO_CRASH_WINDOW, _KILL_ON_CLOSE = 0x2, 0x100, 0x400, 0x2000
_TICKS = 10_000_000  # of 100 ns in a second


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION, its sizes the same wherever Python runs."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; the six counters in the middle only come back from the system."""

    _fields_ = (
        ("basic", BasicLimits),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def extended_limits(limits: Limits, used: float) -> ExtendedLimits:
    """What a job object is told of a worker that has used so many seconds in user mode until now."""
    told = ExtendedLimits()
    told.basic.flags = _PROCESS_TIME | _PROCESS_MEMORY | _NO_CRASH_WINDOW | _KILL_ON_CLOSE
    told.basic.process_time = int((used + limits.processor + 1) * _TICKS)
    told.process_memory = limits.memory
    return told


if sys.platform == "win32":
    from ctypes import wintypes

    class _Job:
        """The worker's own job object. Its handle stays open for life: closing it would end the worker."""

        _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        _kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        _kernel.CreateJobObjectW.restype = wintypes.HANDLE
        _kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
        _kernel.SetInformationJobObject.restype = wintypes.BOOL
        _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        _kernel.AssignProcessToJobObject.restype = wintypes.BOOL
        _kernel.GetCurrentProcess.argtypes = ()
        _kernel.GetCurrentProcess.restype = wintypes.HANDLE
        _handle: int | None = None

        @classmethod
        def begin(cls, limits: Limits) -> None:
            """Make the job with its limits and enter it."""
            handle = cls._kernel.CreateJobObjectW(None, None)
            if not (
                handle
                and cls._tell(handle, limits)
                and cls._kernel.AssignProcessToJobObject(handle, cls._kernel.GetCurrentProcess())
            ):
                log.warning("worker without limits", error=ctypes.get_last_error())
                return
            cls._handle = handle

        @classmethod
        def allow(cls, limits: Limits) -> None:
            """Processor time for one more order."""
            if cls._handle is not None and not cls._tell(cls._handle, limits):
                log.warning("worker's time not wound up", error=ctypes.get_last_error())

        @classmethod
        def _tell(cls, handle: int, limits: Limits) -> bool:
            told = extended_limits(limits, os.times().user)
            done = cls._kernel.SetInformationJobObject(
                handle, _EXTENDED_LIMITS, ctypes.byref(told), ctypes.sizeof(told)
            )
            return bool(done)
