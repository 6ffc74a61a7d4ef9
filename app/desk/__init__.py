"""The counter's verbs: one file each, plain functions, the Desk first.

A verb opens one unit of work, asks the policy, changes records, cuts a slip and leaves. It refuses by raising
:class:`app.errors.Refusal` with every obstacle at once; it never returns None or False for "no". Records never leave
it, only slips do. It never talks to a card, a printer or a network: those are other lanes, and a deed is committed
before they are asked (a failed print or a card pulled early leaves an open step, never an undone deed).

A deed carries everything a rule asks about, as the clerk did it: which card lay on the reader, with what the face was
compared, what was told and decided. The verb asks the rules again inside the commit and believes no screen: a step
that a screen forgot, or a supervisor's release that was never given, is a refusal. A hand-over holds the school's days
and rules until its commit (``models.calendar.hold``), and whoever changes them waits for it and for nothing else.

The desk and the issuance room never call each other. A hand-over writes a Job in its own commit; issuance finds it.
A recorded hand-over that did not take place so is never deleted: a supervisor voids it (``voiding``), which undoes what
can be undone and says what cannot: a stamp, a notice that has left.
What is kept sealed as evidence is masked for everybody: a supervisor opens it, piece by piece, with a reason that the
journal keeps, and it goes to the screen alone (``evidence``). A receipt
signed on paper is missed until its scan is kept (``signed_receipt``).
What is to be done to many certificates is a decision (``decide``): a row with a row for each, settled in chunks.

``asks`` and the slips (``slips``, ``*_slips``) are light (no database library), so that a presenter may import them
before the first paint; the verbs' own modules are imported on the desk lane.
"""
