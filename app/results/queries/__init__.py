"""Reads about results: which scores count, what they add up to per nomination, ranks, and what each number is made of."""
