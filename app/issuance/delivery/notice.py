"""The graduate hears that a digital certificate was revoked or superseded, at each mailbox, once.

The message names the document's code, the day, and the reason in general words; no name and no certificate number
stand in it. A replaced certificate needs no such message where a new one is mailed: that letter says what it replaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.dates import local, roc_date_long
from app.errors import Obstacle
from app.models.certificate import DigitalCertificate, DigitalState
from app.policy.profile import Profile
from app.wording import ZH, Wording


@dataclass(frozen=True, slots=True)
class EndedNotice:
    """What one message says: which documents ended, how, why (a code) and when."""

    number: UUID
    address: str = field(repr=False)
    document_codes: tuple[str, ...]
    revoked: bool
    reason: str
    at: datetime

    @classmethod
    def of(cls, number: UUID, address: str, ended: list[DigitalCertificate]) -> EndedNotice:
        """About these versions, the newest last."""
        newest = ended[-1]
        assert newest.ended_at is not None
        codes = tuple(each.document_code for each in ended)
        return cls(number, address, codes, newest.state is DigitalState.REVOKED, newest.reason, newest.ended_at)

    def title(self, say: Wording) -> str:
        if self.revoked:
            return say("Your digital degree certificate was revoked")
        return say("Your digital degree certificate is no longer the latest")

    def paragraphs(self, say: Wording, profile: Profile, verify_at: str) -> Iterator[str]:
        there = local(self.at).date()
        day = roc_date_long(there) if say.language == ZH else there.isoformat()
        facts = {"school": say.of(profile.school.name), "day": day}
        if self.revoked:
            yield say("{school} revoked your digital degree certificate on {day}.", **facts)
        else:
            yield say("Your digital degree certificate from {school} is no longer the latest since {day}.", **facts)
        for code in self.document_codes:
            yield say("Code of the document: {code}", code=code)
        reason = say.explain(Obstacle(f"digital.reason.{self.reason}")).text
        yield say("Reason: {reason}", reason=reason)
        if self.revoked:
            yield say("Whoever verifies the file is told that it is not valid. Please do not pass it on.")
        else:
            yield say("Whoever verifies the file is told that it is genuine but no longer the latest.")
