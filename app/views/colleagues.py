"""A supervisor's page: who works here, at the left; at the right what is done about the chosen one, or a new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QItemSelection
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from app.desk.window_slips import ColleagueSlip
from app.presenters.colleagues import CLERK, SUPERVISOR, Act, ColleaguesPresenter, ColleaguesScreen
from app.views.case_words import moment
from app.views.tables import Cell, Shape, a_list
from app.views.workbench import Bench, Button, Item, sleep, style
from app.wording import Wording

KEYS = {Act.RETIRE: "F8", Act.RESTORE: "F8", Act.UNLOCK: "F7", Act.PASSWORD: "F6"}
ICONS = {
    Act.ADD: "user-round",
    Act.RETIRE: "circle-x",
    Act.RESTORE: "undo-2",
    Act.UNLOCK: "lock",
    Act.PASSWORD: "keyboard",
}
ANEW = "anew"  # a password that was told to be typed again takes nothing over


def act_word(say: Wording, act: Act) -> str:
    return {
        Act.ADD: say("Add a colleague"),
        Act.RETIRE: say("Take out of service"),
        Act.RESTORE: say("Bring back into service"),
        Act.UNLOCK: say("End the lock"),
        Act.PASSWORD: say("Give a new password"),
    }.get(act, "")


def done_words(say: Wording, act: Act, login: str) -> str:
    match act:
        case Act.RETIRE:
            return say("{login} cannot sign on any more; an open window of theirs locks itself.", login=login)
        case Act.PASSWORD:
            return say("The new password of {login} is in force. Tell it to nobody else.", login=login)
    return say("{login} may sign on from now on.", login=login)


class ColleaguesPage:
    """``kind`` names the question, so that the focus settles anew when it turns."""

    def __init__(self, bench: Bench, colleagues: ColleaguesPresenter) -> None:
        self.bench, self.say = bench, bench.say
        self._colleagues = colleagues
        self.kind = f"colleagues-{colleagues.screen.act}"
        self.primary: Button | None = None
        self.first: QWidget | None = None
        self.buttons: dict[str, Button] = {}
        self._edits: dict[str, QLineEdit] = {}

    def draw(self) -> QWidget:
        b, screen = self.bench, self._colleagues.screen
        if screen.people is None:
            told = [b.problem(each) for each in screen.problems]
            reading = told or [b.label(self.say("The list is being read."), "body", "text2")]
            return b.scroll(b.holder(b.col(*reading, None, margins=(32, 24, 32, 20))))
        asking = screen.act is not Act.NONE
        side = self._question(screen) if asking else self._chosen(screen)
        page = self._one_column(screen, side, asking=asking) if b.narrow else self._two_columns(screen, side)
        page.setStyleSheet(style(b.look))
        return page

    def _two_columns(self, screen: ColleaguesScreen, side: list[Item]) -> QWidget:
        b = self.bench
        table = self._table(screen, screen.people or ())
        table.setEnabled(screen.act is Act.NONE)
        left = b.holder(b.col(*self._told(screen), self._count(screen), 8, table, gap=0, margins=(32, 18, 24, 12)))
        left.setProperty("fills", True)
        buttons = self._buttons(screen)
        area = b.scroll(b.holder(b.col(*side, None, gap=0)))
        right = b.holder(b.col(area, 10, *buttons, gap=8, margins=(24, 18, 24, 20)), "steps")
        right.setFixedWidth(b.px(480 if b.wide else 440))
        return b.holder(b.row(left, b.vline(), right, gap=0))

    def _one_column(self, screen: ColleaguesScreen, side: list[Item], *, asking: bool) -> QWidget:
        """Very large text: the list or the question; the primary stays below."""
        b = self.bench
        buttons = self._buttons(screen)
        items = side if asking else [*self._told(screen), self._list(screen), 12, *side]
        rest = [] if asking else [item for each in buttons[1:] for item in (8, each)]
        inner = b.holder(b.col(*items, *rest, None, gap=0, margins=(16, 10, 12, 16)))
        buttons[0].setProperty("fills", True)
        pinned = [buttons[1], buttons[0]] if asking else buttons[:1]
        bar = b.holder(b.row(*pinned, gap=10, margins=(16, 8, 12, 8)), "bar")
        return b.holder(b.col(b.scroll(inner), b.hline(), bar, gap=0))

    # ------------------------------------------------------------------ the list
    def _told(self, screen: ColleaguesScreen) -> list[Item]:
        b = self.bench
        if screen.act is Act.NONE and screen.problems:
            return [item for each in screen.problems for item in (b.problem(each), 8)]
        return [b.told(done_words(self.say, screen.did, screen.whom), "go"), 8] if screen.did is not Act.NONE else []

    def _count(self, screen: ColleaguesScreen) -> QWidget:
        serving = sum(each.retired_at is None for each in screen.people or ())
        told = self.say.count("{number} colleague in service", "{number} colleagues in service", serving)
        return self.bench.label(told, "heading")

    def _list(self, screen: ColleaguesScreen) -> QWidget:
        table = self._table(screen, screen.people or ())
        table.setFixedHeight(self.bench.px(44 + 50 * min(len(screen.people or ()), 3)))
        return table

    def _table(self, screen: ColleaguesScreen, people: tuple[ColleagueSlip, ...]) -> QTableView:
        b, say = self.bench, self.say
        heads = [say("State"), say("Name"), say("Sign-on name"), say("Role"), say("Last sign-on")]
        shape = Shape((140, 0, 150, 110, 160), narrow=(190, 0, 150, 0, 0), hidden_when_narrow=(3, 4))
        table = a_list(b, "colleagues-table", say("Colleagues"), heads, [self._cells(each) for each in people], shape)
        chosen = screen.colleague
        table.selectRow(next((row for row, each in enumerate(people) if each == chosen), 0))
        table.selectionModel().selectionChanged.connect(self._selected)
        self.first = table
        return table

    def _cells(self, each: ColleagueSlip) -> list[Cell]:
        state, tone = self._state(each)
        entered = self._when(each.entered_at)
        return [Cell(state, tone), Cell(each.staff.name), Cell(each.staff.login), Cell(self._role(each)), Cell(entered)]

    def _state(self, each: ColleagueSlip) -> tuple[str, str]:
        if each.retired_at is not None:
            return self.say("out of service"), "wait"
        if each.locked_until is not None:
            return self.say("locked"), "warn"
        return self.say("in service"), "go"

    def _role(self, each: ColleagueSlip) -> str:
        return self.say("Supervisor") if each.staff.role == SUPERVISOR else self.say("Clerk")

    def _when(self, at: datetime | None) -> str:
        return moment(self.say, at) if at is not None else "—"

    def _selected(self, chosen: QItemSelection) -> None:
        people = self._colleagues.screen.people or ()
        if chosen.indexes():
            self._colleagues.choose(people[chosen.indexes()[0].row()].staff.id)

    # ------------------------------------------------------------------ the chosen one
    def _chosen(self, screen: ColleaguesScreen) -> list[Item]:
        b, say, one = self.bench, self.say, screen.colleague
        if one is None:
            return []
        state, _ = self._state(one)
        if one.locked_until is not None and one.retired_at is None:
            state = say("locked until {time}, after five wrong passwords", time=self._when(one.locked_until))
        if one.retired_at is not None:
            state = say("out of service since {time}", time=self._when(one.retired_at))
        facts = [
            (say("Sign-on name"), one.staff.login),
            (say("Role"), self._role(one)),
            (say("State"), state),
            (say("Last sign-on"), self._when(one.entered_at)),
        ]
        return [b.label(one.staff.name, "heading"), 8, b.facts(facts, 8)]

    def _buttons(self, screen: ColleaguesScreen) -> list[Button]:
        b, say = self.bench, self.say
        if screen.act is not Act.NONE:
            text, icon = act_word(say, screen.act), ICONS[screen.act]
            self.primary = b.button(text, "F9", "primary", icon, self._submit)
            sleep(self.primary, screen.sending)
            return [self.primary, b.button(say("Cancel"), "Esc", "plain", "x", self._colleagues.back)]
        add = act_word(say, Act.ADD)
        self.primary = b.button(add, "F9", "primary", ICONS[Act.ADD], partial(self._colleagues.begin, Act.ADD))
        made = [self.primary]
        for act in screen.possible:
            button = b.button(act_word(say, act), KEYS[act], "plain", ICONS[act], self._beginner(act))
            button.setObjectName(f"colleague-{act}")
            self.buttons[KEYS[act]] = button
            made.append(button)
        return made

    def _beginner(self, act: Act) -> Callable[[], None]:
        return lambda: self._colleagues.begin(act)

    # ------------------------------------------------------------------ the question
    def _question(self, screen: ColleaguesScreen) -> list[Item]:
        b, say, act = self.bench, self.say, screen.act
        one = screen.colleague
        whom = f"{one.staff.name}　{one.staff.login}" if one is not None and act is not Act.ADD else ""
        items: list[Item] = [b.label(act_word(say, act), "heading"), *([b.label(whom, "strong")] if whom else [])]
        items += [4, b.label(self._consequence(act), "body", "text2")]
        items += [item for each in screen.problems for item in (8, b.problem(each))]
        self.first = None
        if act is Act.ADD:
            roles = ((CLERK, say("Clerk")), (SUPERVISOR, say("Supervisor")))
            login = self._field("login", say("Sign-on name"), say("e.g. the initials"))
            items += [10, self._pair(login, self._field("name", say("Name"), say("as colleagues know it")))]
            items += [6, b.field(say("Role"), b.choices(roles, screen.role, self._colleagues.choose_role, 2))]
        if act in (Act.ADD, Act.PASSWORD):
            new = self._field("new", say("First password") if act is Act.ADD else say("New password"), secret=True)
            items += [6, self._pair(new, self._field("again", say("The same password again"), secret=True))]
        own = say("Your own password ({login})", login=screen.login)
        return [*items, 6, self._field("own", own, secret=True)]

    def _consequence(self, act: Act) -> str:
        say = self.say
        return {
            Act.ADD: say("The first password has at least ten characters. Tell it to nobody but the colleague."),
            Act.RETIRE: say("From now on no sign-on. What was done stays recorded, and nobody gets the login again."),
            Act.RESTORE: say("With the password of before."),
            Act.UNLOCK: say("Five wrong passwords lock a login for fifteen minutes; it is open again at once."),
            Act.PASSWORD: say("For somebody who forgot it: at least ten characters. A lock ends with it."),
        }[act]

    def _pair(self, first: QWidget, second: QWidget) -> QWidget:
        b = self.bench
        return b.holder((b.col if b.narrow else b.row)(first, second, gap=12))

    def _field(self, name: str, word: str, placeholder: str = "", *, secret: bool = False) -> QWidget:
        edit = self.bench.edit("", word, placeholder, secret=secret)
        edit.setObjectName(f"colleague-{name}")
        differs = any(each.code == "password.differs" for each in self._colleagues.screen.problems)
        edit.setProperty(ANEW, name == "again" and differs)
        self._edits[name] = edit
        self.first = self.first or edit
        return self.bench.field(word, edit)

    def _submit(self) -> None:
        typed = {name: edit.text() for name, edit in self._edits.items()}
        self._colleagues.submit(typed.pop("own"), **typed)
