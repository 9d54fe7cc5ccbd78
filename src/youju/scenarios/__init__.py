"""情景: stories of a pack run through the real services, and what must be true on the days they name.

What lives here
    `running.run` tells one story in a scratch schema and gives the differences; `actions.load` puts a story's
    records into the real database as sample data. `reading` finds scenarios in files, folders and packs,
    `stage` keeps who is who while a story runs, `steps` does what it says, `expecting` compares what it
    expects, `props` makes the small files that people attach.

The format is `youju.definitions.scenario_models`; `youju pack check` needs no database to read it. Time is
the story's: nothing in this room asks for today but the command that loads.

Does not belong here: what an act or a figure means (``ledger``, ``figures``); a step that cannot be written
shows a gap in those.
"""
