"""Profile: one school's rules as data, strictly read from TOML.

An unknown key, a wrong type, a code that points nowhere: each is a fault that names file, dotted key and why, and all
faults are told at once (:class:`ProfileFault`). What holds only for a time carries ``valid_from`` and ``valid_to``;
:meth:`Profile.on` gives what is in force on a day. A profile is kept with its text and the SHA-256 of it, because every
pickup records by which rules it was decided.
"""

from app.policy.profile.card import CardException, CardKind, CardRules, LostCardRoute, OldCardRoute, OwnSector
from app.policy.profile.clearance import ItemState, ItemWords, Level, TodoItem
from app.policy.profile.conditions import Attributes, Condition
from app.policy.profile.counters import Closure, Counter, OpenHours, Serves, Weekly
from app.policy.profile.digital import Digital, DigitalDue, Mailboxes
from app.policy.profile.entries import NOT_IN_DOCUMENT, Entry
from app.policy.profile.faults import Fault, Why
from app.policy.profile.proxy import EvidencePiece, EvidenceSet, IdKind, ProxyRules
from app.policy.profile.root import Profile, ProfileFault, load_profile
from app.policy.profile.school import (
    AccountClosure,
    CertificateRules,
    Cohort,
    College,
    Contact,
    Department,
    DeskRules,
    Feed,
    IdentityDocument,
    LoginRoute,
    NameRules,
    Office,
    Programme,
    Release,
    School,
    ToSupply,
    Unit,
)

__all__ = [
    "NOT_IN_DOCUMENT",
    "AccountClosure",
    "Attributes",
    "CardException",
    "CardKind",
    "CardRules",
    "CertificateRules",
    "Closure",
    "Cohort",
    "College",
    "Condition",
    "Contact",
    "Counter",
    "Department",
    "DeskRules",
    "Digital",
    "DigitalDue",
    "Entry",
    "EvidencePiece",
    "EvidenceSet",
    "Fault",
    "Feed",
    "IdKind",
    "IdentityDocument",
    "ItemState",
    "ItemWords",
    "Level",
    "LoginRoute",
    "LostCardRoute",
    "Mailboxes",
    "NameRules",
    "Office",
    "OldCardRoute",
    "OpenHours",
    "OwnSector",
    "Profile",
    "ProfileFault",
    "Programme",
    "ProxyRules",
    "Release",
    "School",
    "Serves",
    "ToSupply",
    "TodoItem",
    "Unit",
    "Weekly",
    "Why",
    "load_profile",
]
