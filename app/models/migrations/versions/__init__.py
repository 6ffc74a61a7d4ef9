"""One file for each shape the database has had, in order; a released one is never edited."""
