"""From scores to results: scales, a judge's composite score, means and ranks. All in exact arithmetic."""
