"""What is typed at the command line, read; and files written, with a sentence where that fails."""

from datetime import date
from pathlib import Path

import typer

from app.dates import parse_date
from app.errors import Trouble
from app.wording import Wording, reason


def day_of(text: str, say: Wording) -> date | None:
    """A day as ISO or ROC; None for nothing. The wrong use is told before anything is asked."""
    if not text:
        return None
    try:
        return parse_date(text)
    except ValueError as fault:
        raise typer.BadParameter(say("{day} is no day; write 2025-07-03 or 114-07-03.", day=text)) from fault


def write(file: Path, content: bytes) -> None:
    """Write a file whole. Trouble ``file.unwritable``."""
    try:
        file.write_bytes(content)
    except OSError as fault:
        raise Trouble("file.unwritable", file=str(file), why=reason(fault)) from fault
