"""The door: first run, sign-on, the lock. One column, left-aligned, the primary pinned when the text is large."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.presenters.door import DoorPresenter, DoorStage
from app.views.workbench import Bench, Button, Item, sleep
from app.wording import ZH

if TYPE_CHECKING:
    from uuid import UUID

    from app.desk.window_slips import DoorSlip, StaffSlip


ANEW = "anew"  # a field that takes nothing over when its page is drawn anew


class DoorPage:
    """Built anew for each state; ``first`` takes the focus and ``primary`` is what Enter presses.

    ``told`` says how the printing of the recovery sheet stands.
    """

    def __init__(
        self,
        bench: Bench,
        door: DoorPresenter,
        width: int,
        print_code: Callable[[], None],
        told: Sequence[QWidget] = (),
    ) -> None:
        self.bench = bench
        self._door = door
        self._width = width
        self._print_code = print_code
        self._told = told
        self.first: QWidget | None = None
        self.primary: Button | None = None
        self._fields: dict[str, QLineEdit] = {}

    def draw(self) -> QWidget:
        stage = self._door.screen.stage
        draws = {
            DoorStage.OPENING: self._opening,
            DoorStage.SHUT: self._shut,
            DoorStage.FIRST_RUN: self._first_run,
            DoorStage.RECOVERY: self._recovery,
            DoorStage.SIGN_ON: self._sign_on,
            DoorStage.LOCKED: self._locked,
        }
        return draws[stage]()

    def take_over(self, former: DoorPage) -> None:
        """What was typed into the sign-on stays when it is drawn anew; a password that was refused does not."""
        refused = bool(self._door.screen.problems)
        for code, edit in self._fields.items() if self.is_sign_on and former.is_sign_on else ():
            typed = former._fields[code]
            if not (refused and edit.echoMode() is QLineEdit.EchoMode.Password):
                edit.setText(typed.text())
            if typed.hasFocus():
                self.first = edit

    @property
    def is_sign_on(self) -> bool:
        return self._fields.keys() == {"login", "password"}

    # ------------------------------------------------------------------ the states
    def _opening(self) -> QWidget:
        say = self.bench.say
        told = say("The records are being opened.")
        if self._door.screen.founded:
            return self._sign_on_form(told, ready=False)
        return self._page(self._head(say("Opening the desk"), told), [])

    def _shut(self) -> QWidget:
        b, say = self.bench, self.bench.say
        told: list[Item] = [b.problem(each) for each in self._door.screen.problems]
        head = self._head(say("The desk cannot open"), "")
        whom = say("Tell the system office what stands here; on this computer ./desk doctor tells more.")
        return self._page([*head, 12, *told, 16, b.label(whom, "body", "text2")], [])

    def _sign_on(self) -> QWidget:
        door = self._door.screen.door
        if door is not None and door.demo:
            return self._demo(door)
        return self._sign_on_form(self._where(door), ready=True)

    def _sign_on_form(self, under: str, *, ready: bool) -> QWidget:
        b, say = self.bench, self.bench.say
        login = self._edit(say("Sign-on name"), "login")
        password = self._edit(say("Password"), "password", secret=True)
        self.primary = b.button(
            say("Sign on"), "Enter", "primary", "log-in", lambda: self._door.sign_on(login.text(), password.text())
        )
        self.first = login
        sleep(self.primary, not ready or self._door.screen.sending)
        head = self._head(say("Sign on"), under)
        fields: list[Item] = [b.field(say("Sign-on name"), login), 8, b.field(say("Password"), password)]
        return self._page([*head, 14, *fields, *self._problems()], [self.primary])

    def _demo(self, door: DoorSlip) -> QWidget:
        b, say = self.bench, self.bench.say
        buttons = [self._colleague(each, door) for each in door.staff]
        self.first = self.primary = buttons[0] if buttons else None
        note = say("This is a demonstration (示範): everybody in it is made up, and no real key or card works with it.")
        items: list[Item] = [
            *self._head(say("Who is at the window?"), self._where(door)),
            14,
            b.beside(b.icon("info", 20, line=24), b.label(note, "body", "text2")),
            16,
        ]
        for each in buttons:
            items += [each, 8]
        return self._page([*items, *self._problems()], [])

    def _colleague(self, staff: StaffSlip, door: DoorSlip) -> Button:
        b, say = self.bench, self.bench.say
        role = say("Supervisor") if staff.role == "supervisor" else say("Clerk")
        kind = "primary" if door.staff and staff.id == door.staff[0].id else "plain"
        button = b.button(
            f"{staff.name}　{role}",
            "Enter" if kind == "primary" else "",
            kind,
            "user-round",
            self._picker(staff.id),
            60 if kind == "primary" else 48,
        )
        button.setObjectName(f"staff-{staff.login}")
        return button

    def _picker(self, staff_id: UUID) -> Callable[[], object]:
        return lambda: self._door.pick(staff_id)

    def _locked(self) -> QWidget:
        b, say = self.bench, self.bench.say
        signed_on = self._door.screen.signed_on
        demo = self._door.screen.door is not None and self._door.screen.door.demo
        password = self._edit(say("Password"), "password", secret=True)
        self.first = password
        self.primary = b.button(say("Unlock"), "Enter", "primary", "", lambda: self._unlock(password.text()))
        other = b.button(say("Somebody else signs on"), "F6", "plain", "users", self._door.change_user, 48)
        items: list[Item] = self._head(say("The screen is locked"), "Locked" if say.language == ZH else "")
        if signed_on is not None:
            who = b.row(
                b.icon("user-round", 22),
                b.word(signed_on.staff.name, "heading"),
                b.label(say.of(signed_on.counter), "body", "text2"),
                gap=10,
            )
            items += [18, b.holder(who)]
        if demo:
            self.first = self.primary
            items += [12, b.label(say("In a demonstration one key unlocks."), "body", "text2")]
        else:
            items += [18, b.field(say("Password"), password)]
        minutes = signed_on.idle_minutes if signed_on else 5
        note = say(
            "The screen locks by itself after {minutes} minutes. "
            "The case in hand is kept; unlocking returns to its step.",
            minutes=minutes,
        )
        tail: list[Item] = [16, b.beside(b.icon("info", 20, line=24), b.label(note, "body", "text2"))]
        return self._page([*items, *self._problems()], [self.primary, other], tail)

    def _unlock(self, password: str) -> None:
        screen = self._door.screen
        if screen.door is not None and screen.door.demo and screen.signed_on is not None:
            self._door.pick(screen.signed_on.staff.id)
        else:
            self._door.unlock(password)

    def _first_run(self) -> QWidget:
        b, say = self.bench, self.bench.say
        login = self._edit(say("Sign-on name"), "login")
        name = self._edit(say("Name, as colleagues know it"), "name")
        password = self._edit(say("Password, at least ten characters"), "password", secret=True)
        again = self._edit(say("The same password again"), "again", secret=True)
        self.first = login
        self.primary = b.button(
            say("Set up the desk"),
            "Enter",
            "primary",
            "shield-check",
            lambda: self._door.found(login.text(), name.text(), password.text(), again.text()),
        )
        sleep(self.primary, self._door.screen.sending)
        again.setProperty(ANEW, bool(self._door.screen.problems))  # what was told to be typed again is
        told = say(
            "Nobody has worked here yet. The first supervisor is made now, and the keys of the records with him or her."
        )
        items: list[Item] = [*self._head(say("First run"), told)]
        for edit in (login, name, password, again):
            items += [8, b.field(edit.accessibleName(), edit)]
        return self._page([*items, *self._problems()], [self.primary])

    def _recovery(self) -> QWidget:
        b, say = self.bench, self.bench.say
        slip = self._door.screen.first_run
        code = b.label(slip.recovery_code if slip else "", "title")
        code.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        code.setAccessibleName(say("Recovery code"))
        told = say(
            "With this code the records open when every station's key is lost. It is shown once and kept nowhere: "
            "print it, and lock the sheet away."
        )
        then = say("Then sign on, and add the colleagues who work here (Alt+6).")
        self.first = self.primary = b.button(say("Print the sheet"), "F9", "primary", "printer", self._print_code)
        done = b.button(
            say("It is printed and locked away"), "Ctrl+Enter", "plain", "check", self._door.code_is_kept, 60
        )
        items: list[Item] = [*self._head(say("Recovery code"), told), 16, code, 12, *self._told]
        return self._page([*items, 12, b.label(then, "body", "text2")], [self.primary, done])

    # ------------------------------------------------------------------ parts
    def _head(self, title: str, under: str) -> list[Item]:
        b = self.bench
        items: list[Item] = [b.row(b.icon("graduation-cap", 40, "go"), None), 12, b.label(title, "name")]
        if under:
            items.append(b.label(under, "body", "text2"))
        return items

    def _where(self, door: DoorSlip | None) -> str:
        say = self.bench.say
        return "" if door is None else f"{say.of(door.school)}　{say.of(door.counter)}"

    def _edit(self, name: str, code: str, *, secret: bool = False) -> QLineEdit:
        edit = self.bench.edit("", name, secret=secret)
        edit.setObjectName(f"door-{code}")
        self._fields[code] = edit
        edit.returnPressed.connect(self._enter)
        return edit

    def _enter(self) -> None:
        if self.primary is not None and not self._door.screen.sending:
            self.primary.click()

    def _problems(self) -> list[Item]:
        items: list[Item] = []
        for each in self._door.screen.problems:
            items += [12, self.bench.problem(each)]
        return items

    def _page(self, items: list[Item], buttons: list[Button], tail: list[Item] | None = None) -> QWidget:
        b = self.bench
        if b.narrow:
            area = b.scroll(b.holder(b.col(*items, *(tail or []), None, gap=4, margins=(24, 20, 24, 16))))
            if not buttons:
                return area
            buttons[0].setProperty("fills", True)
            bar = b.holder(b.row(*buttons, gap=10, margins=(16, 8, 16, 8)), "bar")
            return b.holder(b.col(area, b.hline(), bar, gap=0))
        acts: list[Item] = [16]
        for each in buttons:
            acts += [each, 10]
        inner = b.holder(b.col(*items, *(acts if buttons else []), *(tail or []), gap=4))
        inner.setFixedWidth(min(b.px(440), self._width - b.px(48)))
        middle = b.col(None, b.row(None, inner, None), None, gap=0, margins=(0, 24, 0, 24))
        return b.scroll(b.holder(middle))
