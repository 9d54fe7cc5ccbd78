"""The three administrators' own places (三员分立): who is there, what each may do, what was done.

The system administrator keeps organisations and accounts, the security administrator gives roles, unlocks and
hands out the second half of every password, the audit administrator reads the audit trail
(GB/T 22239-2019, 8.1.5). `guard` keeps them apart and away from all business pages; `actions` and `queries`
write and read. Does not belong here: what everybody may do with the own account (`youju.people.views`).
"""
