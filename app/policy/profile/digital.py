"""The digital certificate (數位學位證書): for whom, by which channel, by when."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Literal

from pydantic import Field, field_validator, model_validator

from app.policy.profile.counters import Weekday
from app.policy.profile.entries import Entry, Part, Semester, Text
from app.policy.profile.faults import wrong

LONGEST_ADDRESS = 90
"""Characters: with a document code in it, a QR code of medium correction still has dots that a telephone reads."""


class DigitalDue(Part):
    """When it is due after the pickup: working days, months, at once, on a weekday, on fixed dates (RULES F)."""

    rule: Literal["working_days", "months", "at_once", "weekly", "fixed_dates"]
    count: int | None = Field(default=None, ge=1, le=366)
    weekday: Weekday | None = None
    pickup_by: Weekday | None = None
    dates: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> DigitalDue:
        wanted = {
            "working_days": {"count"},
            "months": {"count"},
            "at_once": set(),
            "weekly": {"weekday", "pickup_by"},
            "fixed_dates": {"dates"},
        }[self.rule]
        if given := self.model_fields_set - {"rule"} - wanted:
            raise wrong("rule_has_no", rule=self.rule, names=", ".join(sorted(given)))
        if missing := {name for name in wanted - {"pickup_by"} if not getattr(self, name)}:
            raise wrong("rule_needs", rule=self.rule, names=", ".join(sorted(missing)))
        return self


class Mailboxes(Entry):
    """Which mailboxes may receive it; ``school_pattern`` knows a school mailbox, which dies after a year (E05, E20).

    ``verification`` asked: a mailbox that was not read back by code is told at the desk (E05-E07). A code is good for
    ``code_minutes`` and ``code_tries`` wrong answers.
    """

    deny_domains: tuple[str, ...] = ()
    school_pattern: str = ""
    school_expires_after_months: int | None = Field(default=None, ge=1)
    verification: Literal["asked", "not_asked"] = "not_asked"
    code_minutes: int = Field(default=5, ge=1, le=60)
    code_tries: int = Field(default=5, ge=1, le=10)
    code_again_after_seconds: int = Field(default=60, ge=0, le=3600)

    @field_validator("school_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as failure:
            raise wrong("not_a_pattern", detail=str(failure)) from failure
        return pattern

    def is_school(self, mailbox: str) -> bool:
        return bool(self.school_pattern) and re.fullmatch(self.school_pattern, mailbox, re.IGNORECASE) is not None

    def denied(self, mailbox: str) -> bool:
        domain = mailbox.rpartition("@")[2].lower()
        return any(domain == each.lower() or domain.endswith("." + each.lower()) for each in self.deny_domains)


class Package(Entry):
    """What the ministry's platform is given, and when it is gathered (A34, E21).

    ``data``: the platform makes and signs the certificate; ``signed_pdf``: it is given the file that was signed here.
    Where ``gathered_at`` names a time of day there is one package a day, of what was handed over before it.
    """

    content: Literal["data", "signed_pdf"] = "data"
    gathered_at: time | None = None
    largest: int = Field(default=200, ge=1, le=1000)


class Digital(Entry):
    """The school's rule for the digital certificate; it always goes to the graduate's own mailbox, never a proxy's.

    ``verify_at``: the address at which it is verified, with ``{code}`` in the place of the document's code (B43); left
    out where the school has none, and the QR code holds the document's code alone. ``note_to_recipient`` is what the
    school says besides in the message that brings the certificate (B45). ``fee`` is whole NT$, told on the receipt;
    none while the trial lasts (A34, E18).
    """

    channel: Literal["platform", "own"]
    platform: Text | None = None
    eligible_from: Semester
    due: DigitalDue
    suspended_days_count: bool = False
    mail_starts_at: Literal["dispatch", "receipt"] = "dispatch"
    due_on_holiday: Literal["next_working_day", "same"] = "next_working_day"
    fee: int = Field(default=0, ge=0)
    verify_at: str = ""
    note_to_recipient: Text | None = None
    mailboxes: Mailboxes = Mailboxes()
    package: Package = Package()

    @property
    def route(self) -> str:
        """The channel with what it needs, as a job keeps it: ``own``, ``platform`` or ``platform_signed``."""
        return (
            "platform_signed" if self.channel == "platform" and self.package.content == "signed_pdf" else self.channel
        )

    @field_validator("verify_at")
    @classmethod
    def _an_address(cls, address: str) -> str:
        plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST_ADDRESS
        once = address.count("{") == address.count("}") == address.count("{code}") == 1
        if address and not (plain and once and address.startswith("https://")):
            raise wrong("not_a_verify_address", most=LONGEST_ADDRESS)
        return address

    @model_validator(mode="after")
    def _platform_is_named(self) -> Digital:
        if (self.channel == "platform") != (self.platform is not None):
            raise wrong("platform_unnamed")
        return self
