"""Registry Desk 學位證書領取櫃台: a clerk taps a card, sees one graduate's case, hands over a certificate.

Eight ideas hold the whole program: Record (a mapped dataclass), Profile (one school's rules, as data), Desk (who works
where, with what), Slip (frozen facts for a screen), Presenter (one screen's state), Document (facts in, PDF bytes out),
Job (any work that waits in the database), Card event (what a reader saw). A ninth needs one of these removed.

Who may look at whom, kept by the import contracts of the test command::

    __main__ | cli > views > presenters > threads > desk | issuance > documents > policy > models | devices
        > wording > dates | settings > errors
"""
