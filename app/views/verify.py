"""Verification (查驗): drop a file or choose it, see four steps pass, read the answer and what to do next.

At the left what was handed in and the answers that may be told; at the right the steps of the chosen file, the cause
for staff, and the ready answers for whoever asks for a print or a stamp (E27, B44). The page lives on while a list
runs, so that a file held over it and the place in a long list are not lost.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.presenters.verify import Step, VerifyPresenter, VerifyScreen
from app.views import verify_words as words
from app.views.scan_catcher import ScanCatcher
from app.views.verify_list import MOST_ROWS, STEP_ICONS, Answers, FileName
from app.views.workbench import TONES, Bench, Button, Item


class VerifyPage(QWidget):
    """``primary`` is pressed by F9; ``draw`` paints a screen, and nothing else does."""

    def __init__(self, bench: Bench, verify: VerifyPresenter) -> None:
        super().__init__()
        self.bench = bench
        self._verify = verify
        self.primary: Button | None = None
        self._inner: QWidget | None = None
        self._answers = Answers(bench, verify)
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # the window says how large it is
        self.setAcceptDrops(True)
        self.setObjectName("verify-page")
        self.scans = ScanCatcher(self, verify.scanned)
        self.draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.scans.listen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.scans.listen(False)
        super().hideEvent(event)

    def draw(self) -> None:
        """Paint what the presenter shows; the place in the list and the focus stay."""
        b, screen = self.bench, self._verify.screen
        before = self.findChild(QScrollArea, "verify-results")
        scrolled = before.verticalScrollBar().value() if before is not None else 0
        focus = QGuiApplication.focusObject()
        name = focus.objectName() if isinstance(focus, QWidget) and self.isAncestorOf(focus) else ""
        old, self._inner = self._inner, self._one_column(screen) if b.narrow else self._two_columns(screen)
        self._page.addWidget(self._inner)
        if old is not None:
            old.hide()
            self._page.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        area = self.findChild(QScrollArea, "verify-results")
        if area is not None and scrolled:
            area.verticalScrollBar().setValue(scrolled)
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------ the two arrangements
    def _two_columns(self, screen: VerifyScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        text = b.holder(b.col(*self._left(screen), gap=0, margins=(32, 24, 32, 16)))
        text.setMaximumWidth(b.px(1000))
        beside = b.row(text, *([None] if b.wide else []), gap=0)
        beside.setStretch(0, 1000)  # the text up to its measure first, then the empty rest
        left = b.holder(beside, fills=True)
        head = self._column_head(screen)
        side = b.scroll(
            b.holder(b.col(*self._steps(screen), *self._cause(screen), *self._ready_answers(), None, gap=0))
        )
        primary, folder = self._buttons()
        foot = b.row(primary, folder, gap=8)
        right = b.holder(b.col(head, 10, side, 10, foot, gap=0, margins=(24, 18, 24, 20)), "steps")
        right.setFixedWidth(b.px(480 if b.wide else 420))
        right.setAccessibleName(say("Steps"))
        return b.holder(b.row(left, b.vline(), right, gap=0))

    def _one_column(self, screen: VerifyScreen) -> QWidget:
        """Very large text: the answer first, its steps under it, and the buttons pinned below."""
        b = self.bench
        top = [*self._notices(screen), *self._found(screen)] if screen.entries else self._left(screen)
        steps = [self._column_head(screen), 8, *self._steps(screen), *self._cause(screen), *self._ready_answers()]
        inner = b.holder(b.col(*top, 16, *steps, None, gap=0, margins=(16, 8, 12, 16)))
        area = b.scroll(inner)
        area.setObjectName("verify-results")
        primary, folder = self._buttons()
        bar = b.holder(b.row(primary, folder, gap=12, margins=(16, 8, 12, 8)), "bar")
        return b.holder(b.col(area, b.hline(), bar, gap=0))

    def _left(self, screen: VerifyScreen) -> list[Item]:
        b = self.bench
        if not screen.entries:
            return [*self._notices(screen), self._drop_zone(large=True)]
        items: list[Item] = [self._drop_zone(large=False), 16, *self._notices(screen)]
        if len(screen.entries) > MOST_ROWS:
            return [*items, self._answers.summary(screen), 8, self._answers.table(screen)]
        area = b.scroll(b.holder(b.col(*self._found(screen), None, gap=0)))
        area.setObjectName("verify-results")
        return [*items, area]

    def _found(self, screen: VerifyScreen) -> list[Item]:
        if len(screen.entries) == 1:
            return self._answers.alone(screen.entries[0])
        return [self._answers.summary(screen), 8, *self._answers.rows(screen)]

    # ------------------------------------------------------------------ where files are dropped
    def _drop_zone(self, *, large: bool) -> QFrame:
        b, say = self.bench, self.bench.say
        zone = QFrame()
        zone.setObjectName("drop")
        title = b.label(say("Drop digital certificates (PDF) here"), "title" if large else "strong")
        more = b.label(
            say("Folders and ZIP archives too. The files are examined here and sent nowhere."), "body", "text2"
        )
        zone.setAccessibleName(f"{title.text()} {more.text()}")
        if large:
            title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            more.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            size = 48 if b.narrow else 72
            picture = b.row(None, b.icon("upload", size, "go"), None)
            zone.setLayout(b.col(None, picture, 16, title, 4, more, None, gap=0, margins=(24, 24, 24, 24)))
            zone.setProperty("grows", not b.narrow)
        else:
            text = b.holder(b.col(title, more, gap=0))
            zone.setLayout(b.col(b.beside(b.icon("upload", 36, "go", line=44), text, 16), margins=(20, 14, 20, 14)))
        return zone

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._mark_zone(True)
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark_zone(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_zone(False)
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self._verify.hand_in(paths)

    def _mark_zone(self, over: bool) -> None:
        zone = self.findChild(QFrame, "drop")
        if zone is not None:
            zone.setProperty("over", "true" if over else "false")
            zone.style().polish(zone)

    # ------------------------------------------------------------------ the answers
    def _notices(self, screen: VerifyScreen) -> list[Item]:
        b, say = self.bench, self.bench.say
        items: list[Item] = []
        if screen.code is not None:
            tone, text, more = words.code_words(say, screen.code)
            items += [b.told(text, tone, more=more), 12]
        items += [each for problem in screen.code_problems for each in (b.problem(problem), 12)]
        if screen.nothing and not screen.gathering:
            items += [b.told(say("There was no file in it."), "warn", more=say("Drop the PDF files themselves.")), 12]
        for each in screen.problems:
            items += [b.problem(each), 4]
        if screen.problems:
            again = b.button(say("Go on from there"), "F5", "plain", "refresh-cw", self._verify.go_on)
            again.setObjectName("go-on")
            items += [b.row(again, None), 12]
        return items

    # ------------------------------------------------------------------ the column of the chosen file
    def _column_head(self, screen: VerifyScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        name: Item = (
            FileName(screen.entry.name, "label") if screen.entry else b.label(say("four steps"), "label", "text2")
        )
        return b.holder(b.col(b.label(say("Verification"), "heading"), name, gap=0))

    def _steps(self, screen: VerifyScreen) -> list[Item]:
        b, say = self.bench, self.bench.say
        made: list[Item] = []
        for step in Step:
            tone = words.step_tone(screen.entry, step)
            icon, token = STEP_ICONS.get(tone) or (TONES[tone][1], TONES[tone][0])
            note = words.step_note(say, screen.entry, step)
            role = "heading" if tone == "now" else "strong" if tone not in ("todo", "skipped") else "body"
            title = b.label(words.step_title(say, step), role, "" if tone not in ("todo", "skipped") else "text2")
            text = b.holder(b.col(title, *([b.label(note, "small", "text2")] if note else []), gap=0), fills=True)
            line = b.beside(b.icon(icon, 28, token, line=28), text, 12)
            line.setAccessibleName(f"{title.text()}: {note}" if note else title.text())
            made += [line, 8]
        return made

    def _cause(self, screen: VerifyScreen) -> list[Item]:
        """For staff alone: what it was, what to do, and the facts that do not hold (B50)."""
        b, say = self.bench, self.bench.say
        verdict = screen.entry.verdict if screen.entry else None
        if verdict is None:
            return []
        told, lines = words.for_staff(say, verdict), list[Item]()
        if told is not None:
            lines = [b.label(told.text), b.label(told.next_step, "body", "text2")]
            facts = words.facts(say, verdict)
            lines += [b.label(say("{what}: {value}", what=what, value=value)) for what, value in facts]
        lines += [b.label(each) for each in words.ending(say, verdict)]
        lines += [b.label(f"· {each}", "small", "text2") for each in words.causes(say, verdict)]
        if verdict.signer and not verdict.by_platform:
            lines.append(b.label(say("It calls its signer: {name}", name=verdict.signer), "small", "text2"))
        if not lines:
            return []
        head = b.row(b.icon("lock", 18, "text2"), b.label(say("For staff only"), "label", "text2"), gap=8)
        return [6, b.hline(), 10, head, 4, *lines, 8]

    def _ready_answers(self) -> list[Item]:
        """What people ask for and a digital certificate cannot be (E27, B44), and where they verify it (E22, B43)."""
        b, say, where = self.bench, self.bench.say, self._verify.screen.where
        asked = [
            (
                "printer",
                say("If asked to print it"),
                say("“The PDF itself is the certificate; a print has no effect. Please pass the original file on.”"),
            ),
            (
                "stamp",
                say("If asked to stamp it"),
                say("“It carries an electronic signature; no seal can be added. A paper can be applied for.”"),
            ),
        ]
        if where is not None:
            asked.append(("search", say("If asked where to verify it"), words.where_words(say, where)))
        items: list[Item] = [6, b.hline(), 10]
        for icon, title, answer in asked:
            copy = b.button(say("Copy"), "", "plain", "", _copies(answer), 36)
            copy.setAccessibleName(say("Copy: {text}", text=title))
            copy.setObjectName(f"copy-{icon}")
            head = b.row(b.icon(icon, 18, "text2"), b.label(title, "label", "text2"), copy, gap=8)
            items += [head, 2, b.label(answer), 10]
        return items

    def _buttons(self) -> tuple[Button, Button]:
        b, say = self.bench, self.bench.say
        self.primary = b.button(say("Choose files"), "Ctrl+O", "primary", "file-text", self.choose_files)
        self.primary.setObjectName("choose-files")
        self.primary.setProperty("fills", True)
        folder = b.button(say("A folder"), "", "plain", "", self.choose_folder)
        folder.setAccessibleName(say("Choose a folder"))
        folder.setObjectName("choose-folder")
        folder.setMinimumHeight(b.px(60))
        return self.primary, folder

    # ------------------------------------------------------------------ choosing
    def choose_files(self) -> None:
        kinds = self.bench.say("Certificates and archives (*.pdf *.zip);;All files (*)")
        self._ask_for(QFileDialog.FileMode.ExistingFiles, kinds)

    def choose_folder(self) -> None:
        self._ask_for(QFileDialog.FileMode.Directory, "")

    def _ask_for(self, mode: QFileDialog.FileMode, kinds: str) -> None:
        """The system's own dialog, without a second event loop."""
        dialog = QFileDialog(self, self.bench.say("Verification"))
        dialog.setFileMode(mode)
        if kinds:
            dialog.setNameFilter(kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._verify.hand_in)
        dialog.open()


def _copies(text: str) -> Callable[[], None]:
    return lambda: QGuiApplication.clipboard().setText(text.strip("「」“”"))
