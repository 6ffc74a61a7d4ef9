"""The sheet on which the mailbox of a case's graduate is put right; its code comes back first (D25)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.presenters.mailbox import MailboxScreen
from app.views.dialogs import Sheet
from app.views.mailbox import MailboxForm


class MailboxSheet(Sheet):
    def draw(self, screen: MailboxScreen) -> QWidget:
        b, say = self.bench, self.say
        if screen.done:
            return self._outcome(screen)
        form = MailboxForm(b, self.pickup.mailbox)
        body = form.fields(screen) if screen.whose is not None else []
        self.first = form.first
        text = say("Ask for the graduate's own identity document: whoever holds the mailbox gets the certificate.")
        return self.build(form.title(screen), text, body, form.act(screen), screen.problems)

    def _outcome(self, screen: MailboxScreen) -> QWidget:
        b, say = self.bench, self.say
        told = say("The mailbox is {mailbox} now; what it missed is sent to it.", mailbox=screen.done)
        act = b.button(say("Back to the case"), "F9", "primary", "arrow-right", self.pickup.close_pane)
        sheet = self.build(say("The mailbox is corrected"), told, [], act)
        if self.cancel is not None:
            self.cancel.hide()
        return sheet
