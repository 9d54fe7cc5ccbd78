"""The report checker: reads a report and says which of its numbers contradict each other. Pure, no Django.

A linter for work summaries, communiqués and plans. A file becomes a `model.Text` (`reading`), is split into
reports (`splitting`), its numbers become `mentions.Mention`s (`numbers`), relations among them are found and
decided (`relations`), and what is wrong becomes findings (rules N1xx, N2xx, R3xx, T4xx). Enter at
`check.check_files`.

Does not belong here: figures of the database (rule family E5xx is decided in `reports`), pages, standards.
"""
