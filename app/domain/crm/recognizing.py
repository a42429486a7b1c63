"""What an export shows by itself: whose it is, which columns mean what, who and when, and a mapping to start from."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from app.domain.crm.currencies import currency_in
from app.domain.crm.dates import read_dates
from app.domain.crm.decisions import decided, owner_counts, values_of, word_for
from app.domain.crm.export import Export
from app.domain.crm.frame import Frame, frame_of
from app.domain.crm.layout import Layout, choose_sheets, layout_of, profile_for, years_of
from app.domain.crm.mapping import Mapping
from app.domain.crm.meanings import MEANINGS, plain, taken_for
from app.domain.crm.people import names_of, near_names
from app.domain.crm.reading import Column, Owner, Question, Reading, Taken
from app.domain.crm.taking import take_frame
from app.domain.revenue.words import KINDS
from app.domain.sheets.table import text_of

_SAMPLE = 5000


def recognize(
    export: Export,
    *,
    remembered: Mapping | None = None,
    owner: str | None = None,
    period: tuple[date, date] | None = None,
    prior: tuple[date, date] | None = None,
    currency: str | None = None,
) -> Reading:
    """Guess everything that an export shows. `remembered` (the program's, or a file's) comes before any guess; `owner`,
    `period` (first and last day), `prior` and `currency` come before it. What can't be decided is in `questions`."""
    return _recognize(export, remembered or Mapping(), owner, period, prior, currency)[0]


def recognize_and_take(
    export: Export,
    *,
    remembered: Mapping | None = None,
    owner: str | None = None,
    period: tuple[date, date] | None = None,
    prior: tuple[date, date] | None = None,
    currency: str | None = None,
) -> tuple[Reading, Taken]:
    """`recognize` and `take` of what it guessed, reading the rows once."""
    reading, frame, titles = _recognize(export, remembered or Mapping(), owner, period, prior, currency)
    taken = take_frame(export, reading.mapping, frame, titles)
    asked = {(question.code, question.about) for question in taken.questions}
    more = tuple(question for question in reading.questions if (question.code, question.about) not in asked)
    return reading, replace(taken, questions=more + taken.questions)


def _recognize(
    export: Export, remembered: Mapping, owner: str | None, period: tuple[date, date] | None,
    prior: tuple[date, date] | None, currency: str | None,
) -> tuple[Reading, Frame, str]:  # fmt: skip
    layouts = [layout_of(sheet) for sheet in export.sheets]
    chosen = [each for each in layouts if each.sheet.name in remembered.sheets] or choose_sheets(layouts) or layouts[:1]
    mapping = replace(
        remembered,
        profile=remembered.profile or profile_for(chosen),
        sheets=tuple(each.sheet.name for each in chosen if each.sheet.name),
        currency=currency or remembered.currency,
    )
    if period:
        mapping = replace(mapping, period_from=period[0], period_to=period[1], prior_from=None, prior_to=None)
    if prior:
        mapping = replace(mapping, prior_from=prior[0], prior_to=prior[1])
    mapping = replace(mapping, columns=_columns(chosen, mapping))
    frame = frame_of(export, mapping)
    mapping, asked = _owner(frame, mapping, owner)
    titles = _titles(chosen)
    mapping, questions = decided(frame, mapping, titles)
    if asked:
        questions = [asked, *(question for question in questions if question.code != "owner")]
    if not remembered.sheets:
        questions += _copies(frame, mapping)
    return _reading(export, layouts, chosen, mapping, frame, questions), frame, titles


def _columns(chosen: list[Layout], mapping: Mapping) -> dict[str, str]:
    """Meaning → heading: as remembered where the file has that heading, else as guessed."""
    first = chosen[0]
    there = {plain(heading): heading for heading in first.headings}
    found = {meaning: column.heading for meaning, column in first.columns.items()}
    years = years_of(first.headings)
    if mapping.profile == "customer_list" and len(years) > 1:
        latest = mapping.period_to.year if mapping.period_to and mapping.period_to.year in years else max(years)
        found["amount"] = years[latest]
        found.pop("prior", None)
        if latest - 1 in years:
            found["prior"] = years[latest - 1]
    if "amount" not in found and "converted" in found:
        found["amount"] = found.pop("converted")
    _best_by_values(first, found)
    for meaning, heading in mapping.columns.items():
        if plain(heading) in there or heading.startswith("Column "):
            found = {other: name for other, name in found.items() if plain(name) != plain(heading)}
            found[meaning] = there.get(plain(heading), heading)
    return {meaning: found[meaning] for meaning in MEANINGS if meaning in found}


def _best_by_values(first: Layout, found: dict[str, str]) -> None:
    """Where several columns could be the stage, the one whose values say won or lost; where none is the type, a label or
    pipeline whose values say new or renewal."""
    stages = [found["stage"], *first.also.get("stage", ())] if "stage" in found else []
    if len(stages) > 1:
        found["stage"] = max(stages, key=lambda heading: _known(first, heading, "stages", ("won", "lost")))
    types = [heading for meaning in ("type", "label") for heading in _claims(first, found, meaning)]
    if types:
        best = max(types, key=lambda heading: _known(first, heading, "types", KINDS[:-1]))
        if "type" not in found and not _known(first, best, "types", KINDS[:-1]):
            return
        if _known(first, best, "types", KINDS[:-1]) or "type" not in found:
            found["type"] = best


