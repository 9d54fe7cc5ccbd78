"""样例县: a made-up county and its year, generated from a seed, and the main job that works through it.

Enter at `youju.county.generate` (lists, series, ledgers, targets) and `youju.county.actions` (the year, step
by step, from where it stood). No person and no firm in it is real.

Does not belong here: the services that the year is worked with; the county uses them as everybody does.
"""
