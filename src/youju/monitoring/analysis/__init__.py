"""What is computed from numbers alone: no database, no Django, no dates of today.

Enter at `seasonal.decompose` (trend, season and what is left), `turning.turning_points` (peaks and troughs),
`levels.step` (which level an alert is at), `track.replay` and `track.judge` (what a rule would have said, and
whether it was right), `ranking.compare_shares` and `ranking.compare_growth` (areas, fair to small bases).
"""
