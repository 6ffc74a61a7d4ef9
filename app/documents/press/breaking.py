"""Breaking text into lines: between Han characters, at spaces between words, by the rules of 避頭尾.

Each piece that may not be broken is measured once; finding lines of even length then only adds figures up.
"""

from __future__ import annotations

from app.documents.press import typeface
from app.documents.press.style import Style

_NOT_AT_START = frozenset("，。、；：！？）」』】〕》〉”’…,.;:!?)]}%‧·")
_NOT_AT_END = frozenset("（「『【〔《〈“‘([{")
Piece = tuple[str, float, float]  # text, width, width without the space at its end


def broken(text: str, style: Style, width: float) -> list[str]:
    """Lines of at most ``width`` points, each as full as it can be."""
    return _filled(_measured(text, style, width), width)


def evenly_broken(text: str, style: Style, width: float) -> list[str]:
    """No more lines than ``broken`` gives, by the narrowest measure that needs no further one."""
    pieces = _measured(text, style, width)
    count = len(_filled(pieces, width))
    narrow, wide = width / count, width
    while count > 1 and wide - narrow > 2:
        middle = (narrow + wide) / 2
        if len(_filled(pieces, middle)) > count:
            narrow = middle
        else:
            wide = middle
    return _filled(pieces, wide)


def _filled(pieces: list[Piece], width: float) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for text, full, solid in pieces:
        if line and used + solid > width:
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
        line, used = line + text, used + full
    return [*lines, line.rstrip(" ")]


def _measured(text: str, style: Style, width: float) -> list[Piece]:
    """The pieces with their widths; one that is longer than a line is cut."""
    measured: list[Piece] = []
    for piece in (_piece(each, style) for each in _pieces(text)):
        whole = piece[2] <= width
        measured += [piece] if whole else [_piece(part, style) for part in _cut(piece[0], style, width)]
    return measured


def _piece(text: str, style: Style) -> Piece:
    full = _width(text, style)
    return (text, full, full if text[-1] != " " else _width(text.rstrip(" "), style))


def _width(text: str, style: Style) -> float:
    return typeface.width(text, style.voice, style.size) + style.tracking * len(text)


def _cut(word: str, style: Style, width: float) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and _width(parts[-1] + char, style) > width:
            parts.append("")
        parts[-1] += char
    return parts


def _pieces(text: str) -> list[str]:
    """What a line may not be broken inside of: a word with its space, a Han character with its punctuation."""
    pieces: list[str] = []
    for char in text:
        if pieces and _joins(pieces[-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _joins(piece: str, char: str) -> bool:
    last = piece[-1]
    if char == " " or char in _NOT_AT_START or last in _NOT_AT_END:
        return True
    return last not in " /" and ord(last) < 0x2E80 and ord(char) < 0x2E80
