"""The kinds of card a student may hold, one file each, and what the counter does with them.

``mifare_classic`` is the card's memory, ``validity`` the bytes of the school's own sector, ``recognition`` what
happens at a tap, ``voiding`` what happens at hand-over. All work on any :class:`app.devices.session.Session`, real or
simulated.
"""
