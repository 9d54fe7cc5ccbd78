"""Logging in by what the county has already: OpenID Connect, CAS, or a directory (LDAP); chosen by settings.

What is outside says who somebody is, and nothing more: an account of that name must exist here, with the
roles that the security administrator gave. Only users come in this way, for whoever runs the directory would
else be the fourth administrator. A second factor that was set up here is still asked for.

Enter at `actions.accept` (who was named outside), `oidc`, `cas`, `directory`; the pages are in `views`.
"""
