"""Learning: which errors people ask for, which of them the catalog does not know, and whether an entry helped.

Counting never keeps a text. What may be kept is set by ``PORTAL_LEARN``; see ``recording`` for what each value means.
"""
