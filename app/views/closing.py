"""Closing a window or the school (暫停辦理): at the left what is closed already, at the right the supervisor's form."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.dates import roc_date
from app.desk.day_slips import ClosingSlip, ClosureSlip
from app.presenters.closing import ClosingPresenter, ClosingScreen
from app.views.case_words import day_short
from app.views.workbench import Bench, Button, Item, sleep
from app.wording import ZH


class ClosingPage:
    """``primary`` closes, or opens again when a closure is chosen; ``first`` takes the focus."""

    def __init__(self, bench: Bench, closing: ClosingPresenter, key: object) -> None:
        self.key = key
        self.bench = bench
        self._closing = closing
        self.primary: Button | None = None
        self.first: QWidget | None = None
        self._password = QLineEdit()
        self.page = self._draw()

    def _draw(self) -> QWidget:
        b, screen = self.bench, self._closing.screen
        slip = screen.slip
        if slip is None:
            told: list[Item] = [b.problem(each) for each in screen.problems]
            return b.scroll(b.holder(b.col(*told, None, margins=(32, 24, 32, 20))))
        form = self._opening(screen, chosen) if (chosen := screen.to_open) else self._form(screen, slip)
        buttons = self._buttons(screen)
        if b.narrow:
            inner = b.holder(b.col(*form, 18, *self._list(slip), None, gap=0, margins=(16, 10, 12, 16)))
            bar = b.holder(b.row(buttons[1], buttons[0], gap=10, margins=(16, 8, 12, 8)), "bar")
            return b.holder(b.col(b.scroll(inner), b.hline(), bar, gap=0))
        left = b.holder(b.col(*self._done(screen, slip), *self._list(slip), None, gap=0, margins=(32, 22, 32, 16)))
        left.setMaximumWidth(b.px(900))
        beside = b.row(left, *([None] if b.wide else []), gap=0)
        beside.setStretch(0, 1000)
        side = b.scroll(b.holder(b.col(*form, None, gap=0)))
        right = b.holder(b.col(side, 10, *buttons, gap=8, margins=(24, 18, 24, 20)), "steps")
        right.setFixedWidth(b.px(480 if b.wide else 440))
        return b.holder(b.row(b.scroll(b.holder(beside)), b.vline(), right, gap=0))

    # ------------------------------------------------------------------ what is closed
    def _done(self, screen: ClosingScreen, slip: ClosingSlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        if not screen.told:
            return []
        moved = say.count("{number} due date has moved.", "{number} due dates have moved.", slip.moved)
        if slip.opened:
            return [b.told(say("Open again."), "go", more=moved), 14]
        more = moved + (" " if say.language != ZH else "") + say("Print the notice and put it on the door.")
        return [b.told(say("Closed. Every window refuses from now on."), "go", more=more), 14]

    def _list(self, slip: ClosingSlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        made: list[Item] = [b.label(say("Closed by a supervisor"), "heading"), 6]
        if not slip.closures:
            return [*made, b.label(say("No day is closed by a supervisor."), "body", "text2")]
        for each in slip.closures:
            made += [self._closure(each), b.hline()]
        return made

    def _closure(self, each: ClosureSlip) -> QWidget:
        b, say = self.bench, self.bench.say
        first, last = day_short(say, each.first), day_short(say, each.last)
        days = first if each.first == each.last else say("{first} to {last}", first=first, last=last)
        kind = say("only hands nothing over") if each.suspended else say("closed")
        words = b.col(
            b.label(f"{days}　{say.of(each.where)}", "strong"),
            b.label(say.of(each.reason), "body"),
            b.label(say("{kind}, by {who}", kind=kind, who=each.closed_by or "—"), "small", "text2"),
            gap=0,
        )
        notice = b.button(say("Notice"), "", "plain", "printer", partial(self._closing.print_notice, each.id), 40)
        notice.setAccessibleName(say("Notice of {days}", days=days))
        again = b.button(say("Open again"), "", "plain", "undo-2", partial(self._closing.choose, each.id), 40)
        again.setAccessibleName(say("Open again what is closed on {days}", days=days))
        text = b.holder(words, fills=True)
        buttons = b.row(notice, again, None, gap=8)
        row = b.col(text, buttons, gap=8, margins=(0, 10, 0, 10))
        return b.holder(row)

    # ------------------------------------------------------------------ the form
    def _form(self, screen: ClosingScreen, slip: ClosingSlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        scopes = (("school", say("The whole school")), ("counter", say.of(slip.counter_name)))
        scope = b.choices(scopes, screen.scope, self._closing.choose_scope)
        usual = roc_date(slip.today) if say.language == ZH else slip.today.isoformat()
        first = self._edit("first", say("First day"), screen.first, say("today, {day}", day=usual))
        last = self._edit("last", say("Last day"), screen.last, say("the same day"))
        reason = self._edit(
            "reason_zh", say("Reason, in Chinese"), screen.reason_zh, say("e.g. typhoon, offices closed")
        )
        english = self._edit("reason_en", say("Reason, in English"), screen.reason_en, say("stands on the notice"))
        self.first = reason
        days = b.row(b.field(say("First day"), first), b.field(say("Last day"), last), gap=12)
        tick = b.tick(
            say("The office works and only hands nothing over"), screen.suspended, self._closing.mark_suspended
        )
        tick.setObjectName("closing-suspended")
        return [
            b.label(say("Close a window or the school"), "heading"),
            b.label(say("In force at once; for the whole school due dates move with it."), "body", "text2"),
            *self._problems(screen),
            8,
            b.field(say("What is closed"), scope),
            4,
            b.holder(days),
            6,
            b.field(say("Reason, in Chinese"), reason),
            6,
            b.field(say("Reason, in English"), english),
            2,
            tick,
            2,
            self._sign_on(screen),
        ]

    def _opening(self, screen: ClosingScreen, chosen: ClosureSlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        first, last = day_short(say, chosen.first), day_short(say, chosen.last)
        title = say("Open again what is closed on {days}", days=first if first == last else f"{first}–{last}")
        told = say(
            "{where}, {reason}. Days that have passed stay closed; due dates move back.",
            where=say.of(chosen.where),
            reason=say.of(chosen.reason),
        )
        sign_on = self._sign_on(screen)
        self.first = self._password if screen.login else self.first
        return [b.label(title, "heading"), b.label(told, "body", "text2"), *self._problems(screen), 12, sign_on]

    def _problems(self, screen: ClosingScreen) -> list[Item]:
        return [item for each in screen.problems for item in (8, self.bench.problem(each))]

    def _sign_on(self, screen: ClosingScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        login = self._edit("login", say("Supervisor's login"), screen.login, "")
        self._password = b.edit("", say("Password"), secret=True)
        self._password.setObjectName("closing-password")
        self.first = self.first or login
        pair = (b.col if b.narrow else b.row)(
            b.field(say("Supervisor's login"), login), b.field(say("Password"), self._password), gap=12
        )
        return b.holder(pair)

    def _edit(self, name: str, word: str, text: str, placeholder: str) -> QLineEdit:
        edit = self.bench.edit(text, word, placeholder)
        edit.setObjectName(f"closing-{name}")
        edit.textEdited.connect(lambda typed: self._closing.write(name, typed))
        return edit

    def _buttons(self, screen: ClosingScreen) -> list[Button]:
        b, say = self.bench, self.bench.say
        opening = screen.to_open is not None
        text, icon = (say("Open again"), "undo-2") if opening else (say("Close these days"), "megaphone")
        self.primary = b.button(text, "F9", "primary", icon, lambda: self._closing.submit(self._password.text()))
        sleep(self.primary, screen.sending)
        back = b.button(say("Cancel") if opening else say("Back to the day"), "Esc", "plain", "x", self._closing.back)
        if b.narrow:
            self.primary.setProperty("fills", True)
        return [self.primary, back]
