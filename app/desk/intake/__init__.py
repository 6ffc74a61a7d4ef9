"""Intake (匯入): the school's files come in, whole or not at all.

The desk owns nothing it imports: graduates, photos, the card register, clearance items, approvals and certificates are
the records of other offices, brought as CSV or XLSX. So the room does four things in this order:

``reading``, ``workbook``     a file of bytes becomes rows of text with line numbers. Hostile input ends here, in words.
``shapes``, ``columns``,      one frozen row type per kind of file; its columns by Chinese or English headings; what
``values``, ``vocabulary``    a cell means; the school's own words for its colleges, items and windows.
``checking``                  what only the whole file can tell: the same number twice, one card for two people.
``merging``, ``graduates``,   the rows beside what is held: a plan of what is new, changed, confirmed, refused.
``registers``, ``certificates``
``engine``, ``run``           one unit of work: carry the plans out in chunks, keep the values before, one journal line.

``photos`` does the same for pictures, ``undo`` takes an import back.

On SQLite an import holds the write lock while it writes (some seconds for 100,000 rows; a counter's deed waits for it),
so large files belong before the counter opens; a few thousand rows take about a second.

What it refuses, and why so:

* Half an import. One bad row and nothing is written, because a clerk cannot see from a case that its row was left out.
  Every bad row is named with line, column and reason, so that the office mends its file in one round. Whoever must go
  on without the bad rows says so (``leave_out_bad_rows``), and the report and the journal say so too.
* Guessing in silence. UTF-8 and CP950 are tried strictly; a guess is a proposal and is named in the report. A byte
  that is half a character is a fault of that cell, never a question mark in a graduate's name.
* Workbooks that compute or reach out: formulas, external links, macros, bombs. A value that the desk hands over must
  be the value that the office saw.
* Touching names. Full-width digits and lower-case student numbers are brought to one form (A06); a Chinese name is
  taken character by character as the office wrote it, because normalising would swap compatibility characters.

Imported rows carry the import's id, the digest of the source file and the source's own time (RULES I10); the values
before are kept, so that an import can be undone and an approval withdrawn since yesterday can be shown as such (C10).
"""
