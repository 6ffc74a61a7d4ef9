"""Language, light or dark, sound, text size: a sheet over the page, in force at the click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.views.veil import Sheet
from app.views.workbench import Bench
from app.wording import EN, ZH

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
    languages = b.choices(((ZH, "繁體中文"), (EN, "English")), language, lambda code: choose("language", code))
    themes = b.choices((("light", say("Light")), ("dark", say("Dark"))), theme, lambda code: choose("theme", code))
    sizes = b.choices(
        tuple((each, f"{round(float(each) * 100)} %") for each in SCALES),
        str(scale),
        lambda code: choose("scale", code),
    )
    levels = (("off", say("Off")), ("soft", say("Soft")), ("loud", say("Loud")))
    sounds = b.choices(levels, sound, lambda code: choose("sound", code))
    looks = b.holder(b.col(b.field(say("Language"), languages), b.field(say("Colours"), themes), None, gap=16))
    fields = [looks, b.field(say("Sound"), sounds), b.field(say("Text size"), sizes)]
    looks.setProperty("fills", True)
    columns = (b.col if b.narrow else b.row)(*fields, gap=24)
    for each in fields:
        columns.setAlignment(each, Qt.AlignmentFlag.AlignTop)
    done = b.button(say("Close"), "Esc", "primary", "check", close)
    choices = b.scroll(b.holder(columns)) if b.narrow else columns  # what has no room above the button is scrolled
    sheet = b.holder(b.col(b.label(say("Display"), "title"), 8, choices, 16, done, margins=(32, 28, 32, 28)), "sheet")
    sheet.setFixedWidth(min(b.px(640), b.look.width - b.px(32)))
    return Sheet(sheet, close, first=done)
