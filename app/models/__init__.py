"""Records, and all the SQL there is.

The mapped classes are the domain: a ``Graduate(...)`` is a real typed dataclass, built and tested with no engine. Three
rules pay for that choice: relationships are ``lazy="raise"``; records never leave the unit of work, only slips do; all
SQL lives in this room.

Primary keys are UUIDv7 made by the program, never database sequences, so that a window can name what it made before any
database has answered, and an outage can be replayed. Human numbers (receipts, slips) are series per station. Every
aggregate has a ``revision``; "one pickup per certificate that is not voided" and "one live sheet per certificate" are
partial unique indexes, so the database itself forbids a second hand-over. Stages change only through the table in
``certificate.py``.

Everything a unit of work changes leaves a journal line, or the commit fails. Personal numbers, mailboxes, phones,
addresses, photos and scans are sealed by the vault, bound to their table, column and row; names stay readable, because
a clerk searches by name: whoever can read the database file can read names, and the security page says so.

The same code and the same tests run on SQLite (WAL, synchronous FULL) and PostgreSQL. Only ``./desk migrate`` migrates.
"""
