"""The questions laid over a case: each a sheet of 600 px, cancel left of the act, Esc always leaves.

Correction (A11), a supervisor's release (A29), a unit's answer by telephone (RULES I10), a lost card (A23), leaving;
voiding a hand-over and opening what is kept sealed have files of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from app.presenters.correction import FIELDS, CorrectionScreen
from app.presenters.form import Problem
from app.presenters.loss import LossScreen
from app.presenters.phone import ANSWERS, PhoneScreen
from app.presenters.pickup import Pane, PickupPresenter
from app.presenters.release import WAYS, ReleaseScreen, WithdrawalScreen, named
from app.views import case_words as words
from app.views.choice import Choice
from app.views.workbench import Bench, Button, Item, sleep


class Sheet:
    """One question: ``act`` is its filled button, ``first`` takes the focus."""

    def __init__(self, bench: Bench, pickup: PickupPresenter) -> None:
        self.bench, self.say, self.pickup = bench, bench.say, pickup
        self.act: Button | None = None
        self.cancel: Button | None = None
        self.first: QWidget | None = None
        self._inner, self._area = QWidget(), QScrollArea()

    def fit(self, height: int) -> None:
        """As high as its questions, never higher than the window; then they scroll and the buttons stay."""
        sheet, inner = self._area.parentWidget(), self._inner.layout()
        outer = sheet.layout() if sheet is not None else None
        if sheet is None or outer is None or inner is None:
            return
        margins = outer.contentsMargins()
        wide = sheet.width() - margins.left() - margins.right()
        needed = inner.totalHeightForWidth(wide) if inner.hasHeightForWidth() else inner.totalSizeHint().height()
        needed = max(needed, self._inner.minimumSizeHint().height())  # the area keeps to this, whatever the width
        self._area.setFixedHeight(0)
        rest = outer.totalHeightForWidth(sheet.width()) + self.bench.px(24)
        slack = self.bench.px(12)  # nested wrapping texts are measured a little short
        self._area.setFixedHeight(max(0, min(needed + slack, height - rest)))

    def show_part(self, part: QWidget) -> None:
        """Scroll to what is being typed, where the questions have not all room at once."""
        if self._inner.isAncestorOf(part):
            self._area.ensureWidgetVisible(part, 0, self.bench.px(12))

    def build(
        self,
        title: str,
        text: str,
        body: list[Item],
        act: Button,
        problems: tuple[Problem, ...] = (),
        aside: Button | None = None,
        wide: int = 600,
    ) -> QWidget:
        """``aside`` stands where a question has its cancel; an empty ``text`` leaves its room to the questions."""
        b = self.bench
        self.act = act
        cancel = aside or b.button(self.say("Cancel"), "Esc", "plain", act=self.pickup.close_pane, height=60)
        self.cancel = cancel
        told: list[Item] = [b.problem(each) for each in problems]
        self._inner = b.holder(b.col(*told, *body, None, gap=8))
        self._area = b.scroll(self._inner)
        foot = b.holder(b.row(None, cancel, act, gap=12))
        margins = (20, 12, 20, 12) if b.narrow else (32, 28, 32, 28)
        head = b.col(b.label(title, "title"), *([b.label(text)] if text else []), gap=4)
        sheet = b.holder(b.col(head, 6, self._area, 10, foot, gap=0, margins=margins), "sheet")
        sheet.setAccessibleName(title)
        sheet.setFixedWidth(min(b.px(wide), b.look.width - b.px(32)))
        return sheet

    def sending(self, busy: bool, act: Button) -> Button:
        sleep(act, busy)
        return act


class CorrectionSheet(Sheet):
    def draw(self, screen: CorrectionScreen) -> QWidget:
        b, say = self.bench, self.say
        fields = QGridLayout()
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(b.px(2 if b.narrow else 4))
        across = 3 if b.narrow else 1  # very large text has room for the names of the fields, and no more
        for place, field in enumerate(FIELDS):
            value = words.printed_value(say, screen.case, field) if screen.case and not b.narrow else ""
            text = words.field_word(say, field) + (say(": ") + value if value else "")
            tick = b.tick(text, field in screen.chosen, self._marker(field))
            tick.setObjectName(f"wrong-{field}")
            rest = across - place % across if field == FIELDS[-1] else 1  # the longest name, and the last
            fields.addWidget(tick, place // across, place % across, 1, rest)
            fields.setColumnStretch(place % across, 1)
            self.first = self.first or tick
        note = QPlainTextEdit(screen.note)
        note.setAccessibleName(say("What it should say"))
        note.setObjectName("correction-note")
        note.setTabChangesFocus(True)
        note.setFixedHeight(b.px(44 if b.narrow else 56))
        note.textChanged.connect(lambda: self.pickup.correction.write_note(note.toPlainText()[:500]))
        body: list[Item] = [b.holder(fields), b.field(say("What it should say"), note)]
        if screen.case is not None and screen.case.officer is not None:
            who, where = words.officer_words(say, screen.case.officer)
            body.insert(len(body) if b.narrow else 0, b.told(who, "info", more=where))
        act = b.button(say("Stop and hold the sheet"), "F9", "primary", "octagon-x", self.pickup.correction.submit)
        text = say("The sheet is held and its office is told what is wrong. It is not handed over until it is mended.")
        return self.build(
            say("What is wrong on the sheet?"),
            "" if b.narrow else text,
            body,
            self.sending(screen.sending, act),
            screen.problems,
            wide=800,
        )

    def _marker(self, field: str) -> Callable[[bool], None]:
        return lambda on: self.pickup.correction.mark(field, on)


class ReleaseSheet(Sheet):
    """The supervisor's own sign-on is typed here; the password lives in the field and nowhere else."""

    def __init__(self, bench: Bench, pickup: PickupPresenter, kept: dict[str, str]) -> None:
        super().__init__(bench, pickup)
        self._kept = kept
        self._reason = self._login = self._password = self._issued_in = self._evidence = QLineEdit()

    def draw(self, screen: ReleaseScreen) -> QWidget:
        b, say = self.bench, self.say
        body: list[Item] = []
        for each in screen.open_to_release:
            why, _ = words.obstacle_lines(say, each, self.pickup.screen.mode)
            title = words.obstacle_title(say, each)
            colon = say(": ")
            text = title if why in ("", title) else f"{title}{colon}{why}"
            tick = b.tick(text, named(each) in screen.chosen, self._marker(named(each)))
            tick.setObjectName(f"release-{named(each)}")
            body.append(tick)
            self.first = self.first or tick
        if screen.others:
            count = say.count(
                "{number} matter cannot be released.", "{number} matters cannot be released.", len(screen.others)
            )
            body.append(b.told(count, "info"))
        body += self._shown(screen)
        self._reason = self._typed("reason", say("Reason"), say("e.g. proof of payment was shown"))
        body += [b.field(say("Reason"), self._reason), self._sign_on()]
        act = b.button(say("Release for today"), "F9", "primary", "shield-check", self._submit)
        text = say("What is marked passes for this person on this day only, and is recorded with reason and name.")
        return self.build(
            say("Let a supervisor release this case?"), text, body, self.sending(screen.sending, act), screen.problems
        )

    def _shown(self, screen: ReleaseScreen) -> list[Item]:
        """By which document the person was known, and what was shown instead: only where the rules ask."""
        b, say, release = self.bench, self.say, self.pickup.release
        made: list[Item] = []
        if screen.asks_document and screen.case is not None:
            kinds = [(code, say.of(name)) for code, name in screen.case.id_kinds]
            kind = Choice(b, kinds, screen.document, release.choose_document, say("Kind of document"))
            kind.setObjectName("release-document")
            ways = [(way, words.shown_word(say, way)) for way in WAYS]
            how = Choice(b, ways, screen.way, release.choose_way, say("How it was shown"))
            how.setObjectName("release-way")
            pair = (b.col if b.narrow else b.row)(
                b.field(say("Kind of document"), kind), b.field(say("How it was shown"), how), gap=12
            )
            made.append(b.holder(pair))
        if screen.asks_issuing_place:
            self._issued_in = self._typed("issued_in", say("Where it was issued"))
            made.append(b.field(say("Where it was issued"), self._issued_in))
        if screen.asks_evidence:
            self._evidence = self._typed("evidence", say("What was shown instead"))
            made.append(b.field(say("What was shown instead"), self._evidence))
        return made

    def _sign_on(self) -> QWidget:
        """The supervisor's own login and password, side by side where there is room."""
        b, say = self.bench, self.say
        self._login = self._typed("login", say("Supervisor's login"))
        self._password = self._typed("password", say("Password"), secret=True)
        pair = (b.col if b.narrow else b.row)(
            b.field(say("Supervisor's login"), self._login), b.field(say("Password"), self._password), gap=12
        )
        return b.holder(pair)

    def _typed(self, name: str, text: str, placeholder: str = "", *, secret: bool = False) -> QLineEdit:
        edit = self.bench.edit("" if secret else self._kept.get(name, ""), text, placeholder, secret=secret)
        edit.setObjectName(f"release-{name}")
        if not secret:
            edit.textEdited.connect(lambda typed: self._kept.__setitem__(name, typed))
        return edit

    def _marker(self, code: str) -> Callable[[bool], None]:
        return lambda on: self.pickup.release.mark(code, on)

    def _submit(self) -> None:
        self.pickup.release.submit(
            self._reason.text(),
            self._login.text(),
            self._password.text(),
            issued_in=self._issued_in.text(),
            evidence=self._evidence.text(),
        )


