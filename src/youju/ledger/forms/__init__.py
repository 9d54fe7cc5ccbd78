"""Forms made from the pack: which inputs a ledger's fields need, and what was typed into them.

Enter at `controls.controls` (fields to inputs), `gathering.gathered` (what was posted to what actions take)
and `judging.placed` (problems to the inputs that they are about). `written.written` gives the text that an
input shows for a stored value; gathering and reading it again gives the same value.

Does not belong here: what is right or wrong, which only `youju.ledger.values`, `rules` and `actions` say; so
that a page tells exactly what the service tells.
"""
