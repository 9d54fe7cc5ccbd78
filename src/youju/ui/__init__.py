"""What every page is made of: the shell, components, form widgets, pickers, assets. No business word in it.

Enter at ``templates/ui/page.html`` (what a page extends), `navigation` (what stands in the left column) and
``templates/ui/`` (table, fields, lights). Pages themselves live in the room that they are about.

Does not belong here: what a ledger or a figure is, who may see it.
"""
