"""The Django project: settings, the database, the pages on this machine, and the commands that run all of it.

What lives here
    `setup.django_setup` makes Django usable in a process; every command that stores passes there.
    `database` and `embedded` bring the database into being, `environment` lists what an operator may set.
    `urls`, `views`, `pages` and `standing` are the pages: read-only, as at a date, in Chinese (`display`
    and `formats` put things into words). `start` is what ``./start`` does; `commands` runs the platform.

Does not belong here: what ledgers and figures are (their rooms), a write of any record. Only `cli` imports
this room.
"""
