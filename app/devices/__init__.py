"""What stands on the counter: card readers, cards, printers. No threads, no Qt, no records.

Two kinds of card reader speak the same language (:mod:`app.devices.session`): the real ones behind PC/SC (``pcsc``,
the only file that knows the smartcard library) and the simulated one of the demo (``simulated``), whose cards and
firmware (``virtual_card``) are also what the tests plug into a real pcscd. A watch is a generator of card events, so
that a test simply iterates it; :mod:`app.threads` gives it a thread. What happens to cards at a counter every day (a
card pulled early, a 1K card, a reader unplugged) is an event with a code, never an exception in a screen.

The room refuses to guess: a card whose ATR is not in the allow-list of its reader's model (``resources/readers``) is
"not known", not "probably fine". It refuses to touch block 0 or a sector trailer, so that no mistake of ours can lock
a card. It never logs an answer or a key, and shows a card's number (UID) masked.

Why pyscard's own monitors are not used: they die when pcscd restarts and never tell; they compare cards by reader and
ATR, so that one 4K card swapped for another goes unseen; and they cannot be stopped within two seconds. All three
were seen.
"""