class WithdrawalSheet(ReleaseSheet):
    """A permission ends before anybody leaned on it."""

    def draw_withdrawal(self, screen: WithdrawalScreen) -> QWidget:
        b, say = self.bench, self.say
        body: list[Item] = []
        for each in screen.standing:
            tick = b.tick(words.permission_line(say, each), each.id in screen.chosen, self._ender(each.id))
            tick.setObjectName(f"withdraw-{each.code}:{each.item}")
            body.append(tick)
            self.first = self.first or tick
        if screen.used:
            count = say.count(
                "{number} permission was leaned on by a hand-over and stays.",
                "{number} permissions were leaned on by a hand-over and stay.",
                screen.used,
            )
            body.append(b.told(count, "info"))
        self._reason = self._typed("reason", say("Reason"), say("e.g. given for the wrong person"))
        body += [b.field(say("Reason"), self._reason), self._sign_on()]
        act = b.button(say("Withdraw"), "F9", "primary", "undo-2", self._withdraw)
        text = say(
            "What is marked blocks again from this moment on, at every window. It is recorded with reason and name."
        )
        return self.build(
            say("Withdraw a supervisor's permission?"), text, body, self.sending(screen.sending, act), screen.problems
        )

    def _ender(self, permission: UUID) -> Callable[[bool], None]:
        return lambda on: self.pickup.withdrawal.mark(permission, on)

    def _withdraw(self) -> None:
        self.pickup.withdrawal.submit(self._reason.text(), self._login.text(), self._password.text())


