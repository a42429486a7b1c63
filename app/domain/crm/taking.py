"""An export and a mapping → rows used, rows left out with their reasons, and the customers they make."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date, timedelta

from app.domain.crm.currencies import amounts_of
from app.domain.crm.deals import candidates, read_columns, rows_of
from app.domain.crm.decisions import decided, owner_counts, word_for
from app.domain.crm.export import Export
from app.domain.crm.frame import Frame, frame_of
from app.domain.crm.mapping import Mapping
from app.domain.crm.reading import Account, Row, Taken

_LEAST_OWN = ("inherited", "assigned", "acquired_company", "unknown", "partner", "inbound", "self_sourced")


def take(export: Export, mapping: Mapping) -> Taken:
    """Apply a mapping. Nothing is lost: every row that holds anything is in `used` or in `left_out`.

    Amounts are in hundredths of the currency. What the mapping leaves open is decided as the columns show, or comes back
    among `questions`; then what was taken is provisional.
    """
    return take_frame(export, mapping, frame_of(export, mapping))


def take_frame(export: Export, mapping: Mapping, frame: Frame, titles: str = "") -> Taken:
    """`take` for a frame that was made already."""
    mapping, questions = decided(frame, mapping, titles)
    columns = read_columns(frame, mapping)
    amounts, more = amounts_of(frame, mapping, candidates(frame, mapping, columns))
    rows, again, notes = rows_of(frame, mapping, columns, amounts)
    questions += more + again
    used = tuple(row for row in rows if row.reason is None)
    left = tuple(row for row in rows if row.reason is not None)
    notes += _notes(frame, rows, mapping)
    totals: Counter[str] = Counter()
    for row in used:
        totals[row.type] += row.amount or 0
    accounts, former = _accounts(rows, mapping, _tells_of_all(frame, mapping))
    unknown = {
        row.type for row in used if row.kind == "unknown" and row.type and mapping.types.get(row.type) != "unknown"
    }
    return Taken(
        mapping, mapping.profile, mapping.sheets or ("",), dict(mapping.columns), used, left, dict(sorted(totals.items())),
        sum(row.amount or 0 for row in used), amounts.wanted, accounts, former, tuple(sorted(unknown)), tuple(questions), tuple(notes),
    )  # fmt: skip


def _tells_of_all(frame: Frame, mapping: Mapping) -> bool:
    """Whether the file shows what customers bought from anyone: it names more owners than the nominee."""
    if mapping.everybody or mapping.profile == "customer_list":
        return True
    return len(owner_counts(frame)) > len(mapping.owners) and "*" not in mapping.owners


def _accounts(rows: list[Row], mapping: Mapping, of_all: bool) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
    """Customers with used rows, the largest first; and those of whom only the nominee's earlier rows are there."""
    used: dict[str, list[Row]] = {}
    earlier: dict[str, list[Row]] = {}
    won: dict[str, date] = {}
    for row in rows:
        key = _key(row.customer)
        if row.reason is None:
            used.setdefault(key, []).append(row)
        elif row.reason == "prior_period" or (row.reason == "other_owner" and row.prior is not None):
            earlier.setdefault(key, []).append(row)
        if row.day and row.reason in (None, "prior_period", "outside_period", "other_owner"):
            won[key] = min(won.get(key, row.day), row.day)
    first = min(won.values(), default=None)
    covered = of_all and bool(earlier)
    accounts = [
        _account(group, earlier.get(key, []), won.get(key), mapping, covered, first) for key, group in used.items()
    ]
    still = {_key(row.customer) for row in rows if row.reason == "other_owner" and row.day}
    mine = set(mapping.owners)
    gone = [
        Account(group[0].customer, 0, sum(row.amount or 0 for row in group), (), "unknown", None, (), tuple(row.label for row in group))
        for key, group in earlier.items()
        if key not in used and key not in still and any(row.reason == "prior_period" and (row.owner in mine or "*" in mine) for row in group)
    ]  # fmt: skip
    by_size = sorted(accounts, key=lambda account: (-account.revenue, account.name.casefold()))
    return tuple(by_size), tuple(
        sorted(gone, key=lambda account: (-(account.prior_revenue or 0), account.name.casefold()))
    )


def _account(
    group: list[Row], earlier: list[Row], won: date | None, mapping: Mapping, covered: bool, first: date | None
) -> Account:
    in_rows = [row.prior for row in group + earlier if row.prior is not None]
    before = [row.amount or 0 for row in earlier if row.reason == "prior_period"]
    prior: int | None = sum(in_rows) + sum(before) if in_rows or before else 0 if covered else None
    if mapping.profile == "customer_list" and not in_rows:
        prior = None
    names = Counter(row.customer for row in group)
    said = [row.started for row in group if row.started]
    return Account(
        min(names, key=lambda name: (-names[name], name)),
        sum(row.amount or 0 for row in group),
        prior,
        tuple(sorted({row.kind for row in group})),
        _origin([row.source for row in group if row.source], mapping),
        min(said) if said else _started(won, first, mapping),
        tuple(row.label for row in group),
        tuple(row.label for row in earlier),
    )


def _started(won: date | None, first: date | None, mapping: Mapping) -> date | None:
    """The first won row of a customer is where it began only if the file reaches back a year further, or, before the
    comparison period, says enough anyway."""
    if won is None or first is None:
        return None
    if mapping.prior_from and won < mapping.prior_from:
        return won
    if mapping.prior_to and first <= mapping.prior_to < won:
        return won
    return won if first <= won - timedelta(days=365) else None


def _origin(sources: list[str], mapping: Mapping) -> str:
    """As the lead sources plainly say; where they differ, the least own one."""
    found = {word_for("sources", source, mapping.sources) or "unknown" for source in sources} or {"unknown"}
    return next(origin for origin in _LEAST_OWN if origin in found)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _notes(frame: Frame, rows: list[Row], mapping: Mapping) -> list[str]:
    notes = []
    if frame.hidden:
        notes.append(f"Rows hidden in the sheet were read like the others: {len(frame.hidden):,}.")
    if frame.filled:
        notes.append(f"Given once for a group of rows, and taken for each of them: {', '.join(sorted(frame.filled))}.")
    lost = sum(row.reason == "no_result" for row in rows)
    if lost:
        notes.append(
            f"Amounts that are formulas without a result in the file: {lost:,}. Open it in a spreadsheet program and save"
            " it again, and they are known."
        )
    if mapping.profile != "customer_list":
        if not any(row.reason == "prior_period" for row in rows):
            notes.append(
                "The file has no won deals of the earlier period, so what customers bought before is not known."
            )
        elif not _tells_of_all(frame, mapping):
            notes.append(
                "The file names no other owner, so it can't tell what customers bought from colleagues before: customers"
                " without earlier rows are not known to be new."
            )
    return notes
