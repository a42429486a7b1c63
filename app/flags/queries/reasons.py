"""A stored assessment in words: what the flag or the question rests on, and what would change it."""

from dataclasses import dataclass
from typing import Any

from app.domain.revenue.assessment import Assessment, Remark
from app.domain.revenue.wording import change_text, remark_text
from app.judging.queries.sheet import FLAGS
from app.web.i18n import _


@dataclass(frozen=True, slots=True)
class Reason:
    """A remark with its rule, and the sentences of the story that speak for it (True) or against it (False)."""

    text: str
    rule: str
    sentences: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    flag: tuple[Reason, ...]
    remarks: tuple[Reason, ...]
    changes: tuple[str, ...]


def reasons_of(result: dict[str, Any] | None) -> Reasons:
    """Without a stored result (older data) there is nothing to say."""
    if not result:
        return Reasons((), (), ())
    assessed = Assessment.from_dict(result)

    def worded(remark: Remark) -> Reason:
        text = remark_text(remark, assessed.currency, assessed.percent, _)
        return Reason(text, remark.rule, tuple((one.text, one.supports) for one in remark.evidence))

    asked = [remark for remark in assessed.remarks if remark.code in FLAGS]
    others = [remark for remark in assessed.remarks if remark.code not in FLAGS]
    changes = tuple(change_text(change, assessed.currency, assessed.percent, _) for change in assessed.would_change)
    return Reasons(tuple(map(worded, asked)), tuple(map(worded, others)), changes)
