"""The codes of the errors: one file for each room, with its blocks of numbers and a ``TITLE`` for lists."""
