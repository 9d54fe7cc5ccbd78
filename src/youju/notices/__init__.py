"""Notices to persons: in the application, by e-mail and by webhook, at once or as the digest of a day.

Enter at `actions.notify`; a notice is a row, stored in the transaction of whoever says it. `actions.send`
hands it on afterwards, as its reader wishes (`Wishes`); the worker calls it.

Does not belong here: when something is worth a notice; the room that knows says so (`youju.ledger.telling`).
"""
