"""Notices to persons: in the application, by e-mail and by webhook, at once or as the digest of a day.

Enter at `actions.notify`; a notice is stored in the transaction of what it tells of and sent afterwards.

Does not belong here: when something is worth a notice; the room that does it says so.
"""
