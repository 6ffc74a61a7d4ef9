"""Sending a digital certificate again after a mailbox was corrected (D25, 重寄)."""

from __future__ import annotations

from app.desk.desk import Desk
from app.errors import Refusal
from app.models import delivery


def resend(desk: Desk, *, receipt_number: str, actor: str) -> None:
    """Let the hand-over's certificate look at its mailboxes again; those that took it get nothing more.

    Refuses ``delivery.receipt_unknown`` for a number of no hand-over, ``delivery.not_sent_yet`` before the first time.
    """
    with desk.begin(actor) as work:
        job_id = delivery.job_of_receipt(work.session, receipt_number)
        if job_id is None:
            raise Refusal.because("delivery.receipt_unknown", number=receipt_number)
        delivery.send_again(work.session, job_id, "mail", desk.now)
        work.note("delivery.asked_again", {"job": job_id})
