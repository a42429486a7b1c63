"""The cues, compiled once: data in a file for each stance, with the words that their patterns share in classes.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

Stance = Literal["won", "hunting", "managed", "grown", "remark"]


_BETWEEN = r"[^\w.;!?()]+"
_SPACE = re.compile(r" \.\.\. | (?![^\[\]]*\])")
_GAP = rf"{_BETWEEN}(?:[\w'$€£%&.-]+{_BETWEEN}){{{{0,6}}}}?"


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
    """All cues, by stance and in the order of its file."""
    classes = {name: f"(?:{pattern})" for name, pattern in _file("classes")["class"].items()}
    return tuple(_cue(entry, classes) for stance in get_args(Stance) for entry in _file(stance)["cue"])


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


def _cue(entry: dict[str, Any], classes: dict[str, str]) -> Cue:
    unless = entry.get("unless")
    return Cue(
        id=entry["id"],
        label=entry["label"],
        stance=entry["stance"],
        weight=float(entry["weight"]),
        words=tuple(entry["words"]),
        pattern=re.compile(_filled(_pattern(entry), classes)),
        unless=re.compile(_filled(unless, classes)) if unless else None,
        denied=entry.get("denied"),
        undeniable=bool(entry.get("undeniable", False)),
        independent=bool(entry.get("independent", False)),
        remark=entry.get("remark"),
        example=entry["example"],
        counter=entry["counter"],
    )


def _pattern(entry: dict[str, Any]) -> str:
    """The pattern as written, or its phrases: a space is any space or punctuation, " ... " up to six words."""
    if "phrases" not in entry:
        return str(entry["pattern"])
    phrases = [_SPACE.sub(lambda space: _GAP if space[0] == " ... " else _BETWEEN, one) for one in entry["phrases"]]
    return rf"(?<![\w'])(?:{'|'.join(phrases)})(?!\w)"


def _filled(pattern: str, classes: dict[str, str]) -> str:
    """Put the named classes in; other braces are repetitions and stay."""
    for name, body in classes.items():
        pattern = pattern.replace("{" + name + "}", body)
    return pattern.replace("{{", "{").replace("}}", "}")
