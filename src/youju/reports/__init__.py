"""报告: documents composed from observations, signed off at a cut-off, and proved against the database.

Enter at `youju.reports.actions` (compose, review, sign off) and `youju.reports.queries`. Templates are
Markdown of packs; every number of a document is bound to the observation that it prints.

Does not belong here: deriving figures (`youju.figures`), finding contradictions in text (`youju.checker`).
"""
