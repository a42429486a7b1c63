"""Writes of judging: scorecards, recusals, assignments. Each audits, and none commits."""
