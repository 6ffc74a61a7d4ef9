"""A graduate's mailboxes: each with its state, masked; and the page on which one is put right and verified (D25)."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.dates import local, roc_date, wall_time
from app.desk.queue_slips import JobSlip, MailboxSlip
from app.errors import Trouble
from app.presenters.queue import Correcting, QueuePresenter
from app.views.workbench import Bench, Button, Item, sleep
from app.wording import ZH, Wording

TONES = {
    "accepted": "go",
    "delayed": "warn",
    "later": "warn",
    "denied": "warn",
    "refused": "stop",
    "unknown": "stop",
    "bounced": "stop",
}


def place_word(say: Wording, place: str) -> str:
    words = {"own": say("Own mailbox"), "school": say("School mailbox"), "campus": say("Campus mailbox")}
    return words.get(place, place)


def state_words(say: Wording, mailbox: MailboxSlip) -> str:
    """What became of the message to this mailbox."""
    return {
        "known": say("not sent yet"),
        "denied": say("not allowed by the rules"),
        "pending": say("not sent yet"),
        "sending": say("being sent"),
        "accepted": say("its server took it"),
        "later": say("to be tried later"),
        "refused": say("refused"),
        "unknown": say("outcome unknown"),
        "delayed": say("takes longer"),
        "bounced": say("came back"),
    }.get(mailbox.state, mailbox.state)


def mailbox_lines(bench: Bench, job: JobSlip) -> list[QWidget]:
    """One line for each mailbox: which, masked address, state, when, the server's number."""
    b, say = bench, bench.say
    if not job.mailboxes:
        return [b.told(say("No mailbox is known."), "stop")]
    lines = []
    simulated = job.note.endswith("_simulated")
    for each in job.mailboxes:
        written = simulated and each.state == "accepted"
        parts = [say("written to the demonstration's folder") if written else state_words(say, each)]
        if each.at is not None:
            there = local(each.at)
            day = roc_date(there.date()) if say.language == ZH else there.date().isoformat()
            parts.append(f"{day} {wall_time(each.at)}")
        if each.status or each.reply >= 400:
            parts.append(each.status or str(each.reply))
        verified = each.place == "own" and job.mailbox_verified and each.state != "denied"
        name = place_word(say, each.place) + say(": ") + each.masked
        if verified:
            name += " " + say("(verified)")
        text = say(", ").join([name, *parts])
        lines.append(b.told(text, TONES.get(each.state, "wait")))
    return lines


class MailboxPage:
    """First the address, then the code: Esc leaves everything as it was."""

    def __init__(self, bench: Bench, queue: QueuePresenter) -> None:
        self.bench = bench
        self._queue = queue
        self.primary: Button | None = None
        self.first: QLineEdit | None = None

    def draw(self, correcting: Correcting) -> QWidget:
        b, say = self.bench, self.bench.say
        job, check = correcting.job, correcting.check
        head = b.label(say("Correct the mailbox of {name} {number}", name=job.name_masked, number=job.short), "title")
        items: list[Item] = [head, 8, *mailbox_lines(b, job), 12]
        if check is None:
            items += self._address(correcting)
            act = b.button(say("Send a code to it"), "F9", "primary", "mail", self._queue.go_on)
        else:
            items += self._code(correcting)
            act = b.button(say("The code is right"), "F9", "primary", "check", self._queue.go_on)
        items += [8, *[b.problem(each) for each in correcting.problems]]
        self.primary = sleep(act, correcting.sending)
        cancel = b.button(say("Cancel"), "Esc", "plain", act=self._queue.leave, height=60)
        foot = b.row(None, cancel, act, gap=12)
        margins = (16, 8, 16, 8) if b.narrow else (32, 24, 32, 16)
        area = b.scroll(b.holder(b.col(*items, None, gap=8)))
        area.setProperty("grows", True)
        return b.holder(b.col(area, b.holder(foot), gap=8, margins=margins))

    def _address(self, correcting: Correcting) -> list[Item]:
        b, say = self.bench, self.bench.say
        edit = b.edit(correcting.address, say("The graduate's own mailbox"), "name@domain")
        edit.setObjectName("mailbox-address")
        edit.textEdited.connect(self._queue.write_address)
        self.first = edit
        told = say("A code is mailed to it. Only when the graduate tells it is the mailbox changed.")
        return [b.label(told, "body", "text2"), b.field(say("The graduate's own mailbox"), edit)]

    def _code(self, correcting: Correcting) -> list[Item]:
        b, say, check = self.bench, self.bench.say, correcting.check
        assert check is not None
        edit = b.edit(correcting.code, say("The code that the graduate tells"))
        edit.setObjectName("mailbox-code")
        edit.setMaxLength(12)
        edit.textEdited.connect(self._queue.write_code)
        self.first = edit
        until = wall_time(check.good_until)
        if check.problem:
            state = b.problem(Trouble(check.problem))
        elif check.sent:
            text = say(
                "The code was mailed to {mailbox}; it is good until {time}.", mailbox=check.mailbox_masked, time=until
            )
            state = b.told(text, "go")
            if check.simulated_in:
                text = say("Demonstration: nothing was mailed. The newest .txt in {folder} holds the code.",
                           folder=check.simulated_in)  # fmt: skip
                state = b.told(text, "info")
        else:
            state = b.told(say("The code is on its way to {mailbox}.", mailbox=check.mailbox_masked), "wait")
        again = b.button(say("Send the code again"), "", "plain", "rotate-ccw", self._queue.send_code)
        other = b.button(say("Another mailbox"), "", "plain", "", self._queue.another_address)
        return [state, b.field(say("The code that the graduate tells"), edit), 4, b.row(again, other, None, gap=12)]
