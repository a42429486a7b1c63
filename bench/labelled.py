"""`python -m bench.labelled`: how well stories and whole nominations are read, on a labelled set of our own.

The set (tests/domain/revenue/labelled) was written by two independent writers who had not seen the rules or the code: one
file for each writer. Two thirds ("open") were used while the phrases were written; a third ("kept") was looked at once,
when they were finished.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.revenue import Assessment, assess, nomination_from

PLACE = Path(__file__).resolve().parents[1] / "tests" / "domain" / "revenue" / "labelled"
ROLES = ("hunter", "farmer", "account_manager", "mixed", "insufficient")
CLEAR = ROLES[:4]


@dataclass(frozen=True)
class Case:
    """One text with its label and what was read. `share`: what the writer computed."""

    id: str
    text: str
    role: str
    found: Assessment
    flag: bool | None = None
    share: float | None = None
    whole: bool = False

    @property
    def error(self) -> float | None:
        """Of the share, where both know one."""
        both = self.share is not None and self.found.managed_share is not None
        return abs(float(self.found.managed_share or 0) - (self.share or 0)) if both else None

    @property
    def badness(self) -> float:
        """How bad a miss is: a wrong flag, then a wrong role, then no role, then a wrong share."""
        wrong_flag = self.flag is not None and self.flag != self.found.flag
        wrong_role = self.role in CLEAR and self.found.role != self.role
        return 4 * wrong_flag + wrong_role * (1 if self.found.role == "insufficient" else 2) + (self.error or 0)


@dataclass
class Report:
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    flags: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    errors: list[float] = field(default_factory=list)
    null_differs: int = 0
    hunters_flagged: int = 0
    worst: list[Case] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        """`decided`: texts for which a role was found; `role`: how many of them rightly; `silent`: the part of the texts with
        a clear label for which none was found. Flag: precision, recall, F1. `share`: mean error of
        the share where writer and reading both have one; `null_differs`: nominations in which only one of them has."""
        decided = sum(n for (_, got), n in self.confusion.items() if got in CLEAR)
        right = sum(n for (label, got), n in self.confusion.items() if got in CLEAR and label == got)
        clear = sum(n for (label, _), n in self.confusion.items() if label in CLEAR)
        silent = sum(n for (label, got), n in self.confusion.items() if label in CLEAR and got not in CLEAR)
        figures: dict[str, float] = {
            "texts": self.confusion.total(), "decided": decided, "role": right / max(decided, 1),
            "silent": silent / max(clear, 1), "hunters_flagged": self.hunters_flagged,
        }  # fmt: skip
        if self.flags:
            true, false, missed = self.flags[True, True], self.flags[False, True], self.flags[True, False]
            figures |= {
                "precision": true / max(true + false, 1), "recall": true / max(true + missed, 1),
                "f1": 2 * true / max(2 * true + false + missed, 1), "share": sum(self.errors) / max(len(self.errors), 1),
                "worst_share": max(self.errors, default=0.0), "shares": len(self.errors),
                "null_differs": self.null_differs, "role_of_all": right / max(clear, 1),
            }  # fmt: skip
        return {name: round(value, 4) for name, value in figures.items()}


def texts(part: str, kind: str) -> Iterable[dict[str, Any]]:
    for path in sorted((PLACE / part).glob(f"{kind}-*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))


def stories(part: str) -> list[Case]:
    return [
        Case(one["id"], one["text"], one["role"], assess(nomination_from({"id": one["id"], "narrative": one["text"]})))
        for one in texts(part, "narratives")
        if one["role"] != "other_language"
    ]


def other_languages(part: str) -> tuple[int, int]:
    """How many stories are in another language, and of how many that is said."""
    foreign = [one["text"] for one in texts(part, "narratives") if one["role"] == "other_language"]
    found = [assess(nomination_from({"id": 1, "narrative": text})) for text in foreign]
    return len(foreign), sum(any(remark.code == "not_english" for remark in one.remarks) for one in found)


def nominations(part: str) -> list[Case]:
    cases = []
    for one in texts(part, "nominations"):
        known = ("id", "title", "period_end", "period_months", "currency", "narrative")
        facts = {name: one[name] for name in known} | {"accounts": one["lines"], "headline_revenue": one["headline"]}
        truth = one["truth"]
        found = assess(nomination_from(facts))
        share, flag = truth["managed_share"], truth["flag"]
        cases.append(Case(one["id"], one["narrative"], truth["role"], found, flag, share, whole=True))
    return cases


def report(cases: Sequence[Case]) -> Report:
    told = Report(worst=sorted((one for one in cases if one.badness > 0.0006), key=lambda one: -one.badness)[:10])
    for one in cases:
        told.confusion[one.role, one.found.role] += 1
        told.hunters_flagged += one.role == "hunter" and one.found.flag
        if one.flag is not None:
            told.flags[one.flag, one.found.flag] += 1
        if one.error is not None:
            told.errors.append(one.error)
        elif one.whole and (one.share is None) != (one.found.managed_share is None):
            told.null_differs += 1
    return told


def as_markdown(title: str, told: Report) -> str:
    lines = [f"### {title}", "", "| label ↓, read as → | " + " | ".join(ROLES) + " |", "|---|" + "---:|" * len(ROLES)]
    for label in ROLES:
        lines.append(f"| {label} | " + " | ".join(str(told.confusion[label, got]) for got in ROLES) + " |")
    lines += ["", "; ".join(f"{name} {value:g}" for name, value in told.figures.items()), "", "Worst misses:", ""]
    for one in told.worst:
        wrong = f"{one.role} read as {one.found.role}"
        if one.whole:
            wrong += f", flag {one.flag} / {one.found.flag}, share {one.share} / {one.found.managed_share}"
        lines.append(f"- `{one.id}` {wrong}: “{' '.join(one.text.split())[:110]} …”")
    return "\n".join([*lines, ""])


def main() -> None:
    for part in sys.argv[1:] or ["open", "kept"]:
        print(as_markdown(f"Stories alone, {part}", report(stories(part))))
        print("In another language: {}; said so: {}.\n".format(*other_languages(part)))
        print(as_markdown(f"Whole nominations, {part}", report(nominations(part))))


if __name__ == "__main__":
    main()
