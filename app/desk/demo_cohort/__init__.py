"""The demo's graduates (示範資料): 400 of cohort 113-2 at the fictional school, and the cards in the tray.

Nobody here exists. Names are surnames with given names out of weather and old poems; identity numbers lie in ranges
that were never given out, with a good check digit, so that the same checks run as on a real day; mailboxes end in
``.example``. The same seed makes the same people.

Everything goes in as CSV text through the same import as a school's own files, twice where the story needs a
yesterday, and the hand-overs of the day before are made by the same verb as at the counter: the demo exercises what a
school will use, and a demo that needs a shortcut would be a lie. It refuses any database that was not marked demo at
birth.

``names`` and ``people`` are pure, ``tray`` says what lies in the tray and what a clerk should see, ``files`` writes the
CSV files, ``making`` founds the database and brings them in.
"""

from app.desk.demo_cohort.tray import PASSWORD, SUPERVISOR, TrayCard, tray

__all__ = ["PASSWORD", "SUPERVISOR", "TrayCard", "tray"]
