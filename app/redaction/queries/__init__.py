"""Reads for blind programs: what judges may read of a nomination, and what organizers still have to look at."""
