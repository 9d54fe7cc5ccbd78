"""Logging in with a one-time code besides the password (TOTP, RFC 6238): optional, chosen by its owner.

Enter at `actions`: `begin` and `confirm` to set it up, `check` when logging in, `remove`. The secret is kept
encrypted with a key derived from that of the installation, so that a copy of the database does not hold it.
"""
