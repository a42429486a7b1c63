"""What another rule would say of a nomination, without assessing it whole: only whether a flag or a question stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.revenue.facts import NominationFacts, Rules
from app.domain.revenue.flags import SHARE_DIGITS, raise_flag
from app.domain.revenue.mix import mix_of
from app.domain.revenue.narrative import read


@dataclass(frozen=True, slots=True)
class Standing:
    """`flag`: mostly managed. `question`: it can't be told, or only a question says so. `share`: 0 to 1, None where there is none."""

    flag: bool
    question: bool
    share: float | None

    @property
    def raised(self) -> bool:
        return self.flag or self.question


def standing_of(facts: NominationFacts, rules: Rules) -> Standing:
    """As `assess(facts, rules)` would say; the story is read only where there is no share."""
    mix = mix_of(facts, rules)
    share = None if mix.share is None else float(round(mix.share, SHARE_DIGITS))
    if mix.null_reason is None:
        flag = mix.exceeds(rules.threshold)
        return Standing(flag, not flag and mix.straddles(rules.threshold), share)
    flagging = raise_flag(facts, mix, read(facts.narrative), rules)
    return Standing(flagging.flag, any(remark.severity == "question" for remark in flagging.remarks), share)


def standing_at(stored: Mapping[str, Any], threshold: Decimal, again: Callable[[], Standing]) -> Standing:
    """The same for another threshold alone, from a stored assessment (`Assessment.to_dict`): its parts don't depend on the
    threshold. `again` assesses anew, for what was settled by an estimate alone and may now need the story."""
    if stored["null_reason"] is not None:
        band = stored["estimated"]
        if not band:
            return Standing(stored["flag"], stored["flag"] or stored["needs_breakdown"], None)
        if _number(band[0]) > threshold or _number(band[1]) <= threshold:
            flag = _number(band[0]) > threshold
            return Standing(flag, flag, None)
        return again()
    parts = {name: _number(amount) for name, amount in stored["components"].items()}
    rewon = sum((_number(split["managed"]) for split in stored["splits"] if split["rebid_won"]), Decimal(0))
    flag = parts["managed"] > threshold * (parts["total"] - parts["undetermined"])
    mark = threshold * parts["total"]
    straddles = parts["managed"] - rewon <= mark < parts["managed"] + parts["undetermined"]
    return Standing(flag, not flag and straddles, stored["managed_share"])


def _number(value: Any) -> Decimal:
    return Decimal(str(value or 0))
