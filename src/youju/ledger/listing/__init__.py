"""Lists of a ledger: what is asked, what is found, page after page, quick at a million records.

Enter at `asking.read` (an address becomes an `Asked`), `finding.page` (one page of it), `counting` (how many,
and how many of which) and `columns` (what a list shows). `kept` reads what people save.

What makes it quick. A page is found by its key and never by counting over what came before. Whoever sees
little of a ledger is led by the index of what he sees (`reach`), whoever sees much by the indexes of the
records. Conditions without an index are asked of a bounded number of records a page; the page then says so
and goes on from there. What only this side can judge (lights that a new day may have changed, expressions)
is judged of fewer still.

Does not belong here: requests and templates (`youju.ledger.views`), changes (`youju.ledger.actions`).
"""
