"""The case area: who it is, may it be handed over, where the sheet lies; in that order, from the top left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.desk.slips import CaseSlip, ItemState, Mode, ObstacleSlip, OpenedBy, UnitSlip, Verdict
from app.presenters.errands import CardSlot
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import PickupPresenter, PickupScreen
from app.views import case_words as words
from app.views.signed_receipt import awaited_lines, signature_word
from app.views.workbench import Bench, Item
from app.wording import EN, in_language

TONE = {Verdict.READY: "go", Verdict.BLOCKED: "stop", Verdict.COLLECTED: "warn"}
SETTLED = (ItemState.DONE, ItemState.NOT_REQUIRED)


class CasePage:
    """Draws one case. Keeps nothing: a new screen is a new page."""

    def __init__(self, bench: Bench, pickup: PickupPresenter, screen: PickupScreen, case: CaseSlip) -> None:
        self.bench, self.say = bench, bench.say
        self.pickup, self.screen, self.case = pickup, screen, case

    # -------------------------------------------------------------- who
    def identity(self) -> QWidget:
        return self.short_identity() if self.bench.narrow else self._identity_wide()

    def _identity_wide(self) -> QWidget:
        b, case = self.bench, self.case
        number = b.row(
            b.word(self.say("Student no."), "label", "text2"),
            b.word(case.student_number, "strong"),
            12,
            b.word(self.say("ID no."), "label", "text2"),
            b.word(case.id_masked or "—", "strong"),
            None,
            gap=6,
        )
        course = f"{self.say.of(case.programme)}　{self.say.of(case.degree)}"
        lines: list[Item] = [
            b.row(b.word(case.name, "name"), *self._chips(), None, gap=12),
            b.label(case.name_en, "body", "text2"),
            4,
            number,
            b.label(course),
        ]
        lines += self.other_numbers()
        return b.beside(self.photo(), b.holder(b.col(*lines, None, gap=0)), 20)

    def short_identity(self) -> QWidget:
        """Name, verdict or mode, and the numbers, in one line: where the room is needed for something else."""
        b, case = self.bench, self.case
        head: list[Item] = [b.word(case.name, "figure" if b.narrow else "name")]
        if self.compact:
            head.append(b.chip(words.verdict_title(self.say, case), TONE[case.verdict]))
        head += [None]
        head += [b.word(case.student_number, "strong"), b.word(case.id_masked or "—", "strong")]
        chips = self._chips()
        if not b.narrow:
            return b.holder(b.row(head[0], *chips, *head[1:], gap=14))
        return b.holder(b.col(b.row(*head, gap=14), *([b.row(*chips, None, gap=12)] if chips else []), gap=2))

    def _chips(self) -> list[Item]:
        """What is special about this case, beside the name."""
        b, case = self.bench, self.case
        items: list[Item] = []
        if self.screen.mode is Mode.PROXY:
            items.append(b.chip(self.say("Proxy pickup"), "info", "users"))
        if case.opened_by is not OpenedBy.CARD:
            items.append(b.chip(self.say("Opened by hand"), "info", "keyboard"))
        items += [b.chip(self.say("No glyph: {code}", code=each), "warn") for each in case.name_missing_glyphs]
        return items

    def photo(self) -> QWidget:
        """The photo in the register, or a quiet stand-in."""
        b = self.bench
        frame = QFrame()
        frame.setObjectName("photo")
        frame.setFixedSize(b.px(112), b.px(140))
        picture = QPixmap()
        if self.case.photo and picture.loadFromData(self.case.photo):
            label = QLabel()
            label.setPixmap(_filling(picture, frame.size()))
            frame.setLayout(b.row(label))
            frame.setAccessibleName(self.say("Photograph in the register"))
        else:
            frame.setLayout(b.row(None, b.icon("user-round", 52, "text2"), None))
            frame.setAccessibleName(self.say("No photograph in the register"))
        return frame

    def other_numbers(self) -> list[Item]:
        """The same person's other certificates and student numbers, each one key away."""
        b = self.bench
        made: list[Item] = []
        for index, other in enumerate(self.case.others[:9]):
            word = words_of_verdict(self, other.verdict)
            same = other.student_number == self.case.student_number
            number = self.say("Certificate {number}", number=other.short) if same else other.student_number
            parts = (number, "" if same else other.short, word)
            button = b.button(
                "　".join(part for part in parts if part),
                f"Ctrl+{index + 1}",
                "plain",
                "layers",
                _switch(self.pickup, index),
                40,
            )
            button.setShortcut(f"Ctrl+{index + 1}")
            made += [6, b.holder(b.row(button, b.label(self.say.of(other.programme), "body", "text2"), gap=12))]
        return made

    # -------------------------------------------------------------- may it be handed over
    @property
    def compact(self) -> bool:
        """With very large text the verdict is a chip once the steps have begun: the open step needs the room."""
        return self.bench.narrow and self.pickup.steps.screen.begun and self.case.verdict is Verdict.READY

    def verdict(self) -> QWidget:
        case = self.case
        english = words.verdict_title(in_language(EN), case) if self.say.language != EN else ""
        title = words.verdict_title(self.say, case)
        text = words.verdict_sentence(self.say, case, self.screen.mode)
        return self.bench.band(TONE[case.verdict], title, text, english)

    def notices(self) -> list[Item]:
        """What is told besides: refusals of the commit, what changed, hours, age of the data, an old chip step."""
        b = self.bench
        known = {(each.obstacle.code, each.obstacle.facts.get("item")) for each in self.case.obstacles}
        rest = [each for each in self.screen.problems if (each.code, each.facts.get("item")) not in known]
        made: list[Item] = []
        if len(rest) < len(self.screen.problems):
            more = self.say("Put the sheet back. What stands in the way is listed below.")
            made.append(b.told(self.say("The hand-over was not recorded."), "stop", more=more))
        made += [b.problem(each) for each in rest]
        if self.screen.changes:
            lines = "\n".join(words.change_sentence(self.say, each) for each in self.screen.changes)
            made.append(b.told(self.say("What changed while the case was open:"), "warn", more=lines))
        made += [b.problem(each, "warn") for each in self.case.notices if each.code != "clearance.stale"]
        if self.case.stale:
            made.append(self._stale())
        lost = self.case.loss.reported_at
        if lost is not None and self.case.verdict is not Verdict.COLLECTED:
            at = words.moment(self.say, lost)
            made.append(b.told(self.say("The student card is reported lost ({at}).", at=at), "info"))
        if self.screen.card is not None:
            made.append(card_line(b, self.screen.card, earlier=True))
        elif any(True for _ in self.case.open_steps):
            made.append(
                b.told(
                    self.say("The chip of this card is not yet written from an earlier hand-over."),
                    more=self.say("It goes on by itself as soon as that card is tapped."),
                )
            )
        return made

    def _stale(self) -> QWidget:
        b = self.bench
        age = words.source_line(self.say, self.case)
        return b.told(
            self.say("The units' answers are old ({age}).", age=age),
            more=self.say("Telephone the unit and record its answer (F10).")
            if self.case.ask_by_phone
            else self.say("Ask again with F5, or telephone the unit and record its answer."),
        )

    # -------------------------------------------------------------- where is the sheet
    def places(self) -> QWidget:
        b, certificate = self.bench, self.case.certificate
        if certificate is None:
            return b.holder(b.col())
        sheet = certificate.sheet
        where = (sheet.place or self.say("No shelf mark")) if sheet else self.say("No sheet in stock")
        holder = (sheet.custodian if sheet.here else self.say("at {window}", window=sheet.custodian)) if sheet else ""
        left = self._place("map-pin", self.say("Where the sheet lies"), where, holder)
        right = self._place("file-text", self.say("Certificate no."), certificate.short, certificate.number)
        return b.holder((b.col if b.narrow or b.tight else b.row)(left, right, gap=16))

    def _place(self, icon: str, title: str, big: str, small: str) -> QWidget:
        b = self.bench
        text = b.col(b.label(title, "label", "text2"), b.label(big, "place"), b.label(small, "body", "text2"), gap=0)
        widget = b.beside(b.icon(icon, 26, "text2", line=76), b.holder(text), 12)
        widget.setProperty("fills", True)
        return widget

    def printed(self) -> list[Item]:
        """The certificate as it is printed, large, to be read along with the sheet."""
        b, certificate = self.bench, self.case.certificate
        if certificate is None:
            return []
        head = b.label(self.say("As it is printed"), "heading")
        return [b.hline(), 14, head, 10, b.facts(words.certificate_facts(self.say, certificate), 8, "title")]

    # -------------------------------------------------------------- what to tell, what stands in the way
    def tell(self) -> list[Item]:
        if not self.case.advisories or self.case.verdict is Verdict.COLLECTED:
            return []
        b = self.bench
        proxy = self.screen.mode is Mode.PROXY
        title = (
            self.say("Tell the {proxy}", proxy=words.proxy_word(self.say, self.case))
            if proxy
            else self.say("Tell the graduate")
        )
        rows: list[Item] = [b.label(title, "heading")]
        for unit in self.case.advisories:
            text = words.door(self.say, unit) if proxy else self.say.of(unit.advice) or self.say.of(unit.item)
            line = b.row(b.word(self.say.of(unit.unit), "strong"), b.label(text), gap=12)
            rows.append(b.beside(b.icon("megaphone", 20, "warn", line=24), b.holder(line), 12))
        return [b.hline(), b.holder(b.col(*rows, gap=6))]

    def obstacles(self) -> list[Item]:
        made: list[Item] = []
        for each in self.case.obstacles:
            made += [self._obstacle(each), self.bench.hline()]
        return made

    def _obstacle(self, each: ObstacleSlip) -> QWidget:
        b = self.bench
        tone, icon = ("go", "shield-check") if each.released else ("stop", "octagon-x")
        word = self.say("released today") if each.released else self.say.of(each.word)
        why, next_step = words.obstacle_lines(self.say, each, self.screen.mode)
        title = words.obstacle_title(self.say, each)
        lines: list[Item] = [b.row(b.word(title, "heading"), b.word(word, "label", tone), None, gap=10)]
        lines += [b.label(text) for text in (why if why != title else "", next_step) if text]
        if each.obstacle.code == "certificate.held" and self.screen.mode is not Mode.PROXY:
            lines += self._officer()
            lines.append(b.label(self.say("F7: a supervisor sets the sheet free, or voids it for a reprint.")))
        door: list[Item] = []
        if place := self.say.of(each.place):
            short = len(place.encode("utf-8")) < 60 and not b.narrow
            door += [b.icon("map-pin", 20, line=24), (b.word if short else b.label)(place, "strong"), 8]
        if each.extension:
            door += [b.icon("phone", 20, line=24), b.word(self.say("ext. {number}", number=each.extension), "strong")]
        if door:
            lines += [4, b.row(*door, None, gap=8)] if not b.narrow else [4, *_pairs(b, door)]
        if hours := self.say.of(each.hours):
            lines += [4, b.beside(b.icon("clock", 20, line=24), b.label(hours), 8)]
        return b.beside(b.icon(icon, 26, tone, line=28), b.holder(b.col(*lines, gap=2)), 14)

    def _officer(self) -> list[Item]:
        if self.case.officer is None:
            return []
        who, _ = words.officer_words(self.say, self.case.officer)
        return [self.bench.label(f"{who}　{self.case.officer.phone}")]

    def collected(self) -> list[Item]:
        """When, where, by whom: all that is left to say."""
        taken = self.case.collected
        if taken is None:
            return []
        by = self.say("By a proxy") if taken.mode is Mode.PROXY else self.say("In person")
        number = self.case.certificate.number if self.case.certificate else "—"
        pairs = [
            (self.say("Certificate no."), number),
            (self.say("When"), words.moment(self.say, taken.at)),
            (self.say("Where"), taken.counter),
            (self.say("Collected"), by),
            (self.say("Handed over by"), taken.clerk),
            (self.say("Receipt no."), taken.receipt_number),
            (self.say("Signature"), signature_word(self.say, taken)),
        ]
        lost = self.say("If the certificate was lost, a replacement certificate can be applied for.")
        b = self.bench
        return [b.facts(pairs), b.hline(), *awaited_lines(b, taken), b.told(lost, "info")]

    # -------------------------------------------------------------- every unit
    def units(self) -> list[Item]:
        """The units that neither stand in the way nor have something to tell; those are entries above, never both.

        What this graduate need not do is one line: the grid is for what was decided.
        """
        named = {str(each.obstacle.facts.get("item") or "") for each in self.case.obstacles}
        named |= {each.code for each in self.case.advisories}
        rest = [unit for unit in self.case.units if unit.code not in named]
        if not rest or self.case.verdict is Verdict.COLLECTED:
            return []
        b = self.bench
        title = self.say("The other units") if len(rest) < len(self.case.units) else self.say("Every unit")
        head = b.row(b.word(title, "heading"), None, b.word(words.source_line(self.say, self.case), "small", "text2"))
        decided = [unit for unit in rest if unit.state is not ItemState.NOT_REQUIRED]
        parts: list[Item] = [head]
        if decided:
            parts.append(self._grid(decided))
        if len(decided) < len(rest):
            parts.append(self._not_required([unit for unit in rest if unit.state is ItemState.NOT_REQUIRED]))
        return [b.hline(), b.holder(b.col(*parts, gap=8))]

    def _grid(self, units: list[UnitSlip]) -> QWidget:
        b = self.bench
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(b.px(16))
        grid.setVerticalSpacing(b.px(8))
        columns = 2 if b.narrow or b.tight else 4 if self.say.language != EN else 3
        for index, unit in enumerate(units):
            grid.addWidget(self._unit(unit), index // columns, index % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        return b.holder(grid)

    def _not_required(self, units: list[UnitSlip]) -> QWidget:
        b, say = self.bench, self.say
        text = say.of(units[0].word) + say(": ") + say(", ").join(say.of(unit.item) for unit in units)
        line = b.beside(b.icon("circle-dashed", 20, "text2", line=22), b.label(text, "small", "text2"))
        line.setAccessibleName(text)
        return line

    def _unit(self, unit: UnitSlip) -> QWidget:
        b = self.bench
        icon, tone = {
            ItemState.DONE: ("circle-check", "go"),
            ItemState.AT_PICKUP: ("circle-dot", "text2"),
        }.get(unit.state, ("octagon-x", "stop"))
        text = b.col(b.label(self.say.of(unit.item)), b.label(self.say.of(unit.word), "small", tone), gap=0)
        widget = b.beside(b.icon(icon, 20, tone, line=24), b.holder(text))
        widget.setAccessibleName(f"{self.say.of(unit.unit)}: {self.say.of(unit.item)}: {self.say.of(unit.word)}")
        return widget

    # -------------------------------------------------------------- the whole
    def parts(self) -> list[Item]:
        """The case area from top to bottom."""
        gap = 12 if self.bench.narrow else 18
        verdict = self.bench.holder(self.bench.col()) if self.compact else self.verdict()
        made: list[Item] = [self.identity(), 0 if self.compact else gap, verdict]
        for each in self.notices():
            made += [10, each]
        made.append(gap)
        return made + self.body()

    def body(self) -> list[Item]:
        if self.pickup.steps.screen.step is Step.PROOF and not self.bench.narrow:
            return self.printed()
        match self.case.verdict:
            case Verdict.BLOCKED:
                blocks = [*self.obstacles()[:-1], *self.tell(), *self.units()]
            case Verdict.COLLECTED:
                blocks = self.collected()
            case _:
                blocks = [self.places(), *self.tell(), *self.units()]
        made: list[Item] = []
        for each in blocks:
            made += [each, 12]
        return made[:-1]


def card_line(bench: Bench, card: CardSlot, *, earlier: bool = False) -> QWidget:
    """How the chip act stands: what runs, what is done, or what to do about it."""
    say = bench.say
    if card.writing:
        return bench.told(say("The chip is being written. Leave the card on the reader."), "wait")
    if card.settled:
        return bench.told(say("The chip of the card is void now."), "go")
    step = say("Lay the same card on the reader: the writing goes on by itself.")
    if card.state.value == "unknown":
        early = say("The card left the reader too early; whether it was written is not known.")
        return bench.told(early, "warn", more=step)
    if card.why:
        return bench.problem(card.why[0])
    return bench.told(say("The chip was not written."), "warn", more=step)


def words_of_verdict(page: CasePage, verdict: Verdict | None) -> str:
    say = page.say
    if verdict is None:
        return ""
    return {
        Verdict.READY: say("ready"),
        Verdict.BLOCKED: say("not yet"),
        Verdict.COLLECTED: say("collected"),
    }[verdict]


def _filling(picture: QPixmap, size: QSize) -> QPixmap:
    """The middle of the picture at this size, with the photo's round corners: no strip beside it, no face stretched."""
    sharp = size * 2
    scaled = picture.scaled(
        sharp, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    made = QPixmap(sharp)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(made.rect()), 16, 16)
    painter.setClipPath(outline)
    painter.drawPixmap((sharp.width() - scaled.width()) // 2, (sharp.height() - scaled.height()) // 2, scaled)
    painter.end()
    made.setDevicePixelRatio(2.0)
    return made


def _switch(pickup: PickupPresenter, index: int) -> Callable[[], object]:
    return lambda: pickup.choose_certificate(index)


def _pairs(bench: Bench, items: list[Item]) -> list[Item]:
    """Icon and text pairs, one pair a line."""
    widgets = [each for each in items if isinstance(each, QWidget)]
    return [bench.row(*widgets[i : i + 2], gap=8) for i in range(0, len(widgets), 2)]
