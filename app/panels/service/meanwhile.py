"""Two people, or two tabs, who change the same: what was shown, what is stored by now and what was typed are compared under the lock."""

from collections.abc import Mapping
from typing import Any, TypeVar

Name = TypeVar("Name", bound=str | int)
Value = TypeVar("Value")


class Meanwhile(Exception):
    """Somebody else changed what was to be changed. `found`: field → what is stored there now. Nothing is written."""

    def __init__(self, found: Mapping[Any, Any]) -> None:
        super().__init__()
        self.found = found


def merged(shown: Mapping[Name, Value], stored: Mapping[Name, Value], typed: Mapping[Name, Value]) -> dict[Name, Value]:
    """What is to be stored: where nothing new was typed, what is there. A field that was not shown is taken as typed.

    Raises Meanwhile for fields where both changed, to different values."""
    result = {name: stored[name] if shown.get(name, stored[name]) == value else value for name, value in typed.items()}
    clash = {
        name: stored[name]
        for name, value in result.items()
        if name in shown and stored[name] not in (value, shown[name])
    }  # fmt: skip
    if clash:
        raise Meanwhile(clash)
    return result


def ticks_merged(shown: frozenset[int], stored: frozenset[int], typed: frozenset[int]) -> frozenset[int]:
    """What was ticked and unticked here since it was shown, on top of what is stored by now: ticks never clash."""
    return (stored | (typed - shown)) - (shown - typed)
