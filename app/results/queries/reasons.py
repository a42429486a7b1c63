"""Why a nominee's score by the method differs from its plain mean: one sentence, from the judges it had and what their number allows."""

from collections.abc import Mapping, Sequence
from math import ceil

from app.results.queries.boards import Row
from app.results.queries.computed import Computed
from app.web.filters import signed
from app.web.i18n import _, ngettext

SAME = 0.005
_SMALL = 0.5
_SAME_SHARE = 0.05
"""A part this much smaller than the other isn't mentioned."""


def reason(row: Row, result: Computed, judges: Sequence[int]) -> str:
    """ "+0.31: 2 of its 3 judges are among the severest." `judges`: of this nomination, those that count. Empty where the method
    is the plain mean, or nothing was computed."""
    change = row.change
    if row.line is None or change is None or result.method == "mean":
        return ""
    if result.percent:
        return _of_share(change, result, row.line.n)
    if abs(change) < SAME:
        return _("Same as the plain mean.")
    if result.method == "trimmed":
        return _("%(change)s: without its highest and lowest score.") % {"change": signed(change)}
    severities = {key: one.severity for key, one in result.judges.items() if one.severity is not None}
    by_judges = row.line.judges_severity
    if by_judges is None:
        by_judges = sum(severities.get(judge, 0.0) for judge in judges) / max(1, len(judges))
    shrinkage = change - by_judges
    parts = []
    if abs(by_judges) >= SAME and abs(by_judges) >= _SMALL * abs(shrinkage):
        parts.append(_about_judges(by_judges, severities, judges))
    if abs(shrinkage) >= SAME and abs(shrinkage) >= _SMALL * abs(by_judges):
        parts.append(_about_number(shrinkage, by_judges, row.line.n))
    return _("%(change)s: %(why)s.") % {"change": signed(change), "why": "; ".join(parts)}


def _of_share(change: float, result: Computed, judges: int) -> str:
    if abs(change) < _SAME_SHARE:
        return _("Same as the plain share.")
    by = signed(change, 1)
    if result.method == "trimmed":
        return _("%(change)s: without its highest and lowest share.") % {"change": by}
    return ngettext(
        "%(change)s: whom it was compared with, and that one judge chose.",
        "%(change)s: whom it was compared with, and that %(num)s judges chose.",
        judges,
    ) % {"change": by, "num": judges}


def _about_judges(by_judges: float, severities: Mapping[int, float], judges: Sequence[int]) -> str:
    sign = 1 if by_judges > 0 else -1
    ordered = sorted(severities, key=lambda judge: -sign * severities[judge])
    extreme = {judge for judge in ordered[: ceil(len(ordered) / 3)] if sign * severities[judge] > 0}
    many, of = len(extreme.intersection(judges)), len(judges)
    if not many:
        return _("its judges are a little severe") if sign > 0 else _("its judges are a little lenient")
    words = {"many": many, "of": of}
    if many == of:
        return (
            ngettext("its judge is among the severest", "all its judges are among the severest", of)
            if sign > 0
            else ngettext("its judge is among the most lenient", "all its judges are among the most lenient", of)
        )
    if sign > 0:
        return ngettext(
            "one of its %(of)s judges is among the severest", "%(many)s of its %(of)s judges are among the severest", many
        ) % words  # fmt: skip
    return ngettext(
        "one of its %(of)s judges is among the most lenient", "%(many)s of its %(of)s judges are among the most lenient", many
    ) % words  # fmt: skip


def _about_number(shrinkage: float, by_judges: float, scores: int) -> str:
    words = {"num": scores, "by": signed(shrinkage)}
    if abs(by_judges) < SAME:
        return (
            ngettext(
                "one score weighs less than many, so it is drawn to the middle",
                "%(num)s scores leave it open, so it is drawn to the middle",
                scores,
            )
            % words
        )
    return (
        ngettext(
            "having one score draws it to the middle (%(by)s)",
            "having %(num)s scores draws it to the middle (%(by)s)",
            scores,
        )
        % words
    )