def _claims(first: Layout, found: dict[str, str], meaning: str) -> list[str]:
    return [found[meaning], *first.also.get(meaning, ())] if meaning in found else []


def _known(first: Layout, heading: str, about: str, words: tuple[str, ...]) -> int:
    """How many of the first cells of a column plainly say one of the words."""
    place = first.headings.index(heading)
    rows = first.sheet.rows[first.header : first.header + _SAMPLE]
    texts = Counter(str(row[place]) for row in rows if place < len(row) and row[place] is not None)
    return sum(count for text, count in texts.items() if taken_for(about, text) in words)


def _owner(frame: Frame, mapping: Mapping, owner: str | None) -> tuple[Mapping, Question | None]:
    names = [name for name, _ in owner_counts(frame)]
    if owner is None or not names:
        return (replace(mapping, owners=()) if owner else mapping), None
    found = names_of(owner, names)
    if found:
        return replace(mapping, owners=found), None
    near = near_names(owner, names)
    listed = ", ".join(near) + (", …" if len(names) > len(near) else "")
    return replace(mapping, owners=()), Question(
        "owner", f"Nobody in this file is called {owner}. It names {listed}. Who is it?", "owner", near
    )


def _copies(frame: Frame, mapping: Mapping) -> list[Question]:
    """Asks about a sheet most of whose rows stand in another one, too: a filtered copy would be counted twice."""
    if len(mapping.sheets) < 2 or "close_date" not in mapping.columns or "id" in mapping.columns:
        return []
    meanings = [
        meaning for meaning in ("account", "deal", "amount", "close_date", "owner", "stage") if meaning in frame.cells
    ]
    sheets: dict[str, set[tuple[object, ...]]] = {}
    for at, cells in enumerate(zip(*(frame.cells[meaning] for meaning in meanings), strict=True)):
        if frame.reasons[at] is None:
            sheets.setdefault(frame.labels[at].rpartition("!")[0], set()).add(cells)
    names = sorted(sheets, key=lambda name: len(sheets[name]))
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            if len(sheets[name] & sheets[other]) * 2 > len(sheets[name]):
                sentence = f"Most rows of the sheet “{name}” stand in “{other}”, too. Which sheets shall be read?"
                return [Question("copied_sheets", sentence, "sheets", mapping.sheets)]
    return []


def _titles(chosen: list[Layout]) -> str:
    return " ".join(
        text_of(cell) for each in chosen for row in each.sheet.first(max(each.header - 1, 0)) for cell in row if cell is not None
    )  # fmt: skip


def _reading(
    export: Export,
    layouts: list[Layout],
    chosen: list[Layout],
    mapping: Mapping,
    frame: Frame,
    questions: list[Question],
) -> Reading:
    first = chosen[0]
    guessed = {column.heading: column for column in first.columns.values()}
    places = {heading: place for place, heading in enumerate(first.headings)}
    columns = tuple(
        replace(guessed[heading], meaning=meaning) if heading in guessed and guessed[heading].meaning == meaning
        else Column(meaning, heading, places.get(heading, 0), 1.0 if mapping.columns.get(meaning) == heading else 0.5, places.get(heading) in first.sheet.hidden_columns)
        for meaning, heading in mapping.columns.items()
    )  # fmt: skip
    names = {each.sheet.name for each in chosen}
    return Reading(
        mapping.profile,
        tuple(each.sheet.name for each in chosen),
        tuple(sheet.name for sheet in export.sheets if sheet.name not in names),
        first.header,
        first.headings,
        columns,
        values_of(frame, "type", mapping.types),
        values_of(frame, "stage", mapping.stages),
        values_of(frame, "lead_source", mapping.sources),
        tuple(Owner(name, count) for name, count in owner_counts(frame)),
        tuple(sorted({code for cell in set(frame.column("currency")) if (code := currency_in(text_of(cell)))})),
        _period(frame, mapping),
        mapping,
        tuple(questions),
        export.said + _said(export, names, columns),
    )


def _said(export: Export, names: set[str], columns: tuple[Column, ...]) -> tuple[str, ...]:
    said = [f"Not read: the sheet “{sheet.name}”." for sheet in export.sheets if sheet.name not in names]
    said += [
        f"The column “{column.heading}” is hidden in the sheet; it was read." for column in columns if column.hidden
    ]
    return tuple(said)


def _period(frame: Frame, mapping: Mapping) -> tuple[date, date] | None:
    """The calendar year of most won rows among the last two that the file has."""
    days = read_dates(frame.column("close_date"), mapping.dates.get("close_date")).days  # type: ignore[arg-type]
    stages = frame.column("stage")
    won = [
        day for day, stage in zip(days, stages, strict=True)
        if day and (mapping.all_won or stage is None or word_for("stages", text_of(stage), mapping.stages) == "won")
    ]  # fmt: skip
    years = Counter(day.year for day in won)
    if not years:
        return None
    latest = max(years)
    if latest - 1 in years and years[latest] * 10 < years[latest - 1]:
        latest -= 1
    return date(latest, 1, 1), date(latest, 12, 31)
