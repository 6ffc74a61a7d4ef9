"""委託書: the letter by which a graduate sends somebody else (A31), blank or prefilled, both sides to be filled in
and signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.documents.letterhead import NOTHING, Letterhead
from app.documents.press import parts
from app.documents.press.paper import GREY, MM, Paper, Style
from app.documents.press.parts import blank, said
from app.wording import Bilingual

_NOTICE = Style("sans", 7.6, leading=1.42)
_NOTICE_EN = Style("sans", 6.8, GREY, leading=1.38)
_ITEM = Style("sans", 9)
_ITEM_EN = Style("sans", 7.2, GREY)
_HALF = (parts.MEASURE - 8) / 2
_PIECE = 8.4  # one piece of evidence, in both languages


@dataclass(frozen=True, slots=True)
class Facts:
    """One form. Empty facts stay blank lines; ``asks_number`` and ``asks_relation`` only where the profile asks for
    them.

    ``serial`` identifies the printed form; ``proxy_word`` is 受委託人 or 受託人. ``evidence`` are the school's
    sufficient sets, each with its title and pieces; ``privacy`` is the school's notice, and ``kept_for`` says how long
    the letter is kept where the notice does not.
    """

    serial: str
    made_at: datetime
    proxy_word: Bilingual
    evidence: tuple[tuple[Bilingual, tuple[Bilingual, ...]], ...]
    privacy: Bilingual
    contact: Bilingual
    contact_phone: str
    name_zh: str = field(default="", repr=False)
    name_en: str = field(default="", repr=False)
    student_number: str = ""
    programme: Bilingual = NOTHING
    certificate_number: str = ""
    proxy_name: str = field(default="", repr=False)
    asks_number: bool = False
    asks_relation: bool = False
    kept_for: Bilingual = NOTHING


def qr_text(facts: Facts) -> str:
    """What the code on the form says: student number (``-`` on a blank form) and serial."""
    return f"LOA {facts.student_number or '-'} {facts.serial}"


def render(facts: Facts, letterhead: Letterhead) -> bytes:
    """The letter, in both languages: one A4 page, a second where the school's sets and notice need it."""
    foot = (f"{letterhead.school.zh} {letterhead.school.en}", facts.serial)
    paper = Paper(f"委託書 {facts.serial}", letterhead.school.zh, facts.made_at)
    y = parts.head(paper, letterhead, said("Letter of authorization"), room=145)
    parts.qr(paper, qr_text(facts), 171, 13, 19)
    paper.write(190, 36.2, facts.serial, Style("sans-medium", 8.5), align="right")
    y = parts.both(paper, y + 2, _declaration(facts)) + 1.5
    bottom = max(_principal(paper, y, facts), _proxy(paper, y, facts))
    y = _signatures(paper, bottom + 3, facts)
    _for_the_office(paper)

    def turn() -> float:
        return parts.turn(paper, *foot)

    y = _evidence(paper, y + 8, facts, turn)
    _privacy(paper, y + 6, facts, turn)
    parts.foot(paper, *foot)
    return paper.finish()


def _declaration(facts: Facts) -> Bilingual:
    return parts.told(
        "I, the graduate, cannot collect my degree certificate in person and authorize the {proxy} named below "
        "to collect it and to sign the receipt for me. Both of us have filled in this letter ourselves.",
        proxy=parts.lowered(facts.proxy_word),
    )


def _principal(paper: Paper, y: float, facts: Facts) -> float:
    lines = [
        (said("Name in Chinese"), facts.name_zh),
        (said("Name in English"), facts.name_en),
        (said("Student number"), facts.student_number),
        (said("Programme"), facts.programme.zh),
        (said("Telephone"), ""),
    ]
    if facts.certificate_number:
        lines.insert(4, (said("Certificate number"), facts.certificate_number))
    return _side(paper, parts.LEFT, y, said("Principal (the graduate)"), lines)


