"""What went wrong, in one shape: a code, the fields, where it is, a Chinese sentence, and how to mend it.

Enter at `Problem` (one thing that is wrong), `YoujuError` (raised with one or many problems) and `fail`.
`CODES` is the one registry, put together from ``codes/``, one file for each room. Codes are never reused;
a code that is no longer raised moves to ``RETIRED``. The command line, the API and the pages all print
`Problem.as_dict` or `Problem.sentence`; nothing else formats errors.

Does not belong here: translation (the edge passes ``translate``), logging, HTTP.
"""

from youju.errors.registry import CODES, RETIRED, fail
from youju.errors.shape import NOWHERE, Code, Problem, Where, YoujuError

__all__ = ["CODES", "NOWHERE", "RETIRED", "Code", "Problem", "Where", "YoujuError", "fail"]
