"""Record linkage: which rows of several departments' lists are one statistical unit. Pure, no Django.

Enter at `link.link`, which takes lists and gives links with scores, reasons and zones; the command is
``youju link``.

Does not belong here: the master of units and what happens to a difference; that is the register's.
"""
