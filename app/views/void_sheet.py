"""The sheet on which a supervisor voids a recorded hand-over, and what it tells when that is done."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.desk import voiding_words as words
from app.desk.voiding_slips import VoidAheadSlip, VoidedSlip
from app.presenters.errands import PaperState
from app.presenters.pickup import PickupPresenter
from app.presenters.voiding import VoidScreen
from app.views.dialogs import Sheet
from app.views.steps import paper_lines
from app.views.workbench import Bench, Item, sleep

LEFT = 372


class VoidSheet(Sheet):
    """The supervisor's own sign-on is typed here; the password lives in the field and nowhere else."""

    def __init__(self, bench: Bench, pickup: PickupPresenter) -> None:
        super().__init__(bench, pickup)
        self._password = QLineEdit()

    def draw(self, screen: VoidScreen) -> QWidget:
        if screen.done is not None:
            return self._outcome(screen.done)
        b, say = self.bench, self.say
        body: list[Item] = []
        if screen.ahead is not None:
            body = self._form(screen, screen.ahead)
        act = b.button(say("Void the hand-over"), "F9", "primary", "undo-2", self._submit)
        sleep(act, screen.sending or screen.ahead is None)
        text = say("It was recorded but did not take place so. Afterwards the certificate can be handed over, once.")
        text = "" if b.narrow else text
        return self.build(say("Void this hand-over?"), text, body, act, screen.problems, wide=920)

    def _form(self, screen: VoidScreen, ahead: VoidAheadSlip) -> list[Item]:
        b, say, voiding = self.bench, self.say, self.pickup.voiding
        kinds = [(kind, words.kind_word(say, kind)) for kind, _ in ahead.fates]
        fates = [(fate, words.fate_word(say, fate)) for fate in screen.fates]
        across = 2 if b.narrow else 1
        went_wrong = b.choices(kinds, screen.kind, voiding.choose_kind, across)
        became = b.choices(fates, screen.sheet, voiding.choose_sheet, across)
        self.first = went_wrong.findChild(QWidget, f"choice-{screen.kind or kinds[0][0]}")
        asked: list[Item] = [
            b.field(say("What went wrong"), went_wrong),
            b.field(say("What became of the sheet {serial}", serial=ahead.serial), became),
        ]
        told: list[Item] = [self._sheet(screen)] if screen.asks_scan else []
        told += self._foretold(screen, ahead)
        reason = self._typed("reason", screen.reason, say("Reason"), say("e.g. called away before it was given"))
        signed = self._sign_on(screen, b.field(say("Reason"), reason))
        if b.narrow:
            return [*asked, *told, *signed]
        left, right = b.holder(b.col(*asked, None, gap=8), fills=True), b.holder(b.col(*told, None, gap=8), fills=True)
        left.setFixedWidth(b.px(LEFT))
        return [b.holder(b.row(left, right, gap=24)), *signed]

    def _sheet(self, screen: VoidScreen) -> QWidget:
        """The sheet in the supervisor's hand, and where it is laid."""
        b, say = self.bench, self.say
        scan = self._typed("scanned", screen.scanned, say("Scan the sheet, or type its serial"))
        fields: list[Item] = [b.field(say("Scan the sheet, or type its serial"), scan)]
        if screen.asks_place:
            place = self._typed("place", screen.place, say("Shelf mark"))
            fields.append(b.field(say("Shelf mark"), place))
        return b.holder((b.col if b.narrow else b.row)(*fields, gap=12))

    def _foretold(self, screen: VoidScreen, ahead: VoidAheadSlip) -> list[Item]:
        b, say = self.bench, self.say
        lines = [b.label(f"· {each}") for each in words.foretold(say, ahead, screen.sheet)]
        return [b.label(say("What will happen"), "label"), b.holder(b.col(*lines, gap=0))]

    def _sign_on(self, screen: VoidScreen, reason: QWidget) -> list[Item]:
        """Why, and who signs for it."""
        b, say = self.bench, self.say
        login = self._typed("login", screen.login, say("Supervisor's login"))
        self._password = b.edit("", say("Password"), secret=True)
        self._password.setObjectName("void-password")
        own = [b.field(say("Supervisor's login"), login), b.field(say("Password"), self._password)]
        asked = b.told(say("Only a supervisor can void it: ask one to come here and sign."), "info")
        told: list[Item] = [] if screen.login else [asked]
        if b.narrow:
            return [reason, *told, *own]
        row = b.row(reason, *own, gap=12)
        row.setStretch(0, 2)
        return [*told, b.holder(row)]

    def _typed(self, name: str, text: str, word: str, placeholder: str = "") -> QLineEdit:
        edit = self.bench.edit(text, word, placeholder)
        edit.setObjectName(f"void-{name}")
        edit.textEdited.connect(lambda typed: self.pickup.voiding.write(name, typed))
        return edit

    def _submit(self) -> None:
        self.pickup.voiding.submit(self._password.text())

    # -------------------------------------------------------------- what was done
    def _outcome(self, done: VoidedSlip) -> QWidget:
        b, say = self.bench, self.say
        first, *more = words.told(say, done)
        body: list[Item] = [b.told(first, "go"), *[b.told(each, "info") for each in more]]
        paper = self.pickup.screen.paper
        if paper.state is PaperState.PRINTED:
            body.append(b.told(say("Printed. Keep it with the day's papers."), "go"))
        else:
            body += paper_lines(b, paper)
        again = b.button(say("Receipt, marked void"), "F6", "plain", "printer", self.pickup.reprint, 60)
        sleep(again, paper.busy)
        act = b.button(say("Back to the case"), "F9", "primary", "arrow-right", self.pickup.close_pane)
        text = say("The case is read again; it shows what the certificate needs now.")
        return self.build(say("The hand-over is void"), text, body, act, aside=again)
