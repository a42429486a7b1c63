"""What comes out: an assessment as plain data, which goes to JSON and back without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from app.domain.revenue.narrative import Mark

ASKED = ("mostly_managed", "needs_breakdown", "cannot_tell")
Number = int | float
Figures = dict[str, Any]
"""Named figures of a remark: numbers, words, lists of words; always plain JSON."""


def number(value: Decimal | None, digits: int | None = None) -> Number | None:
    """A Decimal as a plain number, whole ones as int; `digits` rounds (what is compared is exact)."""
    if value is None:
        return None
    if digits is not None:
        value = round(value, digits)
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of the narrative with its places in the text as given; for the remark, or against it."""

    text: str
    start: int
    end: int
    cue: str
    supports: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """A code with what it rests on; `wording` puts it into words. Severity: flag, question, note or favor."""

    code: str
    severity: str
    rule: str
    figures: Figures
    customers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would change the flag."""

    code: str
    figures: Figures
    customers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerSplit:
    """One customer's row: amounts in units of the currency (or percent), and the rule that split them."""

    name: str
    revenue: Number
    prior_revenue: Number | None
    managed: Number
    expansion: Number
    new: Number
    undetermined: Number
    rule: str
    origin: str
    kinds: tuple[str, ...]
    relationship_started: str | None = None
    customers: int = 1
    term_years: Number = 1
    incumbent_displaced: str | None = None
    rebid_won: str | None = None
    existing: bool = False
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A customer without revenue in the period: it left, or only credits remain (rule 2), or not known."""

    name: str
    revenue: Number | None
    prior_revenue: Number | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one nomination. Shares run from 0 to 1; None is "null" in the rules."""

    id: str | int
    rules_version: str
    threshold: Number
    new_for_months: int | None
    role: str
    role_rule: str
    narrative_role: str
    flag: bool
    needs_breakdown: bool
    """The share is null and nothing settles it: where hunters compete, a question in the flag's place."""
    managed_share: Number | None
    managed_share_low: Number | None
    managed_share_high: Number | None
    null_reason: str | None
    components: dict[str, Number | None]
    estimated: tuple[Number, Number] | None
    """Without lines: the range that the banded answer stands for (rule 13)."""
    coverage: Number | None
    straddles: bool
    deciding: tuple[str, ...]
    own_base: Number | None
    kept: Number | None
    growth: Number | None
    currency: str | None
    percent: bool
    splits: tuple[CustomerSplit, ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[Remark, ...]
    would_change: tuple[Change, ...]
    marks: tuple[Mark, ...]

    def remark(self, code: str) -> Remark | None:
        """The remark with this code, if there is one."""
        return next((remark for remark in self.remarks if remark.code == code), None)

    @property
    def asks(self) -> bool:
        """Whether a question puts the category in doubt; other questions are about figures, and nothing waits for them."""
        return any(one.code in ASKED and one.severity == "question" for one in self.remarks)

    def to_json(self) -> dict[str, Any]:
        """The public answer of `uphill assess`, worded in English."""
        from app.domain.revenue.wording import change_text, remark_text

        return {
            "id": self.id,
            "role": self.role,
            "managed_share": self.managed_share,
            "managed_share_low": self.managed_share_low,
            "managed_share_high": self.managed_share_high,
            "flag": self.flag,
            "components": dict(self.components),
            "remarks": [
                {
                    "code": remark.code,
                    "severity": remark.severity,
                    "text": remark_text(remark, self.currency, self.percent),
                    "rule": remark.rule,
                    "figures": dict(remark.figures),
                    "customers": list(remark.customers),
                    "evidence": [
                        {"text": e.text, "start": e.start, "end": e.end, "cue": e.cue} for e in remark.evidence
                    ],
                }
                for remark in self.remarks
            ],
            "would_change": [change_text(change, self.currency, self.percent) for change in self.would_change],
        }

    def to_dict(self) -> dict[str, Any]:
        """Everything, as plain JSON, to be stored; `from_dict` reads it back."""
        return _plain(asdict(self))  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Assessment:
        """Read what `to_dict` wrote. Keys of later versions are ignored; a missing one is a KeyError."""
        known: dict[str, Any] = {field.name: data[field.name] for field in fields(cls)}
        known["estimated"] = tuple(data["estimated"]) if data["estimated"] else None
        known["deciding"] = tuple(data["deciding"])
        known["splits"] = tuple(_made(CustomerSplit, row) for row in data["splits"])
        known["left_out"] = tuple(_made(LeftOut, row) for row in data["left_out"])
        known["would_change"] = tuple(_made(Change, row) for row in data["would_change"])
        known["marks"] = tuple(_made(Mark, row) for row in data["marks"])
        known["remarks"] = tuple(
            _made(Remark, row | {"evidence": tuple(_made(Evidence, e) for e in row["evidence"])})
            for row in data["remarks"]
        )
        return cls(**known)


def _made(kind: Any, row: Mapping[str, Any]) -> Any:
    """Make a dataclass of a stored row; lists become tuples (figures stay as they are)."""
    names = {field.name for field in fields(kind)}
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k in names})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
