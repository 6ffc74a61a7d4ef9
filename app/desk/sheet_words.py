"""The words of the shelf, said by the window, the paper of a count and the command line alike: codes in, words out."""

from __future__ import annotations

from app.desk.sheet_slips import LyingSlip, UnexpectedSlip
from app.wording import Wording


def mark(say: Wording, each: LyingSlip) -> str:
    """What keeps a sheet on the shelf from being handed over; nothing for most."""
    if each.held:
        return say("held")
    return say("to be voided") if each.to_be_voided else ""


def why(say: Wording, other: UnexpectedSlip) -> str:
    """Why a scan is not of this counter's stock."""
    return {
        "sheet.elsewhere": say("it should lie at {where}", where=say.of(other.where)),
        "sheet.not_in_stock": say("it was handed over or voided"),
        "sheet.several": say("several sheets are known by it"),
    }.get(other.code, say("no sheet is known by it"))
