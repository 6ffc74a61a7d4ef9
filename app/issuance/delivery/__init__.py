"""Delivery: the signed file goes to the graduate's own mailboxes, each with a state of its own.

What for: RULES E19-E20 and D25. A certificate goes to the permanent and to the school mailbox; what a server answered
is kept for each. A corrected mailbox gets a row of its own; the one that took the message is left alone.

What it refuses: to send twice what may have arrived. ``sending`` is committed before the first byte leaves; who finds
it there afterwards, or whose line broke after the message was sent, says "unknown" and leaves it to a person. The
message's number is the row's, so that a repeat can be recognised by whoever receives it.

Why so. SMTP has no "once": a server that took a message may die before it says so. So a step that mails is not one
commit but two for each mailbox, and no transaction is open while a server is awaited. A station whose settings name no
mail server leaves the job at ``ready``; the one that has it sends it on. The demo "sends" into a folder of ``.eml``
files and says that it did.

Files: ``post`` is the way out (a server, or the demo's folder), ``letter`` the message, ``mail`` the step; ``notice``
tells of a certificate that was revoked or superseded, by the same rows.
"""
