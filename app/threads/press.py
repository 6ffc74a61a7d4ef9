"""The press as a process: papers are rendered, scans are marked and pages are drawn in a worker of their own.

The desk lane waits for it with no transaction open; the GUI never does. Foreign files (a proxy's scan) are decoded
here, within the worker's limits, so that a hostile one ends the worker and not the program.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from app.errors import Refusal, Trouble
from app.issuance.orders import Answer, Failed, Order
from app.log import Log
from app.threads.limits import Limits
from app.threads.workers import WorkerProcess

log = Log(__name__)


@dataclass(frozen=True, slots=True)
class Work(Order[Any]):
    """Call ``verb`` of ``app.documents.<document>`` with these facts."""

    document: str
    verb: str
    facts: tuple[Any, ...] = field(repr=False)


class PressBench:
    """The worker's side: documents are imported once and their fonts stay loaded."""

    def answer(self, order: Work) -> Answer:
        try:
            verb = getattr(import_module(f"app.documents.{order.document}"), order.verb)
            return Answer(verb(*order.facts))
        except (Refusal, Trouble) as failure:
            return Answer(failed=Failed.of(failure))
        except MemoryError:
            return Answer(failed=Failed(code="worker.limit_reached"))
        except Exception:
            log.exception("press failed", document=order.document, verb=order.verb)
            return Answer(failed=Failed(code="program.fault"))


class WorkerPress:
    """The desk's press (see :class:`app.desk.press.Press`), in a process of its own."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._worker = WorkerProcess(limits, "press", "app.threads.press:PressBench")

    def render(self, document: str, *facts: Any) -> bytes:
        made: bytes = self.run(document, "render", *facts)
        return made

    def run(self, document: str, verb: str, *facts: Any) -> Any:
        """Trouble ``worker.*`` when the press was lost; the next paper finds a new one."""
        return self._worker.ask(Work(document, verb, facts))

    def warm(self) -> None:
        """Load the fonts before the first graduate waits for a receipt."""
        self.run("fonts", "missing_glyphs", "林")

    def stop(self) -> None:
        self._worker.stop()
