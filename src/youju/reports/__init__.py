"""报告: documents composed from observations, signed off at a cut-off, and proved against the database.

A template of a pack (`youju.definitions.report_text`) is composed into Markdown in which every number is a
link to its observation (`compose`, `language`, `fields`), read as one document model (`markdown`,
`document`) and written as Word by GB/T 9704-2012, PDF, a page or Markdown (`outputs`). Enter at
`actions.compose` (compose and keep), `actions` (versions, comments, reviews, sign-off), `queries`, and
`evidence.check_bytes`, which proves a Word document against the database whatever was done to it.

Does not belong here: counting (`youju.figures`), what a text contradicts by itself (`youju.checker`), the
syntax of templates (`youju.definitions`).
"""
