"""The messages that leave here: Chinese first, then English; a certificate attached as it was signed.

No name of a graduate stands in any of them outside the attachment, and no number but the receipt's; the request to the
campus system names the student number, without which nobody there could act on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from uuid import UUID

from app.dates import roc_date
from app.policy.profile import Profile
from app.wording import LANGUAGES, ZH, Wording, in_language


class Letter(Protocol):
    """One message to one mailbox. ``number`` is its delivery's key, and the message's own number."""

    @property
    def number(self) -> UUID: ...
    @property
    def address(self) -> str: ...
    @property
    def at(self) -> datetime: ...

    def title(self, say: Wording) -> str: ...

    def paragraphs(self, say: Wording, profile: Profile, verify_at: str) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class CertificateLetter:
    """A digital certificate, to one of the graduate's mailboxes (E19, E25)."""

    number: UUID
    place: str
    address: str = field(repr=False)
    receipt_number: str
    document_code: str
    pdf: bytes = field(repr=False)
    at: datetime
    replaces: str = ""  # the code of the version before, where there was one

    def title(self, say: Wording) -> str:
        return say("Your digital degree certificate")

    def paragraphs(self, say: Wording, profile: Profile, verify_at: str) -> Iterator[str]:
        yield say("Your digital degree certificate from {school} is attached.", school=say.of(profile.school.name))
        yield say("Receipt number of the pickup: {number}", number=self.receipt_number)
        yield say("Code of the document: {code}", code=self.document_code)
        if self.replaces:
            yield say("It replaces the certificate with the code {code}.", code=self.replaces)
            yield say("Whoever verifies the earlier file is told that it is no longer the latest.")
        yield say("Download the attachment and pass on that very file. Do not print it to a new PDF or save it anew.")
        yield say("Any such copy differs from the file that was signed, and its verification fails.")
        address = profile.digital.verify_at.replace("{code}", self.document_code) or verify_at
        if address:
            yield say("Verify it at: {address}", address=address)
        note = profile.digital.note_to_recipient
        if note is not None:
            yield say("Note to the recipient: {note}", note=say.of(note))
        months = profile.digital.mailboxes.school_expires_after_months
        if self.place == "school" and months:
            yield say("The school mailbox ends {months} months after graduation: keep a copy elsewhere.", months=months)


@dataclass(frozen=True, slots=True)
class ClosureNotice:
    """To the graduate: some accounts end with leaving (A03)."""

    number: UUID
    address: str = field(repr=False)
    receipt_number: str
    at: datetime

    def title(self, say: Wording) -> str:
        return say("Your accounts after graduation")

    def paragraphs(self, say: Wording, profile: Profile, verify_at: str) -> Iterator[str]:
        rule = profile.account_closure
        yield say("You have collected your degree certificate from {school}.", school=say.of(profile.school.name))
        yield say("Receipt number of the pickup: {number}", number=self.receipt_number)
        yield say.of(rule.notice)
        yield say("This is about: {system}", system=say.of(rule.system))
        yield say("Save what you still need from there before they are closed.")


@dataclass(frozen=True, slots=True)
class ClosureRequest:
    """To the campus system: this student number has left (A03)."""

    number: UUID
    address: str = field(repr=False)
    student_number: str = field(repr=False)
    receipt_number: str
    collected_on: date
    at: datetime

    def title(self, say: Wording) -> str:
        return say("Account closure after graduation")

    def paragraphs(self, say: Wording, profile: Profile, verify_at: str) -> Iterator[str]:
        day = roc_date(self.collected_on) if say.language == ZH else self.collected_on.isoformat()
        yield say("This student has left and collected the degree certificate: {number}", number=self.student_number)
        yield say("Collected on {day}, receipt {number}", day=day, number=self.receipt_number)
        yield say("Please close what ends with leaving: {system}", system=say.of(profile.account_closure.system))


@dataclass(frozen=True, slots=True)
class CodeLetter:
    """A code that proves that the mailbox is read by the person at the counter (E06)."""

    number: UUID
    address: str = field(repr=False)
    code: str = field(repr=False)
    minutes: int
    at: datetime

    def title(self, say: Wording) -> str:
        return say("Your verification code")

    def paragraphs(self, say: Wording, profile: Profile, verify_at: str) -> Iterator[str]:
        yield say("The code for your mailbox at {school}: {code}", school=say.of(profile.school.name), code=self.code)
        yield say("Tell it to the registry's clerk within {minutes} minutes.", minutes=self.minutes)
        yield say("If you are not at the registry desk or on the telephone with it now, tell it to nobody.")


def compose(letter: Letter, profile: Profile, sender: str, verify_at: str) -> EmailMessage:
    """The whole message; the same letter gives the same bytes."""
    voices = [in_language(language) for language in LANGUAGES]
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, letter.address
    message["Subject"] = " / ".join(f"{say.of(profile.school.name)} {letter.title(say)}" for say in voices)
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.number}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    parts = [[*letter.paragraphs(say, profile, verify_at), *_questions(say, profile)] for say in voices]
    message.set_content("\n\n".join(map("\n".join, parts)) + "\n", cte="base64")
    if isinstance(letter, CertificateLetter):
        name = f"certificate-{letter.document_code}.pdf"
        message.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=name)
        next(message.walk()).set_boundary(f"=_{letter.number.hex}")
    return message


def _questions(say: Wording, profile: Profile) -> Iterator[str]:
    """Whom to ask (A35): the first contact with a mailbox, else the first with a telephone."""
    reachable = [each for each in profile.contacts if each.mailbox] or [each for each in profile.contacts if each.phone]
    for contact in reachable[:1]:
        facts = {"role": say.of(contact.role), "phone": contact.phone, "extension": contact.extension}
        if contact.mailbox:
            yield say("Questions: {role}, {phone} ext. {extension}, {mailbox}", **facts, mailbox=contact.mailbox)
        elif contact.extension:
            yield say("Questions: {role}, {phone} ext. {extension}", **facts)
        else:
            yield say("Questions: {role}, {phone}", **facts)
