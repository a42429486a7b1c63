"""Who judges what: nominations × judges × conflicts × load × seed → pairs."""

from app.domain.assignment.plan import Judge, Nomination, Plan, Shortage, Unmet, give_each

__all__ = ["Judge", "Nomination", "Plan", "Shortage", "Unmet", "give_each"]
