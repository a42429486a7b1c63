"""Reads about judging: what a judge may open, scorecards, the desk, assignments, progress, and what counts."""
