"""The queue of digital certificates: those that need a person first; Enter or F9 does the one next thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QTableView, QWidget

from app.dates import local, roc_date, wall_time
from app.desk.day_words import unsent
from app.desk.queue_slips import JobSlip, PauseSlip, QueueSlip
from app.errors import Obstacle
from app.presenters.queue import TABS, Question, QueuePresenter, QueueScreen
from app.presenters.window import Page
from app.views.mailbox import MailboxPage, mailbox_lines
from app.views.queue_search import Searched, search_row
from app.views.tables import Cell, Shape, a_list
from app.views.workbench import Bench, Button, Item, sleep
from app.wording import ZH, Wording


def state_word(say: Wording, job: JobSlip) -> str:
    if job.state == "waiting" and job.note == "platform.sent":
        return say("receipt awaited")
    waits = say("ready to send") if job.has_pdf else say("waiting")
    return {
        "queued": waits,
        "working": say("being made"),
        "waiting": waits,
        "done": say("done"),
        "dead": say("needs a person"),
        "cancelled": say("cancelled"),
    }[job.state]


def note_words(say: Wording, job: JobSlip) -> str:
    if job.note:
        why = say.explain(Obstacle(job.note, dict(job.note_facts))).text
        told = job.state == "dead" or job.kind == "digital_withdrawal"  # a message stands in the list only when dead
        what = unsent(say, job.kind) if told else ""
        return what + say(": ") + why if what else why
    return say("queued at {time}", time=wall_time(job.queued_at))


KEY_ELSEWHERE = "signing.no_key_here"  # most stations sign nothing, and their certificates are made all the same
MAKING = ("signing.", "keys.", "token.", "timestamp.", "revocation.", "worker.", "database.")
"""What keeps a certificate from being made; other ways that are shut keep it from being sent."""


def next_words(say: Wording, screen: QueueScreen, job: JobSlip) -> str:
    """What is to be done about one that goes on by itself, or would: what its remark asks for, or the whole queue."""
    under_way = job.state in ("queued", "working", "waiting")
    if under_way and screen.slip is not None and screen.slip.pause is not None and job.note != "platform.sent":
        return say("It waits until a supervisor resumes.")
    if job.note:
        return say.explain(Obstacle(job.note, dict(job.note_facts))).next_step
    if not under_way:
        return ""
    held = [each for each in screen.holds if each.code.startswith(MAKING) and each.code != KEY_ELSEWHERE]
    return say.explain(held[0]).next_step if held else say("It is made by itself; there is nothing to do.")


class QueuePage:
    """``go`` leads on to a supervisor's pages; None for a clerk."""

    def __init__(self, bench: Bench, queue: QueuePresenter, go: Callable[[Page], None] | None = None) -> None:
        self.bench = bench
        self._go = go
        self._queue = queue
        self.table: QTableView | None = None
        self.primary: Button | None = None
        self.sheet: QueueQuestion | MailboxPage | None = None
        self.buttons: dict[str, Button] = {}
        self.kind = "queue"

    @property
    def first(self) -> QWidget | None:
        """What takes the focus when the page turns."""
        return self.table if self.sheet is None else self.sheet.first

    def draw(self) -> QWidget:
        b, screen = self.bench, self._queue.screen
        slip, self.sheet = screen.slip, None
        correcting = self._queue.mailbox.screen
        if correcting.whose is not None:
            mailbox = self.sheet = MailboxPage(b, self._queue.mailbox, self._queue.leave)
            drawn = mailbox.draw(correcting)
            self.kind = "mailbox-code" if correcting.check else "mailbox-address"
            self.primary = mailbox.primary
            return drawn
        if slip is None:
            told: list[Item] = [b.problem(each) for each in screen.problems]
            return b.scroll(b.holder(b.col(*told, None, margins=(32, 24, 32, 20))))
        if screen.question is not None:
            self.table, self.kind = None, "queue-question"
            question = self.sheet = QueueQuestion(b, self._queue)
            page = question.draw(screen)
            self.primary = question.primary
            return page
        return Searched(self._listed(screen, slip), self._queue.scanned)

    def _listed(self, screen: QueueScreen, slip: QueueSlip) -> QWidget:
        b = self.bench
        items: list[Item] = [self._tabs(slip), 8, *search_row(b, self._queue, slip), 8]
        if slip.pause is not None:
            items += [self._paused(slip.pause), 8]
        for each in screen.holds:
            items += [b.problem(each, "info" if each.code == KEY_ELSEWHERE else "warn"), 8]
        items += [*[b.problem(each) for each in screen.problems], *self._news(screen)]
        if screen.batch:
            items += [b.status(self._batch_words(screen), "info", "hourglass"), 8]
        items.append(self._table(screen, slip) if slip.jobs else self._empty(screen))
        items += self._beside(screen)
        if not b.narrow:
            return b.holder(b.col(*items, 8, self._bar(screen), gap=0, margins=(32, 18, 24, 12)))
        bar, under = self._narrow_bar(screen)
        area = b.scroll(b.holder(b.col(*items, 8, *under, None, gap=0, margins=(16, 8, 12, 8))))
        area.setObjectName("queue-area")
        return b.holder(b.col(area, b.hline(), bar, gap=0))

    def _news(self, screen: QueueScreen) -> list[QWidget]:
        """What was just done."""
        b, say = self.bench, self.bench.say
        if screen.corrected:
            text = say("The mailbox is {mailbox} now; what it missed is sent to it.", mailbox=screen.corrected)
            return [b.told(text, "go")]
        receipt = screen.receipt
        if receipt is None:
            return []
        facts = {"package": receipt.package, "accepted": receipt.accepted, "rejected": receipt.rejected}
        text = say("The receipt for {package} is taken: accepted {accepted}, rejected {rejected}.", **facts)
        more = say("Withdrawn: {withdrawn}.", withdrawn=receipt.withdrawn) if receipt.withdrawn else ""
        return [b.told(text, "stop" if receipt.rejected else "go", more=more)]

    def _tabs(self, slip: QueueSlip) -> QWidget:
        b, say = self.bench, self.bench.say
        counts = {
            "all": slip.total,
            "waiting": slip.waiting,
            "attention": slip.attention,
            "overdue": slip.overdue,
            "finished": slip.finished,
        }
        words = {
            "all": say("All"),
            "waiting": say("Waiting"),
            "attention": say("Need a person"),
            "overdue": say("Overdue"),
            "finished": say("Finished"),
        }
        tabs: list[Item] = []
        for which in TABS:
            tab = QPushButton(f"{words[which]} {counts[which]}")
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setChecked(which == self._queue.screen.which)
            tab.setAccessibleName(tab.text())
            tab.setObjectName(f"tab-{which}")
            tab.clicked.connect(lambda _=False, which=which: self._queue.pick(which))
            tabs.append(tab)
        more = self._supervision(self._go) if self._go is not None else []
        if b.tight and more:
            return b.holder(b.col(b.row(*tabs, None, gap=4), b.row(*more, None, gap=8), gap=4))
        if not b.narrow:
            return b.holder(b.row(*tabs, None, *more, gap=4))
        lines: list[Item] = [b.row(*tabs[:3], None, gap=4), b.row(*tabs[3:], None, gap=4)]
        return b.holder(b.col(*lines, *([b.row(*more, None, gap=8)] if more else []), gap=4))

    def _supervision(self, go: Callable[[Page], None]) -> list[Item]:
        """What only a supervisor may do with digital certificates."""
        b, say = self.bench, self.bench.say
        decide = b.button(say("Revoke and reissue"), "", "plain", "rotate-ccw", lambda: go(Page.DECISIONS), 40)
        layout = b.button(say("Certificate layout"), "", "plain", "image", lambda: go(Page.LAYOUT), 40)
        decide.setObjectName("to-decisions")
        layout.setObjectName("to-layout")
        return [decide, layout]

    def _batch_words(self, screen: QueueScreen) -> str:
        say, number = self.bench.say, f"{screen.batch:,}"
        if screen.finish is None:
            return say("{number} certificates are being made.", number=number)
        return say("{number} left to make, ready at about {time}.", number=number, time=wall_time(screen.finish))

    def _paused(self, pause: PauseSlip) -> QWidget:
        b, say = self.bench, self.bench.say
        when = roc_date(local(pause.since).date()) if say.language == ZH else local(pause.since).date().isoformat()
        told = say("Paused since {day} {time} by {name}: {reason}", day=when, time=wall_time(pause.since),
                   name=pause.name, reason=pause.reason)  # fmt: skip
        resume = b.button(say("Resume"), "", "plain", "send", partial(self._queue.ask_for, Question.RESUME), 48)
        resume.setObjectName("queue-resume")
        return b.banner(told, resume)

    def _empty(self, screen: QueueScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        told = say("Nothing here. A digital certificate is queued by itself when a certificate is handed over.")
        if screen.sought.strip():
            told = say("Nothing here has what was typed. Look under All, or type less of it.")
        empty = b.holder(b.col(24, b.label(told, "body", "text2"), None))
        empty.setProperty("grows", True)
        return empty

    def _table(self, screen: QueueScreen, slip: QueueSlip) -> QTableView:
        b, say = self.bench, self.bench.say
        heads = [say("State"), say("Name"), say("Student number"), say("Certificate"), say("Remark"), say("Due")]
        rows = [self._cells(job) for job in slip.jobs]
        wide = 150 if say.language == ZH else 190
        shape = Shape((wide, 120, 150, 120, 0, 150), narrow=(wide, 0, 0, 120, 0, 150), hidden_when_narrow=(2, 4))
        table = a_list(b, "queue-table", say("Digital certificates"), heads, rows, shape)
        row = next((place for place, job in enumerate(slip.jobs) if job.id == screen.chosen), 0)
        table.selectRow(row)
        table.selectionModel().selectionChanged.connect(self._selected)
        table.doubleClicked.connect(lambda _: self._queue.act())
        if b.narrow:  # the page scrolls, and the list in it shows a few lines whatever stands above
            table.setFixedHeight(b.px(44 + 50 * min(len(slip.jobs), 4)))
        self.table = table
        return table

    def _cells(self, job: JobSlip) -> list[Cell]:
        say = self.bench.say
        due = "—" if job.due is None else roc_date(job.due) if say.language == ZH else job.due.isoformat()
        return [
            Cell(state_word(say, job), job.tone),
            Cell(job.name_masked),
            Cell(job.student_number),
            Cell(job.short),
            Cell(note_words(say, job)),
            Cell(due, "warn" if job.late else ""),
        ]

    def _selected(self, chosen: QItemSelection) -> None:
        slip = self._queue.screen.slip
        if slip is not None and chosen.indexes():
            self._queue.choose(slip.jobs[chosen.indexes()[0].row()].id)

    def _beside(self, screen: QueueScreen) -> list[Item]:
        """The chosen one's mailboxes, and what can be done beside the one next thing; narrow, F7 shows them."""
        b, say, job = self.bench, self.bench.say, screen.job
        if job is not None and job.correctable:
            self.buttons["F7"] = b.button(say("Correct the mailbox"), "F7", "plain", "mail", self._queue.correct)
        if job is not None and job.is_message and job.tone == "stop":
            told_it = partial(self._queue.ask_for, Question.TOLD)
            self.buttons["F8"] = b.button(say("Told by telephone"), "F8", "plain", "phone", told_it)
        if screen.slip is not None and screen.slip.takes_receipts:
            receipt = b.button(say("Import a receipt"), "Ctrl+O", "plain", "file-text", self._choose_receipt)
            self.buttons["Ctrl+O"] = receipt
        if not self.buttons:
            return []
        lines = mailbox_lines(b, job.whose) if job is not None and job.mails and not b.narrow else []
        told = b.holder(b.col(None, *lines, None, gap=0), fills=True)
        return [8, b.holder(b.row(told, *self.buttons.values(), gap=12))]

    def _choose_receipt(self) -> None:
        """The system's own dialog, without a second event loop; it outlives this page."""
        window = self.buttons["Ctrl+O"].window()
        dialog = QFileDialog(window, self.bench.say("Import a receipt"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._queue.import_receipt)
        dialog.open()

    def _aside(self, screen: QueueScreen) -> list[Item]:
        """What can be done beside the one next thing."""
        b, say, job = self.bench, self.bench.say, screen.job
        aside: list[Item] = [b.button(say("Look again"), "F5", "plain", "refresh-cw", self._queue.refresh, 60)]
        if screen.slip is not None and screen.slip.pause is None:
            pause = b.button(say("Pause"), "", "plain", "hourglass", partial(self._queue.ask_for, Question.PAUSE), 60)
            pause.setObjectName("queue-pause")
            aside.insert(0, pause)
        if job is not None and job.tone == "stop":
            drop = b.button(say("Give up"), "", "plain", "circle-x", partial(self._queue.ask_for, Question.CANCEL), 60)
            drop.setObjectName("queue-cancel")
            aside.insert(0, drop)
        return aside

    def _next(self, screen: QueueScreen) -> QWidget | None:
        """The one next thing for the chosen job; else what it waits for."""
        b, say, job = self.bench, self.bench.say, screen.job
        self.primary = None
        if job is None:
            return None
        if job.tone == "stop":  # a signed one too, whose delivery needs a person
            self.primary = b.button(say("Let it try again"), "F9", "primary", "rotate-ccw", self._queue.act)
        elif job.has_pdf:
            self.primary = b.button(say("Open the certificate"), "F9", "primary", "file-text", self._queue.act)
        if self.primary is not None:
            self.primary.setMinimumWidth(b.px(280))
        told = say("Chosen: {name} {number}", name=job.name_masked, number=job.short)
        if job.tone == "stop":  # what the system office asks for
            told = say("Chosen: {name} {number}, job {job}", name=job.name_masked, number=job.short, job=job.job_number)
        words = next_words(say, screen, job)
        lines = [b.label(told, "body", "text2")]
        if b.narrow and job.note:  # the list has no room for its remark
            lines.append(b.label(note_words(say, job)))
        if words:
            lines.append(b.label(words, "body", "" if job.tone == "stop" else "text2"))
        return b.holder(b.col(*lines, gap=2), fills=True)

    def _bar(self, screen: QueueScreen) -> QWidget:
        b, told = self.bench, self._next(screen)
        primary = [] if self.primary is None else [self.primary]
        acts = b.row(None, *self._aside(screen), *primary, gap=12)
        said: list[Item] = [] if told is None else [told, 4]
        return b.holder(b.col(*said, acts, gap=0))

    def _narrow_bar(self, screen: QueueScreen) -> tuple[QWidget, list[Item]]:
        """The primary pinned below; what else can be done is scrolled to."""
        b, told = self.bench, self._next(screen)
        aside: list[Item] = [b.holder(b.row(None, *self._aside(screen), gap=12))]
        if self.primary is not None:
            said: list[Item] = [] if told is None else [8, told]
            return b.holder(b.col(self.primary, margins=(16, 8, 12, 8)), "bar"), [*said, 8, *aside]
        return b.holder(b.row(*([] if told is None else [told]), margins=(16, 8, 12, 8)), "bar"), aside


class QueueQuestion:
    """Why, and a supervisor's own sign-on where one decides. The password lives in its field and nowhere else."""

    def __init__(self, bench: Bench, queue: QueuePresenter) -> None:
        self.bench, self.say, self._queue = bench, bench.say, queue
        self._password = QLineEdit()
        self.primary: Button | None = None
        self.first: QWidget | None = None

    def draw(self, screen: QueueScreen) -> QWidget:
        b, say = self.bench, self.say
        title, text, act, icon = self._words(screen)
        items: list[Item] = [b.label(title, "title"), b.label(text), 8, *[b.problem(each) for each in screen.problems]]
        signs = [] if screen.question is Question.TOLD else [self._sign_on(screen)]
        if screen.question is not Question.RESUME:
            reason = b.edit(screen.reason, say("Reason"), say("in a few words; name no graduate"))
            reason.setObjectName("queue-reason")
            reason.setMaxLength(200)
            reason.textEdited.connect(self._queue.write_reason)
            items.append(b.field(say("Reason"), reason))
            self.first = reason
        items += signs
        self.primary = b.button(act, "F9", "primary", icon, self._submit)
        sleep(self.primary, screen.sending)
        cancel = b.button(say("Cancel"), "Esc", "plain", act=self._queue.leave, height=60)
        form = b.holder(b.col(*items, None, gap=8, margins=(16, 8, 12, 8) if b.narrow else (32, 24, 32, 20)))
        form.setMaximumWidth(b.px(760))
        foot = b.row(None, cancel, self.primary, gap=12, margins=(16, 8, 12, 8) if b.narrow else (32, 10, 24, 10))
        return b.holder(b.col(b.scroll(form), b.hline(), b.holder(foot, "bar"), gap=0))

    def _sign_on(self, screen: QueueScreen) -> QWidget:
        b, say = self.bench, self.say
        login = b.edit(screen.login, say("Supervisor's login"))
        login.setObjectName("queue-login")
        login.textEdited.connect(self._queue.write_login)
        self._password = b.edit("", say("Password"), secret=True)
        self._password.setObjectName("queue-password")
        self.first = login
        pair = (b.field(say("Supervisor's login"), login), b.field(say("Password"), self._password))
        return b.holder((b.col if b.narrow else b.row)(*pair, gap=12))

    def _words(self, screen: QueueScreen) -> tuple[str, str, str, str]:
        say, job = self.say, screen.job
        if screen.question is Question.PAUSE:
            text = say("No station issues or sends a digital certificate until a supervisor resumes. "
                       "Handing over goes on; what is queued stays queued.")  # fmt: skip
            return say("Pause the digital certificates?"), text, say("Pause at every station"), "hourglass"
        if screen.question is Question.RESUME:
            text = say("Every station issues again, the most urgent first.")
            return say("Resume the digital certificates?"), text, say("Resume at every station"), "send"
        name, number = (job.name_masked, job.short) if job else ("", "")
        if screen.question is Question.TOLD:
            text = say("{name} {number}: what was done stays in the record, with your name.", name=name, number=number)
            return say("Was it told by telephone?"), text, say("It was told"), "check"
        text = say("{name} {number}: nothing is issued or sent from this job any more. The reason stays in the queue.",
                   name=name, number=number)  # fmt: skip
        return say("Give this job up?"), text, say("Give it up"), "circle-x"

    def _submit(self) -> None:
        self._queue.decide(self._password.text())
