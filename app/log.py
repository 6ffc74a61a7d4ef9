"""The program's log: JSON lines, record ids only, never a name, a number or a local variable.

A traceback says where a mistake is, not what was in the variables there: those may be a graduate's. Statements go into
exceptions without their parameters (:mod:`app.models.store`). The file turns over at a megabyte; five are kept.

The library behind it is loaded by the first line that is written, in the program as in a worker process: neither the
first paint nor a desk at rest pays for it. Before :func:`begin` warnings go to standard error, in the same shape.
"""

from __future__ import annotations

import logging
import sys
from functools import cache
from pathlib import Path
from typing import Any

LARGEST, KEPT = 1_000_000, 5


def begin(folder: Path | None) -> None:
    """Write the log into ``folder``; None, or a folder that cannot be written, means standard error."""
    import logging.handlers

    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handler = logging.handlers.RotatingFileHandler(
                folder / "desk.log", maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True
            )
        except OSError:
            handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger("app")
    for former in root.handlers:
        former.close()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False


class Log:
    """One room's log: ``log = Log(__name__)``. Facts are record ids, codes and counts."""

    __slots__ = ("_lines", "_name")

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: Any = None

    def info(self, event: str, **facts: Any) -> None:
        self._ready().info(event, **facts)

    def warning(self, event: str, **facts: Any) -> None:
        self._ready().warning(event, **facts)

    def error(self, event: str, **facts: Any) -> None:
        self._ready().error(event, **facts)

    def exception(self, event: str, **facts: Any) -> None:
        """With where it happened; called while an exception is handled."""
        self._ready().error(event, exc_info=True, **facts)  # exception() would have the whole traceback added to it

    def _ready(self) -> Any:
        if self._lines is None:
            self._lines = _library().get_logger(self._name)
        return self._lines


@cache
def _library() -> Any:
    """Structured lines over the standard handlers; its own tracebacks would print every local variable."""
    import structlog

    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _plain_traceback,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=_shape),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return structlog


def uncaught(kind: type[BaseException], failure: BaseException | None, trace: Any) -> None:
    """For ``sys.excepthook``: a mistake that nobody caught, told as little as any other; its text may be a person's."""
    Log("app").error("uncaught", exc_info=(kind, failure, trace))


def _plain_traceback(_logger: Any, _method: str, event: Any) -> Any:
    """Where it happened, line by line; the exception's class and, of the program's own kinds, its code."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    if isinstance(failure, BaseException):
        failure = (type(failure), failure, failure.__traceback__)
    if failure and failure[0] is not None:
        event["exception"] = failure[0].__name__
        event["code"] = getattr(failure[1], "code", "")
        event["where"] = _frames(failure[2])
    return event


def _frames(trace: Any) -> list[str]:
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames


def _shape(value: object) -> str:
    """What cannot be written as JSON is told by its kind alone."""
    return f"<{type(value).__name__}>"
