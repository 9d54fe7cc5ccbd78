"""What the page of a record shows, in words; nothing is written here and no HTML made but the diagram's.

Enter at `record.shown`. `words` puts values into words, `limits` the clocks, `history` the timeline with
values before and after, `doing` what somebody can do now and what would follow, `diagram` draws the states;
`sheet` gathers the printed 督办单, which `sheet_docx` and `sheet_pdf` set.

Does not belong here: requests and answers (`views`), what may be done (`youju.ledger.actions`).
"""
