"""委託書: the letter by which a graduate sends somebody else (A31), blank or prefilled, both sides to be filled in
and signed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.documents.letterhead import NOTHING, Letterhead
from app.documents.press import parts
from app.documents.press.paper import GREY, Paper, Style
from app.documents.press.parts import blank, said
from app.wording import Bilingual

_NOTICE = Style("sans", 7.6, leading=1.42)
_NOTICE_EN = Style("sans", 6.8, GREY, leading=1.38)
_ITEM = Style("sans", 9)
_ITEM_EN = Style("sans", 7.2, GREY)
_HALF = (parts.MEASURE - 8) / 2


@dataclass(frozen=True, slots=True)
class Facts:
    """One form. Empty facts stay blank lines; ``asks_number`` and ``asks_relation`` only where the profile asks for
    them.

    ``serial`` identifies the printed form; ``proxy_word`` is 受委託人 or 受託人; ``kept_for`` says how long the letter
    is kept.
    """

    serial: str
    made_at: datetime
    proxy_word: Bilingual
    kept_for: Bilingual
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


def qr_text(facts: Facts) -> str:
    """What the code on the form says: student number (``-`` on a blank form) and serial."""
    return f"LOA {facts.student_number or '-'} {facts.serial}"


def render(facts: Facts, letterhead: Letterhead) -> bytes:
    """The letter as one A4 page, in both languages."""
    paper = Paper(f"委託書 {facts.serial}", letterhead.school.zh, facts.made_at)
    y = parts.head(paper, letterhead, said("Letter of authorization"), room=145)
    parts.qr(paper, qr_text(facts), 171, 13, 19)
    paper.write(190, 36.2, facts.serial, Style("sans-medium", 8.5), align="right")
    y = parts.both(paper, y + 2, _declaration(facts)) + 1.5
    bottom = max(_principal(paper, y, facts), _proxy(paper, y, facts))
    y = _signatures(paper, bottom + 3, facts)
    y = _evidence(paper, y + 8, facts)
    _privacy(paper, y + 6, facts, letterhead)
    _for_the_office(paper)
    parts.foot(paper, f"{letterhead.school.zh} {letterhead.school.en}", facts.serial)
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


def _evidence(paper: Paper, y: float, facts: Facts) -> float:
    y = parts.heading(paper, y, said("Bring to the window (originals are looked at and given back)"))
    proxy = parts.lowered(facts.proxy_word)
    card = (
        said("This letter, filled in and signed by both"),
        parts.told("Identity document of the {proxy}", proxy=proxy),
        said("Student card of the graduate"),
    )
    lost = (
        *card[:2],
        said("Proof that the student card is reported lost (reason: leaving school)"),
        said("Copy of the graduate's identity document"),
    )
    cases = (
        (parts.LEFT, said("With the student card"), card),
        (parts.LEFT + _HALF + 8, said("Student card lost"), lost),
    )
    return max(_case(paper, x, y, title, items) for x, title, items in cases)


def _case(paper: Paper, x: float, y: float, title: Bilingual, items: tuple[Bilingual, ...]) -> float:
    wide = paper.write(x, y, title.zh, Style("sans-medium", 9))
    paper.write(x + wide + 1.6, y, title.en, _ITEM_EN)
    for item in items:
        y += 5.2
        parts.tick_box(paper, x + 0.5, y)
        paper.write(x + 6, y, item.zh, paper.fit(item.zh, _ITEM, _HALF - 6, 7))
        y += 3.2
        paper.write(x + 6, y, item.en, paper.fit(item.en, _ITEM_EN, _HALF - 6, 5.5))
    return y + 3


def _privacy(paper: Paper, y: float, facts: Facts, letterhead: Letterhead) -> None:
    """個人資料保護法第 8 條告知事項: who collects what, why, for how long, and the person's rights."""
    y = parts.heading(paper, y, said("Personal data: notice under article 8 of the Personal Data Protection Act"))
    notice = parts.told(
        "{school} collects the names, signatures, telephone numbers and particulars of identity documents on this "
        "letter to verify this authorization and to hand over the degree certificate (purpose 158, "
        "administration of students; categories C001, C003). They are used by {office} in Taiwan, on paper and "
        "in its register, and kept for {kept}; they go to nobody else unless a law demands it. Under article 3 of "
        "the Act you may ask to see, copy, correct or complete them, or to have their use stopped or the data "
        "erased, at {office}, {phone}. You are free not to give them; the certificate cannot then be handed to "
        "another person.",
        school=letterhead.school,
        office=letterhead.office,
        kept=facts.kept_for,
        phone=facts.contact_phone,
    )
    y = paper.paragraph(parts.LEFT, y - 1, notice.zh, _NOTICE, parts.MEASURE)
    paper.paragraph(parts.LEFT, y - 0.4, notice.en, _NOTICE_EN, parts.MEASURE)


def _for_the_office(paper: Paper) -> None:
    y, each = parts.FOOT - 9, parts.MEASURE / 3
    for column, words in enumerate((said("Received by"), said("Identity document seen"), said("Date"))):
        blank(paper, parts.LEFT + column * each, y, each - 4, words)
