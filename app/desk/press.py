"""The press: where a paper's facts become PDF bytes, and a foreign scan becomes a marked picture.

Rendering is pure-Python work that would hold the interpreter against the other lanes, so the program gives the desk a
press that asks a worker process; the command line and the tests use the one below, which works in place. A document is
named by its file in ``app.documents``, so that the facts are all that crosses.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol


class Press(Protocol):
    """Works on documents. ``render("receipt", facts, letterhead)`` calls ``app.documents.receipt.render``."""

    def render(self, document: str, *facts: Any) -> bytes: ...

    def run(self, document: str, verb: str, *facts: Any) -> Any:
        """Another verb of a document's room, such as ``pages`` ``watermark_scan``."""
        ...


class PressHere:
    """Works in the calling thread."""

    def render(self, document: str, *facts: Any) -> bytes:
        made: bytes = self.run(document, "render", *facts)
        return made

    def run(self, document: str, verb: str, *facts: Any) -> Any:
        return getattr(import_module(f"app.documents.{document}"), verb)(*facts)
