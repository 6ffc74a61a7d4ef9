"""Language, light or dark, sound, text size: a sheet over the page, in force at the click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.views.veil import Sheet
from app.views.workbench import Bench
from app.wording import EN, ZH

Options = tuple[tuple[str, str], ...]
LABEL = 104  # wide, beside its choices in very large text
SCALES = ("1.0", "1.25", "1.5", "1.75", "2.0")


def settings_sheet(
    bench: Bench,
    language: str,
    theme: str,
    scale: float,
    sound: str,
    choose: Callable[[str, str], object],
    close: Callable[[], object],
) -> Sheet:
    """``choose`` is told what was chosen: ``language``, ``theme``, ``scale`` or ``sound``, and its value."""
    b, say = bench, bench.say
    languages = ((ZH, "繁體中文"), (EN, "English"))
    themes = (("light", say("Light")), ("dark", say("Dark")))
    levels = (("off", say("Off")), ("soft", say("Soft")), ("loud", say("Loud")))
    sizes = tuple((each, f"{round(float(each) * 100)} %") for each in SCALES)
    wide = 3 if b.narrow else 1

    def asked(name: str, what: str, options: Options, chosen: str) -> QWidget:
        group = b.choices(options, chosen, lambda code: choose(what, code), wide)
        if not b.narrow:
            return b.field(name, group)
        group.setAccessibleName(name)
        label = b.label(name, "label")
        label.setFixedWidth(b.px(LABEL))
        return b.holder(b.row(label, group, gap=8))

    looks = [
        asked(say("Language"), "language", languages, language),
        asked(say("Colours"), "theme", themes, theme),
        asked(say("Sound"), "sound", levels, sound),
        asked(say("Text size"), "scale", sizes, str(scale)),
    ]
    done = b.button(say("Close"), "Esc", "primary", "check", close)
    title = b.label(say("Display"), "title")
    if b.narrow:
        choices = b.scroll(b.holder(b.col(*looks, None, gap=10)))  # in a small window the rest is scrolled to
        sheet = b.holder(b.col(title, 4, choices, 8, done, margins=(24, 16, 24, 16)), "sheet")
    else:
        left = b.holder(b.col(*looks[:2], None, gap=16), fills=True)
        columns = b.row(left, *looks[2:], gap=24)
        for each in (left, *looks[2:]):
            columns.setAlignment(each, Qt.AlignmentFlag.AlignTop)
        sheet = b.holder(b.col(title, 8, columns, 16, done, margins=(32, 28, 32, 28)), "sheet")
    sheet.setFixedWidth(min(b.px(640), b.look.width - b.px(32)))
    return Sheet(sheet, close, first=done)
