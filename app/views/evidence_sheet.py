"""The sheet on which a supervisor opens what is kept sealed about a graduate: masked, marked, shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.desk import evidence_words as words
from app.desk.evidence_slips import HeldSlip
from app.presenters.evidence import EvidenceScreen
from app.presenters.pickup import PickupPresenter
from app.views.dialogs import Sheet
from app.views.workbench import Bench, Item, sleep


class EvidenceSheet(Sheet):
    """The supervisor's own sign-on is typed here; the password lives in the field and nowhere else."""

    def __init__(self, bench: Bench, pickup: PickupPresenter) -> None:
        super().__init__(bench, pickup)
        self._password = QLineEdit()

    def draw(self, screen: EvidenceScreen) -> QWidget:
        b, say = self.bench, self.say
        held = screen.slip.held if screen.slip is not None else ()
        rows: list[Item] = [self._entry(screen, each) for each in held]
        if screen.slip is not None and not held:
            rows.append(b.told(say("Nothing is kept sealed about this graduate."), "info"))
        title = say("What is kept about this graduate")
        if screen.opened is not None:
            act = b.button(say("Back to the case"), "F9", "primary", "arrow-right", self.pickup.close_pane)
            text = say("Shown on this screen only. It is covered when this is closed or the window is locked.")
            cover = b.button(say("Cover"), "Esc", "plain", act=self.pickup.close_pane, height=60)
            self.first = act
            return self.build(title, text, rows, act, screen.problems, aside=cover)
        act = b.button(say("Show what is marked"), "F9", "primary", "shield-check", self._submit)
        sleep(act, screen.sending or not held)
        text = say("Sealed and masked. A supervisor marks what has to be seen, with a reason; the journal keeps it.")
        return self.build(title, text, [*rows, *(self._asked(screen) if held else [])], act, screen.problems)

    def _entry(self, screen: EvidenceScreen, each: HeldSlip) -> QWidget:
        """What it is, its mask or what was opened, and until when it is kept."""
        b, say = self.bench, self.say
        colon, shown = say(": "), screen.text_of(each.key)
        name = words.held_word(say, each)
        more = [f"{name}{colon}{shown}" if shown is not None else "", words.kept_word(say, each)]
        if each.pages:
            more.append(say.count("{number} page", "{number} pages", each.pages))
        if each.receipt:
            more.append(say("Receipt no. {number}", number=each.receipt))
        under: QWidget = b.label("　".join(more[1:]), "small", "text2")
        if shown is not None:
            value = b.label(more[0], "strong")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            return b.holder(b.col(value, under, gap=0))
        text = f"{name}{colon}{each.masked}" if each.masked else name
        if screen.opened is not None or each.gone:
            head: QWidget = b.label(text)
            if screen.has_paper(each.key):
                look = b.button(say("Look at it"), "", "plain", "image", self._looker(each.key), 40)
                look.setAccessibleName(say("Look at it") + say(": ") + name)
                head = b.holder((b.col if b.narrow else b.row)(b.holder(b.col(head), fills=True), look, gap=8))
        else:
            tick = b.tick(text, each.key in screen.chosen, partial(self.pickup.evidence.mark, each.key))
            tick.setObjectName(f"evidence-{each.key}")
            self.first = self.first or tick
            head = tick
            under = b.holder(b.col(under, margins=(42, 0, 0, 0)))
        return b.holder(b.col(head, under, gap=0))

    def _looker(self, key: str) -> partial[None]:
        return partial(self.pickup.evidence.look_at, key)

    def _asked(self, screen: EvidenceScreen) -> list[Item]:
        b, say = self.bench, self.say
        reason = self._typed("reason", screen.reason, say("Reason"), say("e.g. the graduate disputes the receipt"))
        login = self._typed("login", screen.login, say("Supervisor's login"))
        self._password = b.edit("", say("Password"), secret=True)
        self._password.setObjectName("evidence-password")
        pair = (b.col if b.narrow else b.row)(
            b.field(say("Supervisor's login"), login), b.field(say("Password"), self._password), gap=12
        )
        return [b.field(say("Reason"), reason), b.holder(pair)]

    def _typed(self, name: str, text: str, word: str, placeholder: str = "") -> QLineEdit:
        edit = self.bench.edit(text, word, placeholder)
        edit.setObjectName(f"evidence-{name}")
        edit.textEdited.connect(lambda typed: self.pickup.evidence.write(name, typed))
        return edit

    def _submit(self) -> None:
        self.pickup.evidence.submit(self._password.text())
