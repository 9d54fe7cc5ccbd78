"""Codes, calendars and the way officials write figures: what the law fixes, as data and pure functions.

Enter by module; importing this package loads nothing:

* `units` — units of measure: dimension, scale, conversion (万元 into 元, but never 万元 into 人)
* `calendar` — working days by the yearly arrangements of the State Council
* `credit_code`, `organisation_code` — GB 32100-2015 and GB 11714-1997
* `divisions`, `addresses`, `statistical_code` — provinces to streets, a division out of a free address,
  the 12-digit statistical code
* `industries` — GB/T 4754-2017: tree, names, ranges, search
* `numerals`, `quantities`, `periods` — Chinese numerals, quantities with printed precision, and periods

Every rule names its source in its docstring. Tables are files in ``data/`` (``SOURCES.md`` says from
where), read on first use and kept. Typed, standard library plus ``chinesecalendar``.

Does not belong here: anything that stores, asks the network or knows a bureau; what *today* is (dates
are arguments); the report checker's reading of sentences.
"""
