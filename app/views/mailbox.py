"""A graduate's mailboxes: each with its state, masked; and the form on which one is put right and verified (D25)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from app.dates import wall_time
from app.desk.mailbox_words import mailbox_words
from app.desk.queue_slips import MailboxCheckSlip, WhoseSlip
from app.errors import Trouble
from app.presenters.mailbox import MailboxPresenter, MailboxScreen
from app.views.workbench import Bench, Button, Item, sleep

TONES = {
    "accepted": "go",
    "delayed": "warn",
    "later": "warn",
    "denied": "warn",
    "refused": "stop",
    "unknown": "stop",
    "bounced": "stop",
}


def mailbox_lines(bench: Bench, whose: WhoseSlip) -> list[QWidget]:
    """One line for each mailbox."""
    b, say = bench, bench.say
    if not whose.mailboxes:
        return [b.told(say("No mailbox is known."), "stop")]
    return [b.told(mailbox_words(say, whose, each), TONES.get(each.state, "wait")) for each in whose.mailboxes]


class MailboxForm:
    """First the address, then the code: on a page of the queue, or on a sheet over a case."""

    def __init__(self, bench: Bench, mailbox: MailboxPresenter) -> None:
        self.bench = bench
        self._mailbox = mailbox
        self.first: QLineEdit | None = None

    def title(self, screen: MailboxScreen) -> str:
        whose = screen.whose
        facts = {"name": whose.name_masked, "number": whose.number} if whose is not None else {}
        return self.bench.say("Correct the mailbox of {name} {number}", **facts)

    def fields(self, screen: MailboxScreen) -> list[Item]:
        """What is known of the mailboxes, and what is to be typed."""
        known: list[Item] = [*mailbox_lines(self.bench, screen.whose), 12] if screen.whose is not None else []
        return known + (self._address(screen) if screen.check is None else self._code(screen))

    def act(self, screen: MailboxScreen) -> Button:
        b, say = self.bench, self.bench.say
        word, icon = (say("Send a code to it"), "mail") if screen.check is None else (say("The code is right"), "check")
        return sleep(b.button(word, "F9", "primary", icon, self._mailbox.go_on), screen.sending or screen.whose is None)

    def _address(self, screen: MailboxScreen) -> list[Item]:
        b, say = self.bench, self.bench.say
        edit = b.edit(screen.address, say("The graduate's own mailbox"), "name@domain")
        edit.setObjectName("mailbox-address")
        edit.textEdited.connect(self._mailbox.write_address)
        self.first = edit
        told = say("A code is mailed to it. Only when the graduate tells it is the mailbox changed.")
        return [b.label(told, "body", "text2"), b.field(say("The graduate's own mailbox"), edit)]

    def _code(self, screen: MailboxScreen) -> list[Item]:
        b, say, check = self.bench, self.bench.say, screen.check
        assert check is not None
        edit = b.edit(screen.code, say("The code that the graduate tells"))
        edit.setObjectName("mailbox-code")
        edit.setMaxLength(12)
        edit.textEdited.connect(self._mailbox.write_code)
        self.first = edit
        again = b.button(say("Send the code again"), "", "plain", "rotate-ccw", self._mailbox.send_code)
        other = b.button(say("Another mailbox"), "", "plain", "", self._mailbox.another_address)
        field = b.field(say("The code that the graduate tells"), edit)
        return [self._way(check), field, 4, b.row(again, other, None, gap=12)]

    def _way(self, check: MailboxCheckSlip) -> QWidget:
        """How far the message with the code is."""
        b, say = self.bench, self.bench.say
        if check.problem:
            return b.problem(Trouble(check.problem))
        if not check.sent:
            return b.told(say("The code is on its way to {mailbox}.", mailbox=check.mailbox_masked), "wait")
        if check.simulated_in:
            text = say("Demonstration: nothing was mailed. The newest .txt in {folder} holds the code.",
                       folder=check.simulated_in)  # fmt: skip
            return b.told(text, "info")
        until = wall_time(check.good_until)
        text = say(
            "The code was mailed to {mailbox}; it is good until {time}.", mailbox=check.mailbox_masked, time=until
        )
        return b.told(text, "go")


class MailboxPage:
    """The form as a page of the queue; Esc leaves everything as it was."""

    def __init__(self, bench: Bench, mailbox: MailboxPresenter, leave: Callable[[], object]) -> None:
        self.bench = bench
        self._leave = leave
        self._form = MailboxForm(bench, mailbox)
        self.primary: Button | None = None

    @property
    def first(self) -> QLineEdit | None:
        return self._form.first

    def draw(self, screen: MailboxScreen) -> QWidget:
        b, say, form = self.bench, self.bench.say, self._form
        items: list[Item] = [b.label(form.title(screen), "title"), 8, *form.fields(screen)]
        items += [8, *[b.problem(each) for each in screen.problems]]
        self.primary = form.act(screen)
        cancel = b.button(say("Cancel"), "Esc", "plain", act=self._leave, height=60)
        foot = b.row(None, cancel, self.primary, gap=12)
        margins = (16, 8, 16, 8) if b.narrow else (32, 24, 32, 16)
        area = b.scroll(b.holder(b.col(*items, None, gap=8)))
        area.setProperty("grows", True)
        return b.holder(b.col(area, b.holder(foot), gap=8, margins=margins))
