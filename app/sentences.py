"""The sentence and the next step for every code a Refusal or a Trouble can carry, in English; Chinese in refusals.po.

Written for the clerk who reads it with a graduate waiting: what is the matter, then what to do, with the place and the
extension where a unit can help. ``{placeholders}`` are facts of the obstacle. Sorted by code; a test compares this
table with the codes that the program raises.
"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "database.away": (
        "The database cannot be reached.",
        "Nothing was recorded. Check the network, then press F5; call the system office if it stays away.",
    ),
    "program.fault": (
        "The program made a mistake. Nothing was recorded.",
        "Try once more; if it happens again, call the system office and name the time.",
    ),
    "unknown": (
        "This cannot be done ({code}).",
        "Note the code and call the system office.",
    ),
}
