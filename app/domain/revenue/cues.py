"""The cues of `cues.toml`, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Stance = Literal["won", "hunting", "managed", "grown", "remark"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: what to look for, where it leans, and how it is tested."""

    id: str
    label: str
    stance: Stance
    weight: float
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    denied: Stance | None
    undeniable: bool
    independent: bool
    remark: str | None
    example: str
    counter: str


@cache
def cues() -> tuple[Cue, ...]:
    """All cues in the order of the file."""
    data = tomllib.loads((resources.files(__package__) / "cues.toml").read_text(encoding="utf-8"))
    classes = {name: f"(?:{pattern})" for name, pattern in data["class"].items()}
    return tuple(_cue(entry, classes) for entry in data["cue"])


def _cue(entry: dict[str, str], classes: dict[str, str]) -> Cue:
    unless = entry.get("unless")
    return Cue(
        id=entry["id"],
        label=entry["label"],
        stance=entry["stance"],  # type: ignore[arg-type]
        weight=float(entry["weight"]),
        words=tuple(entry["words"]),
        pattern=re.compile(_filled(entry["pattern"], classes)),
        unless=re.compile(_filled(unless, classes)) if unless else None,
        denied=entry.get("denied"),  # type: ignore[arg-type]
        undeniable=bool(entry.get("undeniable", False)),
        independent=bool(entry.get("independent", False)),
        remark=entry.get("remark"),
        example=entry["example"],
        counter=entry["counter"],
    )


def _filled(pattern: str, classes: dict[str, str]) -> str:
    """Put the named classes in; other braces are repetitions and stay."""
    for name, body in classes.items():
        pattern = pattern.replace("{" + name + "}", body)
    return pattern.replace("{{", "{").replace("}}", "}")