def _proxy(paper: Paper, y: float, facts: Facts) -> float:
    lines = [
        (said("Name"), facts.proxy_name),
        (said("Identity document"), ""),
        (said("Telephone"), ""),
    ]
    if facts.asks_number:
        lines.insert(2, (said("Number of the document"), ""))
    if facts.asks_relation:
        lines.insert(2, (said("Relation to the principal"), ""))
    return _side(paper, parts.LEFT + _HALF + 8, y, facts.proxy_word, lines)


def _side(paper: Paper, x: float, y: float, title: Bilingual, lines: list[tuple[Bilingual, str]]) -> float:
    y = parts.heading(paper, y + 4, title, x=x) + 3
    for words, value in lines:
        blank(paper, x, y, _HALF, words, value)
        y += 8.9
    return y


def _signatures(paper: Paper, y: float, facts: Facts) -> float:
    """A place to sign and to date for both."""
    high = 25.0
    for x, signer in ((parts.LEFT, said("Principal")), (parts.LEFT + _HALF + 8, facts.proxy_word)):
        paper.box(x, y - 4, _HALF, high, weight=0.6, colour=GREY)
        parts.label(paper, x + 2.5, y + 0.6, parts.told("Signature of the {signer}", signer=parts.lowered(signer)))
        day = said("Date: year ____ month ____ day ____")
        paper.write(x + 2.5, y + high - 10.2, day.zh, parts.LABEL)
        paper.write(x + 2.5, y + high - 6.4, day.en, parts.LABEL_EN)
    return y - 4 + high


def _evidence(paper: Paper, y: float, facts: Facts, turn: Callable[[], float]) -> float:
    """The school's sets, two beside each other; a single one needs no title."""
    y = parts.heading(paper, y, said("Bring to the window (originals are looked at and given back)"))
    for first in range(0, len(facts.evidence), 2):
        row = facts.evidence[first : first + 2]
        if y + max(len(pieces) for _, pieces in row) * _PIECE > _bottom(paper):
            y = turn()
        y = max(_case(paper, parts.LEFT + at * (_HALF + 8), y, *each) for at, each in enumerate(row)) + 2
    return y - 2


def _bottom(paper: Paper) -> float:
    """What is written ends here: on the first page above the office's own line."""
    return parts.FOOT - (16 if paper.pages == 1 else 6)


def _case(paper: Paper, x: float, y: float, title: Bilingual, items: tuple[Bilingual, ...]) -> float:
    if title.zh:
        wide = paper.write(x, y, title.zh, Style("sans-medium", 9))
        paper.write(x + wide + 1.6, y, title.en, paper.fit(title.en, _ITEM_EN, _HALF - wide - 1.6, 5.5))
    for item in items:
        y += 5.2
        parts.tick_box(paper, x + 0.5, y)
        paper.write(x + 6, y, item.zh, paper.fit(item.zh, _ITEM, _HALF - 6, 7))
        y += 3.2
        paper.write(x + 6, y, item.en, paper.fit(item.en, _ITEM_EN, _HALF - 6, 5.5))
    return y + 3


def _privacy(paper: Paper, y: float, facts: Facts, turn: Callable[[], float]) -> None:
    """個人資料保護法第 8 條告知事項, in the school's words: who collects what, why, for how long; a person's rights."""
    kept = parts.told("They are kept for {kept}.", kept=facts.kept_for) if facts.kept_for.zh else NOTHING
    english = " ".join(text for text in (facts.privacy.en, kept.en) if text)
    texts = ((facts.privacy.zh + kept.zh, _NOTICE), (english, _NOTICE_EN))
    high = sum(len(paper.lines(text, style, parts.MEASURE)) * style.size * style.leading / MM for text, style in texts)
    if y + high + 4 > _bottom(paper):
        y = turn()
    y = parts.heading(paper, y, said("Personal data: notice under article 8 of the Personal Data Protection Act")) - 1
    for text, style in texts:
        y = paper.paragraph(parts.LEFT, y, text, style, parts.MEASURE) - 0.4


def _for_the_office(paper: Paper) -> None:
    y, each = parts.FOOT - 9, parts.MEASURE / 3
    for column, words in enumerate((said("Received by"), said("Identity document seen"), said("Date"))):
        blank(paper, parts.LEFT + column * each, y, each - 4, words)
