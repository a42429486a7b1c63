"""Choices instead of scores: orders of the first k, and pairs. One model for both (`model.py`), percent instead of points."""