class PhoneSheet(Sheet):
    def __init__(self, bench: Bench, pickup: PickupPresenter, kept: dict[str, str]) -> None:
        super().__init__(bench, pickup)
        self._kept = kept
        self._role = self._note = QLineEdit()

    def draw(self, screen: PhoneScreen) -> QWidget:
        b, say, phone = self.bench, self.say, self.pickup.phone
        colon = say(": ")
        units = [(each.code, f"{say.of(each.unit)}{colon}{say.of(each.item)}") for each in screen.units]
        unit = Choice(b, units, screen.unit, phone.choose_unit, say("Which unit"))
        unit.setObjectName("phone-unit")
        self.first = unit
        answers = [(str(state), words.answer_word(say, state)) for state in ANSWERS]
        chosen = str(screen.state) if screen.state is not None else ""
        states = b.choices(answers, chosen, lambda code: phone.choose_answer(next(s for s in ANSWERS if s == code)))
        self._role = self._typed("role", say("Who answered (role, no name)"), say("e.g. circulation desk"))
        self._note = self._typed("note", say("Note"))
        body: list[Item] = [
            b.field(say("Which unit"), unit),
            b.field(say("What it answered"), states),
            b.field(say("Who answered (role, no name)"), self._role),
            b.field(say("Note"), self._note),
        ]
        act = b.button(say("Record the answer"), "F9", "primary", "phone", self._submit)
        text = say("The unit's answer becomes the newest state, with the role and the time of the call.")
        return self.build(
            say("A unit answered by telephone"), text, body, self.sending(screen.sending, act), screen.problems
        )

    def _typed(self, name: str, text: str, placeholder: str = "") -> QLineEdit:
        edit = self.bench.edit(self._kept.get(name, ""), text, placeholder)
        edit.setObjectName(f"phone-{name}")
        edit.textEdited.connect(lambda typed: self._kept.__setitem__(name, typed))
        return edit

    def _submit(self) -> None:
        self.pickup.phone.submit(self._role.text(), self._note.text())


