"""One school's rules: what it asks before a certificate leaves the counter, when, where, and who may let it pass.

The rules are data (``resources/profiles/*.toml``) read into a frozen :class:`app.policy.profile.Profile`; the code here
only knows how such rules are applied. It holds pure functions over records, profile and day: no clock is read, nothing
is looked up, nothing is stored, so that the same question always has the same answer and an obstacle can be explained
after years.

What it refuses: a general expression language. Conditions use a closed vocabulary (all, any, not and named attributes)
that we interpret ourselves, because a rule must be explainable to the graduate who is sent away, and testable against
an oracle.

Every entry of a profile says where it comes from (``source = "A26"``); what the school's document does not say carries
``not in document`` and is listed by ``profile check``, never passed off as the school's rule.
"""
