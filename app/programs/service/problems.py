"""A service's refusal, and the values that the audit trail keeps."""

from typing import Any


class ProgramProblem(Exception):
    """A refusal in words; `field` is where the form shows it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


class ChangedMeanwhile(Exception):
    """Somebody else, or another tab, changed the same thing since the form was opened."""


def plain(value: Any) -> Any:
    """As the audit trail stores it."""
    return value if value is None or isinstance(value, (str, int, bool, dict)) else str(value)
