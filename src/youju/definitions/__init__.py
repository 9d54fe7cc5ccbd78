"""Packs: what a bureau does, as data; reading it strictly, checking it wholly, describing it.

Enter at `load.load_pack` (a folder to a `Loaded`), `load.find_pack` (a name to a `Loaded`) and
`load.from_canonical` (a stored version back to a `Loaded`). `models` says what a pack may contain,
`check` what must hold between its parts, `symbols` which names an expression may use, `upgrade` what
changes from one version to the next, `schema` and `reference` what editors and people read about the
format, `describe` a pack in Chinese.

Does not belong here: records, databases, dates of today. This room is pure; a notebook can use it.
"""
