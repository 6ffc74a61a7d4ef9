"""Looks for pictures and goldens: one theme, one text size, one language at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.views import theme
from app.views.workbench import Look
from app.wording import in_language


def look(theme_name: str = "light", scale: float = 1.0, width: int = 1280, language: str = "zh_TW") -> Look:
    return Look(theme.THEMES[theme_name], scale, width, in_language(language))


def dress(application: QApplication, at: Look) -> None:
    """Give the program this look: fonts once, then palette and stylesheet."""
    if not application.property("dressed"):
        theme.load_fonts(application)
        application.setStyle("Fusion")
        application.setProperty("dressed", True)
    name = "dark" if at.colours["canvas"] == theme.DARK["canvas"] else "light"
    application.setPalette(theme.palette(name))
    sheet = theme.stylesheet(name, at.scale)
    if application.styleSheet() != sheet:  # every widget that is left from another test is styled anew
        application.setStyleSheet(sheet)
