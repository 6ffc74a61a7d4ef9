"""The look: tokens, the one stylesheet, the fonts. Every colour, size and radius in the program comes from here.

Fusion with our own palette and this stylesheet, because a bare X server reports no colour scheme and the fashionable
themes force fonts without Chinese. The interface's font is bundled: with a system's own fonts Qt falls back to Japanese
glyphs whenever the locale is not zh_TW.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

FONTS = Path(__file__).resolve().parent.parent.parent / "resources" / "fonts"
UI_FONTS = ("NotoSansTC_400Regular.ttf", "NotoSansTC_500Medium.ttf", "NotoSansTC_700Bold.ttf")
FAMILIES = ("Noto Sans TC", "TW-Kai", "TW-Kai-Ext-B", "TW-Kai-Plus", "Microsoft JhengHei")

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "canvas": "#F7F7F4",
        "surface": "#FFFFFF",
        "sunken": "#ECECE7",
        "line": "#DAD9D3",
        "edge": "#73787E",
        "text": "#15181C",
        "text2": "#4A5057",
        "go": "#0B57A4",
        "go_bg": "#E3EEFA",
        "go_hover": "#08427D",
        "on_go": "#FFFFFF",
        "warn": "#855200",
        "warn_bg": "#FFEDBD",
        "stop": "#A3103F",
        "stop_bg": "#FBE4E7",
        "focus": "#15181C",
    }
)
DARK: Mapping[str, str] = MappingProxyType(
    {
        "canvas": "#14171A",
        "surface": "#1C2024",
        "sunken": "#2A2F35",
        "line": "#353B42",
        "edge": "#858E97",
        "text": "#F1F3F5",
        "text2": "#BCC3CA",
        "go": "#8EC2FF",
        "go_bg": "#17304E",
        "go_hover": "#B9DAFF",
        "on_go": "#06182B",
        "warn": "#FFC861",
        "warn_bg": "#3B2C0A",
        "stop": "#FF9AA8",
        "stop_bg": "#481B26",
        "focus": "#FFFFFF",
    }
)
THEMES: Mapping[str, Mapping[str, str]] = MappingProxyType({"light": LIGHT, "dark": DARK})

# (size in px at 100 %, weight). Nothing on screen is smaller than 14 px.
TYPE: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "display": (48, 700),
        "name": (40, 700),
        "title": (26, 700),
        "place": (26, 700),
        "figure": (34, 700),
        "heading": (18, 700),
        "strong": (16, 700),
        "body": (16, 400),
        "label": (15, 500),
        "small": (14, 400),
        "key": (14, 500),
    }
)
TONES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "go": ("go", "go_bg"),
        "warn": ("warn", "warn_bg"),
        "stop": ("stop", "stop_bg"),
        "info": ("text2", "sunken"),
        "wait": ("text2", "sunken"),
    }
)
PANEL, CONTROL, CHIP = 12, 8, 6


def load_fonts(application: QApplication) -> None:
    """Register the bundled interface font and make it the program's; names fall back to TW-Kai, sign by sign."""
    for name in UI_FONTS:
        QFontDatabase.addApplicationFont(str(FONTS / name))
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    application.setFont(font)


def palette(theme: str) -> QPalette:
    """What Fusion draws by itself (placeholders, selections, menus) in our colours."""
    t = THEMES[theme]
    made = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, "canvas"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "canvas"),
        (roles.Button, "surface"),
        (roles.Text, "text"),
        (roles.WindowText, "text"),
        (roles.ButtonText, "text"),
        (roles.PlaceholderText, "text2"),
        (roles.Highlight, "go"),
        (roles.HighlightedText, "on_go"),
        (roles.ToolTipBase, "text"),
        (roles.ToolTipText, "canvas"),
    ):
        made.setColor(role, QColor(t[token]))
    return made


