"""The keys, on one sheet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from app.views.workbench import Bench
from app.wording import Wording


def keys(say: Wording) -> tuple[tuple[str, str], ...]:
    """Every key that works, with what it does."""
    return (
        ("F9", say("Next step")),
        ("F8", say("Something is wrong: stop")),
        ("F7", say("Ask a supervisor")),
        ("F6", say("Print again; at the lock: somebody else")),
        ("F5", say("Ask again")),
        ("F4", say("Proxy pickup")),
        ("F3", say("Find by number or name")),
        ("F10", say("More")),
        ("Ctrl+P", say("Print or preview")),
        ("Esc", say("One step back")),
        ("Alt+1", say("Desk")),
        ("Alt+2", say("Digital certificates")),
        ("Alt+3", say("Verification")),
        ("Ctrl+O", say("Choose files to verify")),
        ("Ctrl+L", say("Lock")),
        ("Ctrl+Shift+E", "English / 中文"),
        ("Ctrl+= Ctrl+- Ctrl+0", say("Larger, smaller, usual text")),
    )


def help_sheet(bench: Bench, close: Callable[[], object]) -> QWidget:
    b, say = bench, bench.say
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(b.px(24))
    grid.setVerticalSpacing(b.px(6))
    columns = 1 if b.narrow else 2
    lines = keys(say)
    rows = (len(lines) + columns - 1) // columns
    for place, (key, meaning) in enumerate(lines):
        column = place // rows * 2
        grid.addWidget(b.key_hint(key), place % rows, column)
        grid.addWidget(b.label(meaning), place % rows, column + 1)
    done = b.button(say("Close"), "Esc", "primary", "check", close)
    body = b.scroll(b.holder(grid)) if b.narrow else b.holder(grid)
    if b.narrow:
        body.setMinimumHeight(b.px(180))
    sheet = b.holder(b.col(b.label(say("Keyboard"), "title"), 8, body, 12, done, margins=(32, 28, 32, 28)), "sheet")
    sheet.setFixedWidth(min(b.px(760), b.look.width - b.px(32)))
    return sheet
