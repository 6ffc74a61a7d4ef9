"""How long personal data are kept (個人資料保存期限): whole years, by what they were collected for."""

from __future__ import annotations

from pydantic import Field

from app.policy.profile.entries import NOT_IN_DOCUMENT, Entry


class Retention(Entry):
    """Years after which ``./desk purge`` empties the fields; counted from the hand-over, the release, the import.

    ``evidence_years``: scans, the proxy's name and number, documents seen at a release, reasons and notes.
    ``signatures_years``: signatures given on the pad, and scans of signed receipts.
    ``contacts_years``: mailboxes, telephones, addresses.
    ``identity_years``: identity numbers and photographs. ``journal_years``: the personal facts beside the journal's
    lines. ``imports_years``: the values before an import; it cannot be undone afterwards.
    """

    source: str = NOT_IN_DOCUMENT
    evidence_years: int = Field(default=5, ge=1, le=100)
    signatures_years: int = Field(default=5, ge=1, le=100)
    contacts_years: int = Field(default=5, ge=1, le=100)
    identity_years: int = Field(default=5, ge=1, le=100)
    journal_years: int = Field(default=5, ge=1, le=100)
    imports_years: int = Field(default=1, ge=1, le=100)
