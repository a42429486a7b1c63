"""The form of a nomination: its steps and fields, what was typed read into figures, and the complete check before submission.

The working copy and every submission hold the same keys, as typed (see `fields.py`); nothing here refuses text.
"""

from app.nominations.forms.answering import ADDED, FIGURES, MOST_ADDED, read_rows
from app.nominations.forms.checking import Problem, check
from app.nominations.forms.fields import (
    BANDS,
    KINDS,
    LINE_FIELDS,
    MEASURES,
    MOST_LINES,
    MOST_LINKS,
    MOST_REFEREES,
    ORIGINS,
    STEPS,
    blank_draft,
    content_of,
    hash_of,
    read_step,
    referees_of,
    story_of,
    story_parts,
)
from app.nominations.forms.reading import Figures, Line, read_figures

__all__ = [
    "ADDED",
    "BANDS",
    "FIGURES",
    "KINDS",
    "LINE_FIELDS",
    "MEASURES",
    "MOST_ADDED",
    "MOST_LINES",
    "MOST_LINKS",
    "MOST_REFEREES",
    "ORIGINS",
    "STEPS",
    "Figures",
    "Line",
    "Problem",
    "blank_draft",
    "check",
    "content_of",
    "hash_of",
    "read_figures",
    "read_rows",
    "read_step",
    "referees_of",
    "story_of",
    "story_parts",
]  # fmt: skip
