"""台账: records that move through states under clocks, with evidence, counted as at any date.

What lives here
    `actions` is the door for everything that writes: installing packs, opening and performing, amending,
    voiding, linking, merging, escalating. `queries` is the door for everything that reads.
    `fold` turns the events of a record into what was true and what was known on any two dates; it is pure
    and the only implementation. `clocks`, `replaying`, `values`, `numbering` and `lights` are the pure
    rules of time limits, legality, typed values, numbers and colours.
    `evidence` keeps files by their content; `snapshots`, `importing` and `exporting` move records in bulk.

How a record is stored
    Every change is an event (`youju.events`) that carries its effects, so folding needs no definition.
    `models.LedgerRecord` is a projection of the events and is never the source of truth: a test folds the
    events again and compares.

Does not belong here: figures over ledgers (``figures``), pages (``web``), what a bureau does (``packs``).
"""
