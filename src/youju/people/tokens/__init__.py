"""Tokens by which other systems use the API: bound to a person and an organisation, so that scopes hold.

Enter at `auth.Token` (which the API uses) and `actions.issue`. Of a token only its SHA-256 is kept; it is
random and long, so nothing slower is needed. Which scopes there are says `SCOPES`.
"""
