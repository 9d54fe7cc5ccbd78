"""Codes, calendars and the way officials write figures: what the law fixes, as data and pure functions.

Enter by module; importing this package loads nothing:

* `units`: units of measure, their dimension and scale (万元 into 元, but never 万元 into 人)
* `calendar`: working days by the yearly arrangements of the State Council
* `credit_code`, `credit_code_repair`, `organisation_code`: GB 32100-2015 and GB 11714-1997
* `divisions`, `addresses`, `statistical_code`: provinces to streets, a division out of a free address, the
  twelve digits of the National Bureau of Statistics (`division_names` knows how names are written)
* `industries`: GB/T 4754-2017, its tree, ranges and search
* `numerals`, `quantities`, `periods`: Chinese numerals, quantities with their printed precision, and what
  前三季度 or 去年同期 means (`period_model` is the period itself, `period_words` the single expressions)

Every rule names its source in its docstring. Tables are files in ``data/`` (``SOURCES.md`` says from
where), read on first use and kept. Typed, standard library plus ``chinesecalendar``.

Does not belong here: anything that stores, asks the network or knows a bureau; what *today* is (dates
are arguments); the report checker's reading of sentences.
"""
