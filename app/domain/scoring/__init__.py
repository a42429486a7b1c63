"""From scores to results: scales, a judge's composite score, means and ranks. All in exact arithmetic."""

ENGINE = "1"
"""Goes up whenever the same scores could give other digits; stored results of another engine are computed anew."""
