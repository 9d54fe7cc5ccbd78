"""The append-only store: what happened, when it happened, when we were told, and who said so.

Lives here: events in hash-chained streams, the heads of the chains, seals (Merkle roots over everything
new), and the verification of it all. Enter at `actions.append` (inside a transaction;
`bulk` for imports), `queries.of_stream` and `verify.verify`.

Does not belong here: what an event *means*. Payloads are opaque; folding them into records is the
ledger's affair. The actor is an id, no foreign key, so that an event outlives the account.
"""
