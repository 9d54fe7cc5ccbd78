"""Youju (有据): every figure is derived from records as at a declared date, and can be followed back.

Each sub-package is a room; a room may import only the rooms below it (see ``docs/rooms.md``).
"""

__version__ = "0.1.0"
