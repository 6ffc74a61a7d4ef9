"""The words of what is kept sealed, said by the screen and by the command line alike."""

from __future__ import annotations

from app.dates import roc_date
from app.desk.evidence_slips import HeldSlip
from app.wording import ZH, Wording


def held_word(say: Wording, each: HeldSlip) -> str:
    """What it is."""
    what = say.of(each.what)
    words = {
        "national_id": say("Graduate's identity number"),
        "mailbox": say("Graduate's own mailbox"),
        "school_mailbox": say("Graduate's school mailbox"),
        "phone": say("Graduate's telephone"),
        "address": say("Graduate's address"),
        "proxy_name": say("Proxy's name"),
        "proxy_number": say("Proxy's document number ({document})", document=what),
        "signature": say("Signature on the pad"),
        "scan": say("Scan: {piece}", piece=what or say("Signed receipt")),
        "release_issued_in": say("Where a shown document was issued ({document})", document=what),
        "release_evidence": say("What was shown to a supervisor"),
    }
    return words[each.kind]


def kept_word(say: Wording, each: HeldSlip) -> str:
    """Until when it is kept."""
    if each.gone:
        return say("emptied: its years are over")
    if each.until is None:
        return say("kept while a certificate waits")
    day = roc_date(each.until) if say.language == ZH else each.until.isoformat()
    return say("kept until {day}", day=day)
