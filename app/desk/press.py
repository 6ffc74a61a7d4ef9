"""The press: where a paper's facts become PDF bytes.

Rendering is pure-Python work that would hold the interpreter against the other lanes, so the program gives the desk a
press that asks a worker process; the command line and the tests use the one below, which renders in place. A document
is named by its file in ``app.documents``, so that the facts are all that crosses.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol


class Press(Protocol):
    """Renders a document: ``render("receipt", facts, letterhead)`` calls ``app.documents.receipt.render``."""

    def render(self, document: str, *facts: Any) -> bytes: ...


class PressHere:
    """Renders in the calling thread."""

    def render(self, document: str, *facts: Any) -> bytes:
        made: bytes = import_module(f"app.documents.{document}").render(*facts)
        return made
