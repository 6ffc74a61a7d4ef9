"""Every step the database's shape ever took, from the first. Run by ``./desk migrate`` and by nothing else.

A released revision is never edited. A test proves, on both databases, that a migrated database and one made from the
records are the same: tables, columns, constraints, partial indexes, full-text tables and triggers.
"""
