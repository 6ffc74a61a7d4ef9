"""The keys, on one sheet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout

from app.views.veil import Sheet
from app.views.workbench import Bench
from app.wording import Wording


def keys(say: Wording) -> tuple[tuple[str, str], ...]:
    """Every key that works, with what it does."""
    return (
        ("F9", say("Next step")),
        ("Enter", say("The button with the focus; else the next step")),
        ("F8", say("Something is wrong: stop")),
        ("F7", say("Ask a supervisor; void; at the day: close days")),
        ("F6", say("Print again; at the lock: somebody else")),
        ("F5", say("Ask again")),
        ("F4", say("Proxy pickup")),
        ("F3", say("Find by number or name")),
        ("F2", say("Another card waits: leave this case, open it")),
        ("F10", say("More")),
        ("Del", say("Wipe the signature")),
        ("Ctrl+1 … Ctrl+9", say("Another certificate of the same person")),
        ("Ctrl+M", say("Correct the graduate's mailbox")),
        ("Ctrl+R", say("The same proxy as before")),
        ("Ctrl+P", say("Print the letter, the paper on screen, the day's report; sign on paper")),
        ("PgUp PgDn", say("Turn the page, the day")),
        ("Esc", say("One step back, never past a signature")),
        ("Alt+1", say("Desk")),
        ("Alt+2", say("Today")),
        ("Alt+3", say("Digital certificates")),
        ("Alt+4", say("Verification")),
        ("Alt+5", say("Sheets")),
        ("Alt+6", say("Colleagues (a supervisor's page)")),
        ("Ctrl+O", say("Choose files; attach a scan")),
        ("Ctrl+L", say("Lock")),
        ("Ctrl+,", say("Language, colours, text size")),
        ("Ctrl+Enter", say("The recovery code is put away")),
        ("Ctrl+Shift+E", "English / 中文"),
        ("Ctrl+= Ctrl+- Ctrl+0", say("Larger, smaller, usual text")),
        ("F1", say("This sheet")),
    )


def help_sheet(bench: Bench, close: Callable[[], object]) -> Sheet:
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
        meant = b.label(meaning, "small" if b.tight else "body")
        grid.addWidget(meant, place % rows, column + 1)
    done = b.button(say("Close"), "Esc", "primary", "check", close)
    body = b.scroll(b.holder(grid)) if b.narrow else b.holder(grid)
    if b.narrow:
        body.setMinimumHeight(b.px(180))
    sheet = b.holder(b.col(b.label(say("Keyboard"), "title"), 8, body, 12, done, margins=(32, 28, 32, 28)), "sheet")
    sheet.setFixedWidth(min(b.px(1000), b.look.width - b.px(32)))
    return Sheet(sheet, close, first=done)
