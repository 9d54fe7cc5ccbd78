"""The one expression language: SQL scalar expressions over named fields, typed and three-valued.

Edit rules, lights, guards, figures and eligibility are all written in it. Enter here:

* `Symbols` — the names that an expression may use, with types, units, codes and clocks
* `parse` — text into a typed `Expression`, or one `YoujuError` with everything that is wrong
* `explain` — what it says, as one Chinese sentence
* `evaluate` — its value for one record as at a date; None is *unknown*

Modules: `types` kinds and units, `symbols` names, `grammar` text into SQLGlot's tree, `build` that tree
into typed `nodes`, `arithmetic` what may be added to what, `functions` the registry, `numbers`, `days`
and `clocks` the one meaning of values, `evaluation` and `explanation`.

Does not belong here: SQL of an engine (`youju.engine.dialects` compiles the same nodes), connections,
packs, what *today* is.
"""

from youju.language.build import parse
from youju.language.clocks import ClockReading
from youju.language.evaluation import evaluate
from youju.language.explanation import explain
from youju.language.nodes import Expression
from youju.language.symbols import Clock, Symbol, Symbols
from youju.language.types import Kind, Type

__all__ = [
    "Clock",
    "ClockReading",
    "Expression",
    "Kind",
    "Symbol",
    "Symbols",
    "Type",
    "evaluate",
    "explain",
    "parse",
]
