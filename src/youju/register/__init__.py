"""名录库: the register of statistical units, made from the linked lists of several departments.

Enter at `actions.load` (take deliveries in), `actions.decide` (one unit or two) and `queries` (units as they
are, or were). A unit keeps its own id whatever its rows do; every change of it is an event, so that it can be
seen as at any day. What the lists say differently becomes work in the ledger of `differences`.

Does not belong here: which rows are one unit (`youju.linkage`), how work is done and settled (`ledger`).
"""