def stylesheet(theme: str, scale: float) -> str:
    """The window's stylesheet for a theme and a text size (1.0 to 2.0).

    No rule is for every widget: each rule that a widget answers to is paid for whenever a page is built, and most
    widgets only hold others. Plain colours come from the palette.
    """
    t = THEMES[theme]

    def px(size: float) -> str:
        return f"{round(size * scale)}px"

    out = [
        f"""
QLineEdit, QComboBox, QAbstractItemView, QToolTip, QPushButton[kind="tab"] {{ font-size: {px(16)}; }}
QMainWindow, QWidget#page, QWidget#rail, QWidget#header, QWidget#status {{ background: {t["canvas"]}; }}
QWidget#steps, QWidget#bar {{ background: {t["surface"]}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QLabel {{ background: transparent; }}
QFrame#hline {{ background: {t["line"]}; border: none; min-height: 1px; max-height: 1px; }}
QFrame#vline {{ background: {t["line"]}; border: none; min-width: 1px; max-width: 1px; }}
QLabel[key="true"] {{ color: {t["text2"]}; border: 1px solid {t["edge"]}; border-radius: 4px;
  padding: 0 {px(6)}; font-size: {px(14)}; font-weight: 500; }}
QFrame#photo {{ background: {t["sunken"]}; border-radius: {CONTROL}px; }}
QFrame#drop {{ background: {t["surface"]}; border: 2px dashed {t["edge"]}; border-radius: {PANEL}px; }}
QFrame#drop[over="true"] {{ background: {t["go_bg"]}; border-color: {t["go"]}; }}
QWidget#veil {{ background: rgba(0, 0, 0, 0.55); }}
QWidget#sheet {{ background: {t["surface"]}; border-radius: {PANEL}px; }}
QFrame#toast {{ background: {t["text"]}; border-radius: {CONTROL}px; }}
QFrame#toast QLabel {{ color: {t["canvas"]}; }}
QPushButton {{ background: transparent; border: 2px solid transparent; border-radius: {CONTROL}px; }}
QPushButton:hover {{ background: {t["sunken"]}; }}
QPushButton:focus {{ border: 2px solid {t["focus"]}; }}
QPushButton[kind="primary"] {{ background: {t["go"]}; border: 3px solid {t["go"]}; }}
QPushButton[kind="primary"] QLabel {{ color: {t["on_go"]}; border-color: {t["on_go"]}; }}
QPushButton[kind="primary"]:hover {{ background: {t["go_hover"]}; border-color: {t["go_hover"]}; }}
QPushButton[kind="primary"]:focus {{ border-color: {t["go"]}; }}
QPushButton[kind="primary"][asleep="true"] {{ background: {t["sunken"]}; border-color: {t["sunken"]}; }}
QPushButton[kind="primary"][asleep="true"] QLabel {{ color: {t["text2"]}; border-color: {t["edge"]}; }}
QPushButton[kind="plain"] {{ border: 1px solid {t["edge"]}; }}
QPushButton[kind="rail"][on="true"] {{ background: {t["go_bg"]}; }}
QPushButton[kind="rail"][on="true"] QLabel[railtext="true"] {{ color: {t["go"]}; font-weight: 700; }}
QPushButton[kind="tab"] {{ padding: 0 {px(14)}; min-height: {px(36)}; color: {t["text2"]}; font-weight: 500; }}
QPushButton[kind="tab"]:checked {{ background: {t["go_bg"]}; color: {t["go"]}; font-weight: 700; }}
QLineEdit, QComboBox {{ background: {t["surface"]}; border: 1px solid {t["edge"]}; padding: 0 {px(12)};
  border-radius: {CONTROL}px; min-height: {px(42)}; placeholder-text-color: {t["text2"]};
  selection-background-color: {t["go"]}; selection-color: {t["on_go"]}; }}
QLineEdit:focus, QComboBox:focus {{ border: 2px solid {t["focus"]}; padding: 0 {px(11)}; }}
QLineEdit[pin="true"] {{ font-size: {px(26)}; min-height: {px(54)}; letter-spacing: {px(8)}; }}
QComboBox::drop-down {{ border: none; width: 0; }}
QCheckBox {{ spacing: {px(12)}; background: transparent; }}
QTableView {{ background: transparent; border: none; gridline-color: transparent; outline: none;
  selection-background-color: {t["go_bg"]}; selection-color: {t["text"]}; }}
QTableView::item {{ border-bottom: 1px solid {t["line"]}; padding: 0 {px(8)}; }}
QHeaderView::section {{ background: {t["canvas"]}; color: {t["text2"]}; border: none; font-size: {px(14)};
  border-bottom: 1px solid {t["edge"]}; padding: {px(8)}; font-weight: 500; }}
QProgressBar {{ background: {t["sunken"]}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t["go"]}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {t["edge"]}; border-radius: 4px; min-height: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; height: 0; }}
"""
    ]
    out += [
        f'QLabel[role="{role}"] {{ font-size: {px(size)}; font-weight: {weight}; }}'
        for role, (size, weight) in TYPE.items()
    ]
    out += [f'QLabel[tone="{tone}"] {{ color: {t[tone]}; }}' for tone in ("text2", "go", "warn", "stop", "on_go")]
    for tone, (fg, bg) in TONES.items():
        out.append(
            f'QFrame[band="{tone}"] {{ background: {t[bg]}; border-radius: {PANEL}px; }}'
            f'QFrame[chip="{tone}"] {{ background: {t[bg]}; border-radius: {CHIP}px; }}'
            f'QFrame[chip="{tone}"] QLabel {{ color: {t[fg]}; font-weight: 500; font-size: {px(15)}; }}'
        )
    return "\n".join(out)
