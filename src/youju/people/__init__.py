"""Organisations in their tree, persons, and the roles that persons hold in organisations.

Enter at `actors.Actor` (who acts), `queries.actor` (the actor of a person) and `actions` (every change,
each of which is also an event of kind ``people``).

Does not belong here: which role may do what; the packs say that and the ledger checks it.
"""
