"""簽收單: what the graduate signs for, and what happens afterwards."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.dates import local, roc_date, roc_moment
from app.documents.letterhead import NOTHING, Letterhead
from app.documents.press import parts
from app.documents.press.paper import GREY, Paper, Style
from app.documents.press.parts import said
from app.documents.press.tables import Cell, grid
from app.wording import Bilingual


class Collected(StrEnum):
    """Who stood at the window."""

    SELF = "self"
    PROXY = "proxy"


class CardDeed(StrEnum):
    """What was done to the student card (A21)."""

    STAMPED = "stamped"
    CHIP = "chip"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Facts:
    """One hand-over as it goes on paper. ``signature`` is a PNG with alpha, or None when the paper itself is signed.

    ``number`` is the receipt's own (a series per window); ``mailbox`` is masked already; ``card_exception`` is the
    reason when ``card`` holds EXCUSED; ``proxy_word`` is the school's word for the proxy, 受委託人 or 受託人.
    """

    number: str
    certificate_number: str
    student_number: str
    name_zh: str = field(repr=False)
    name_en: str = field(repr=False)
    programme: Bilingual
    degree: Bilingual
    collected: Collected
    identity: Bilingual
    card: tuple[CardDeed, ...]
    handed_over_at: datetime
    clerk: str
    station: Bilingual
    contact: Bilingual
    contact_phone: str
    proxy_name: str = field(default="", repr=False)
    proxy_word: Bilingual = NOTHING
    card_exception: Bilingual = NOTHING
    signature: bytes | None = field(default=None, repr=False)
    fare_until: date | None = None
    digital_due: date | None = None
    digital_undated: bool = False  # one comes, and the school's rules name no day any more (E34)
    mailbox: str = field(default="", repr=False)
    digital_sender: Bilingual = NOTHING
    digital_fee: int = 0  # whole NT$ (E18)
    services: tuple[tuple[Bilingual, Bilingual], ...] = ()  # of the school's, and how a graduate gets into them
    accounts_close: bool = True
    voided_on: date | None = None  # a supervisor voided the hand-over: the paper says so and promises nothing

    @property
    def check_code(self) -> str:
        """Six letters that catch a misread receipt number; no proof against forgery."""
        text = f"{self.number}|{self.certificate_number}|{self.handed_over_at.timestamp():.0f}"
        return base64.b32encode(hashlib.sha256(text.encode()).digest())[:6].decode()


def render(facts: Facts, letterhead: Letterhead) -> bytes:
    """The receipt as one A4 page, in both languages."""
    paper = Paper(f"簽收單 {facts.number}", letterhead.school.zh, facts.handed_over_at)
    foot = (f"{letterhead.school.zh} {letterhead.school.en}", f"{facts.number}  {facts.check_code}")
    y = parts.head(paper, letterhead, _title(facts), room=BESIDE_QR)
    _number(paper, facts)
    y = grid(paper, y, _on_paper(paper, facts))
    y = parts.both(paper, y + 6.4, _acknowledgement(facts))
    y = _signature(paper, y, facts)
    y = parts.heading(paper, y + 7, said("Please note"))
    parts.notes(paper, y, list(_notes(facts)), lambda: parts.turn(paper, *foot))
    parts.foot(paper, *foot)
    return paper.finish()


BESIDE_QR = 145.0


def _title(facts: Facts) -> Bilingual:
    return (
        said("Receipt for a degree certificate (void)") if facts.voided_on else said("Receipt for a degree certificate")
    )


def _number(paper: Paper, facts: Facts) -> None:
    parts.qr(paper, f"{facts.number} {facts.check_code}", 171, 13, 19)
    paper.write(190, 36.2, facts.number, Style("sans-medium", 8.5), align="right")
    paper.write(190, 39.8, facts.check_code, Style("sans", 8, GREY), align="right")


def _on_paper(paper: Paper, facts: Facts) -> list[list[Cell]]:
    programme = Cell(said("Programme"), facts.programme.zh, facts.programme.en)
    degree = Cell(said("Degree"), facts.degree.zh, facts.degree.en)
    return [
        [
            Cell(said("Certificate number"), facts.certificate_number),
            Cell(said("Student number"), facts.student_number),
        ],
        *_names(paper, facts),
        [programme, degree],
        [_collected(facts), Cell(said("Identity checked by"), facts.identity.zh, facts.identity.en)],
        [_card(facts), Cell(said("Handed over at"), roc_moment(facts.handed_over_at), _gregorian(facts))],
        [Cell(said("Window"), facts.station.zh, facts.station.en), Cell(said("Clerk"), facts.clerk)],
    ]


def _names(paper: Paper, facts: Facts) -> list[list[Cell]]:
    """Both names beside each other, or one above the other where one of them is long: a name is not broken."""
    chinese = Cell(said("Name in Chinese"), facts.name_zh, style=Style("kai", 16), shrink=0.5)
    english = Cell(said("Name in English"), facts.name_en, style=Style("serif", 12.5), shrink=0.5)
    half = parts.MEASURE / 2 - 4
    beside = all(paper.measure(each.value, each.style) <= half / 0.85 for each in (chinese, english))
    return [[chinese, english]] if beside else [[chinese], [english]]


def _gregorian(facts: Facts) -> str:
    return parts.english_date(local(facts.handed_over_at).date())


def _collected(facts: Facts) -> Cell:
    if facts.collected is Collected.PROXY:
        return Cell(facts.proxy_word, facts.proxy_name, style=Style("kai", 16), shrink=0.5)
    by = said("The graduate in person")
    return Cell(said("Collected by"), by.zh, by.en)


def _card(facts: Facts) -> Cell:
    deeds = {
        CardDeed.STAMPED: said("Stamped void and returned"),
        CardDeed.CHIP: said("Chip marked void"),
        CardDeed.EXCUSED: facts.card_exception,
    }
    done = [deeds[deed] for deed in facts.card]
    english = "; ".join(each.en for each in done if each.en)
    return Cell(said("Student card"), "；".join(each.zh for each in done if each.zh) or "—", english)


def _acknowledgement(facts: Facts) -> Bilingual:
    if facts.collected is Collected.PROXY:
        return said(
            "On behalf of the graduate I have received the original degree certificate named above and "
            "compared the name, date of birth, degree and programme printed on it."
        )
    return said(
        "I have received the original degree certificate named above; the name, date of birth, degree and programme "
        "printed on it are right."
    )


def _signature(paper: Paper, y: float, facts: Facts) -> float:
    high = 28.0
    paper.box(parts.LEFT, y, parts.MEASURE, high, weight=0.6, colour=GREY)
    signer = facts.proxy_word if facts.collected is Collected.PROXY else said("Graduate")
    parts.label(paper, parts.LEFT + 3, y + 5, parts.told("Signature of the {signer}", signer=parts.lowered(signer)))
    if facts.signature is None:
        paper.rule(parts.LEFT + 30, y + high - 8.5, parts.MEASURE - 40, weight=0.6, colour=GREY)
        _under(paper, y + high - 2.6, said("Signed on this paper; the signed sheet is scanned and kept."))
    else:
        paper.image(facts.signature, parts.LEFT + 30, y + 4, parts.MEASURE - 40, high - 11)
        digest = hashlib.sha256(facts.signature).hexdigest()[:16].upper()
        _under(paper, y + high - 2.6, said("Signed on the pad; digest of the signature {digest}.", digest=digest))
    return y + high


def _under(paper: Paper, y: float, words: Bilingual) -> None:
    line = f"{words.zh}{words.en}"
    style = paper.fit(line, parts.SMALL, parts.MEASURE - 10, 5.5)
    paper.write(parts.LEFT + parts.MEASURE - 4, y, line, style, align="right")


def _notes(facts: Facts) -> Iterator[Bilingual]:
    if facts.voided_on:
        yield parts.dated(
            "This hand-over was voided on {day}; the receipt stands for nothing any more.", facts.voided_on
        )
        yield parts.told("Questions: {office}, {phone}.", office=facts.contact, phone=facts.contact_phone)
        return
    if facts.fare_until:
        yield parts.dated("Student fares on the card end after {day}.", facts.fare_until)
    if facts.digital_due:
        yield _digital(facts, facts.digital_due)
    elif facts.digital_undated:
        yield parts.told(
            "A digital degree certificate will be sent {fee} to the graduate's own mailbox {mailbox}. Its day is not "
            "set yet; ask {office}, {phone}.",
            fee=_fee(facts),
            mailbox=facts.mailbox or "—",
            office=facts.contact,
            phone=facts.contact_phone,
        )
    for name, way in facts.services:
        yield parts.told("{service}: {way}", service=name, way=way)
    if facts.accounts_close:
        yield said("Leaving school is complete: some campus applications and permissions will be closed to you.")
    yield parts.told("Questions: {office}, {phone}.", office=facts.contact, phone=facts.contact_phone)


def _fee(facts: Facts) -> Bilingual:
    """What the digital certificate costs (E18)."""
    amount = f"{facts.digital_fee:,}"
    return parts.told("for NT$ {amount}", amount=Bilingual(amount)) if facts.digital_fee else said("free of charge")


def _digital(facts: Facts, due: date) -> Bilingual:
    day = Bilingual(roc_date(due), parts.english_date(due))
    fee = _fee(facts)
    if facts.digital_sender.zh:
        return parts.told(
            "The digital degree certificate will be sent {fee} by {day}, through {office}, to the graduate's own "
            "mailbox {mailbox}.",
            fee=fee,
            day=day,
            office=facts.digital_sender,
            mailbox=facts.mailbox,
        )
    return parts.told(
        "The digital degree certificate will be sent {fee} by {day} to the graduate's own mailbox {mailbox}.",
        fee=fee,
        day=day,
        mailbox=facts.mailbox,
    )
