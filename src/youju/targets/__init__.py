"""目标管理: targets of a year, their milestones and pace, and the scores that organisations get for them.

Enter at `youju.targets.actions` and `youju.targets.queries`. A target names a figure, so what was reached is
derived and never typed.

Does not belong here: deriving figures (`youju.figures`), warnings (`youju.monitoring`).
"""
