"""Wishes that can't be met, in plain words with what would help. The page translates, the command line doesn't."""

from collections.abc import Callable, Mapping, Sequence

from app.domain.assignment.wishes import Key, Missing

Translate = Callable[[str], str]


def missing_text(
    missing: Missing, names: Mapping[Key, str] | None = None, translate: Translate = lambda text: text
) -> str:
    """One sentence or two. `names`: how nominations, judges and categories are called; their keys if not given."""
    text = translate(_TEXTS[missing.why])
    if missing.why == "capacity" and missing.fewest:
        text += " " + translate(_FEWER)
    return text % {
        "nominations": _some(missing.nominations, names), "judges": _some(missing.judges, names),
        "where": _all(missing.categories, names) or translate("all categories"), "number": len(missing.nominations),
        "panel": len(missing.judges), "wanted": missing.wanted, "possible": missing.possible,
        "lacking": missing.wanted - missing.possible, "fewest": missing.fewest,
        "more": f"{missing.more_judges} more judge{'' if missing.more_judges == 1 else 's'}",
    }  # fmt: skip


_TEXTS = {
    "conflicts": "%(nominations)s (%(where)s) gets %(possible)d of %(wanted)d judges: only %(panel)d may judge it. "
    "%(more)s without a conflict would help.",
    "capacity": "%(lacking)d of %(wanted)d scores can't be given in %(where)s: the %(panel)d judges who may judge these "
    "%(number)d nominations take no more. %(more)s would help, or a higher limit for those who are there.",
    "judge": "Judge %(judges)s gets %(possible)d nominations and wants at least %(wanted)d: there are no more to give within "
    "the limit of judges per nomination.",
    "apart": "%(judges)s should not judge the same nomination, but both have %(nominations)s.",
    "together": "%(judges)s should have a nomination in common, but have none: no exchange allows it.",
    "short": "%(nominations)s: %(possible)d of %(wanted)d judges.",
    "many": "%(nominations)s: %(possible)d judges, %(wanted)d at most are wanted.",
    "over": "%(judges)s gets %(possible)d nominations and takes %(wanted)d at most.",
}
_FEWER = "So would %(fewest)d scores each for all."


def _all(keys: Sequence[Key], names: Mapping[Key, str] | None) -> str:
    return ", ".join((names or {}).get(key, str(key)) for key in keys)


def _some(keys: Sequence[Key], names: Mapping[Key, str] | None) -> str:
    return _all(keys[:5], names) + (" …" if len(keys) > 5 else "")
