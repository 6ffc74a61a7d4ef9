"""The message that carries a digital certificate: Chinese first, then English; the file attached as it was signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from app.policy.profile import Profile
from app.wording import LANGUAGES, Wording, in_language


@dataclass(frozen=True, slots=True)
class Letter:
    """What one message says. No name and no certificate number stand outside the attachment."""

    number: UUID
    place: str
    address: str = field(repr=False)
    receipt_number: str
    document_code: str
    pdf: bytes = field(repr=False)
    at: datetime
    replaces: str = ""  # the code of the version before, where there was one


def compose(letter: Letter, profile: Profile, sender: str, verify_at: str) -> EmailMessage:
    """The whole message; the same letter gives the same bytes."""
    title = [say("Your digital degree certificate") for say in voices()]
    message = headed(letter.number, letter.address, letter.at, profile, sender, title)
    body = "\n\n".join("\n".join(_paragraphs(say, letter, profile, verify_at)) for say in voices())
    message.set_content(body + "\n", cte="base64")
    message.add_attachment(
        letter.pdf, maintype="application", subtype="pdf", filename=f"certificate-{letter.document_code}.pdf"
    )
    parts = list(message.walk())
    parts[0].set_boundary(f"=_{letter.number.hex}")
    return message


def headed(number: UUID, address: str, at: datetime, profile: Profile, sender: str, title: list[str]) -> EmailMessage:
    """A message with its head and no body: school and title in both languages, the row's key as its number."""
    message = EmailMessage(policy=SMTP)
    subject = [f"{say.of(profile.school.name)} {words}" for say, words in zip(voices(), title, strict=True)]
    message["From"], message["To"] = sender, address
    message["Subject"] = " / ".join(subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{number}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def voices() -> list[Wording]:
    """Chinese, then English."""
    return [in_language(language) for language in LANGUAGES]


def _paragraphs(say: Wording, letter: Letter, profile: Profile, verify_at: str) -> Iterator[str]:
    yield say("Your digital degree certificate from {school} is attached.", school=say.of(profile.school.name))
    yield say("Receipt number of the pickup: {number}", number=letter.receipt_number)
    yield say("Code of the document: {code}", code=letter.document_code)
    if letter.replaces:
        yield say("It replaces the certificate with the code {code}.", code=letter.replaces)
        yield say("Whoever verifies the earlier file is told that it is no longer the latest.")
    yield say("Download the attachment and pass on that very file. Do not print it to a new PDF or save it anew.")
    yield say("Any such copy differs from the file that was signed, and its verification fails.")
    if verify_at:
        yield say("Verify it at: {address}", address=verify_at)
    months = profile.digital.mailboxes.school_expires_after_months
    if letter.place == "school" and months:
        yield say("The school mailbox ends {months} months after graduation: keep a copy elsewhere.", months=months)
    yield from questions(say, profile)


def questions(say: Wording, profile: Profile) -> Iterator[str]:
    """Whom to ask: a role with a mailbox, where the school names one."""
    for contact in [each for each in profile.contacts if each.mailbox][:1]:
        facts = {"role": say.of(contact.role), "phone": contact.phone, "extension": contact.extension}
        yield say("Questions: {role}, {phone} ext. {extension}, {mailbox}", **facts, mailbox=contact.mailbox)