class LossSheet(Sheet):
    def draw(self, screen: LossScreen) -> QWidget:
        b, say, loss = self.bench, self.say, self.pickup.loss
        facts = screen.case.loss if screen.case else None
        body: list[Item] = []
        if facts is not None:
            body.append(b.label(say("Route in force today"), "label", "text2"))
            body.append(b.label(say.of(facts.name) or "—", "strong"))
            body.append(b.label(say.of(facts.route)))
            if facts.url:
                url = b.label(facts.url, "body", "go")
                url.setTextInteractionFlags(
                    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
                )
                body.append(url)
            if facts.reported_at is not None:
                body.append(
                    b.told(say("A report is recorded ({at}).", at=words.moment(say, facts.reported_at)), "info")
                )
        evidence = b.edit(screen.evidence, say("What was shown"), say("e.g. completion page, confirmation number"))
        evidence.setObjectName("loss-evidence")
        evidence.textEdited.connect(loss.write_evidence)
        self.first = evidence
        body.append(b.field(say("What was shown"), evidence))
        tick = b.tick(say("A new card was requested (reissue)"), screen.reissue_requested, loss.mark_reissue)
        tick.setObjectName("loss-reissue")
        body.append(tick)
        if screen.reissue_requested:
            told = say(
                "The reason is leaving, not reissue: the request must be cancelled before anything is handed over."
            )
            body.append(
                b.told(told, "stop", more=say("Recorded like this, the case is blocked; a supervisor may release it."))
            )
        act = b.button(say("Record the loss"), "F9", "primary", "credit-card", loss.submit)
        text = say("A card reported lost opens no case any more; the hand-over records why no card was stamped.")
        return self.build(
            say("The student card is lost"), text, body, self.sending(screen.sending, act), screen.problems
        )


class LeaveSheet(Sheet):
    def draw(self) -> QWidget:
        b, say = self.bench, self.say
        act = b.button(say("Leave, record nothing"), "F9", "primary", "log-in", self.pickup.close)
        text = say("Nothing of this hand-over is recorded. Put the sheet back in its place.")
        sheet = self.build(say("Leave this case?"), text, [], act)
        self.first = self.cancel
        return sheet


def sheet_for(bench: Bench, pickup: PickupPresenter, pane: Pane, kept: dict[str, str]) -> tuple[QWidget, Sheet]:
    """The sheet of this pane, built from its presenter's screen. ``kept`` holds what is typed while the sheet is up."""
    match pane:
        case Pane.CORRECTION:
            correction = CorrectionSheet(bench, pickup)
            return correction.draw(pickup.correction.screen), correction
        case Pane.MENDING:
            from app.views.mending_sheet import MendingSheet

            mending = MendingSheet(bench, pickup, kept)
            return mending.draw_mending(pickup.mending.screen), mending
        case Pane.RELEASE:
            release = ReleaseSheet(bench, pickup, kept)
            return release.draw(pickup.release.screen), release
        case Pane.WITHDRAWAL:
            ending = WithdrawalSheet(bench, pickup, kept)
            return ending.draw_withdrawal(pickup.withdrawal.screen), ending
        case Pane.PHONE:
            phone = PhoneSheet(bench, pickup, kept)
            return phone.draw(pickup.phone.screen), phone
        case Pane.VOID:
            from app.views.void_sheet import VoidSheet

            voiding = VoidSheet(bench, pickup)
            return voiding.draw(pickup.voiding.screen), voiding
        case Pane.MAILBOX:
            from app.views.mailbox_sheet import MailboxSheet

            mailbox = MailboxSheet(bench, pickup)
            return mailbox.draw(pickup.mailbox.screen), mailbox
        case Pane.EVIDENCE:
            from app.views.evidence_sheet import EvidenceSheet

            kept_sealed = EvidenceSheet(bench, pickup)
            return kept_sealed.draw(pickup.evidence.screen), kept_sealed
        case Pane.LOSS:
            loss = LossSheet(bench, pickup)
            return loss.draw(pickup.loss.screen), loss
        case _:
            leave = LeaveSheet(bench, pickup)
            return leave.draw(), leave
