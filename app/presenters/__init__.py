"""One presenter per screen: its whole state as one frozen value, its intents as plain methods, and no widget.

A presenter sends asks to the desk lane and is answered with slips; it keeps codes and facts and never a sentence, so
that a screen can change its language while it stands. It has one signal, ``changed(screen)``. It refuses to know
records, policy, documents or issuance: what a screen needs of them is cut into a slip by the desk.

Why so: everything that can go wrong at a counter (a card laid down too early, an answer that comes too late, a commit
whose outcome nobody knows) is decided here, and can therefore be tested without a window.
"""
