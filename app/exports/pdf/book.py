"""The results book: standings, pictures and the words that explain them. All figures are read in one snapshot; printing needs none."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.charts import slope_of
from app.exports.pdf.compiler import compile
from app.exports.pdf.decided import adjusted_to, because, decision_in
from app.exports.pdf.paper import paper_of, short
from app.exports.pdf.words import labels, left_out, words
from app.exports.tables.results import FLAGS, ROLES, method_in
from app.exports.tables.table import Source
from app.nominations.queries import Candidate, candidates, chart_data
from app.programs.models import Program
from app.programs.queries import phase_of
from app.results.queries.adjusting import Adjusted, adjusted_among
from app.results.queries.awards import awards_of, decisions_of
from app.results.queries.boards import Board, Row, results_now
from app.results.queries.standings import Entry, entries
from app.web import filters
from app.web.charts import render_chart
from app.web.i18n import _


@dataclass(frozen=True, slots=True)
class Book:
    data: dict[str, Any]
    pictures: dict[str, bytes]
    number: int  # of nominees

    def printed(self) -> bytes:
        return bytes(compile("exports/pdf/book.typ", self.data, self.pictures))


def _of_round(source: Source) -> str:
    """The book is of the contest, and its figures of one round."""
    if len(source.of.rounds) < 2:
        return ""
    return _("Scores and ranks are those of “%(round)s”.") % {"round": short(source.of.current.name)}


def book_of(source: Source, now: datetime) -> Book:
    """Everything the book says. Nominations that its reader is kept from are in no figure of it."""
    program, pictures = source.program, dict[str, bytes]()
    results = results_now(source.session, program, source.kept_from)
    adjusted = adjusted_among(source.session, program.id, results.boards, source.kept_from)
    awards, decided = awards_of(source.session, program.id), decisions_of(source.session, program.id)
    found = candidates(source.session, program.id, source.kept_from)
    chapters: list[dict[str, Any]] = []
    for board in results.boards:
        drawn = [one for one in found if one.category_id == board.category.id]
        chapters.append(
            _chapter(source, board, adjusted)
            | {"decision": decision_in(board, awards, decided, source.kept_from)}
            | {"pictures": _pictures(program, drawn, f"c{len(chapters)}", pictures)}
        )
    data = {
        "title": _("Results book: %(program)s") % {"program": short(program.name)}, "program": short(program.name),
        "organization": short(program.organization), "date": filters.when(now, program.time_zone), "paper": paper_of(program),
        "phase": phase_of(program, now).value.replace("_", " ").capitalize(), "method": _(method_in(results)),
        "note": " ".join(filter(None, (_of_round(source), left_out(len(source.kept_from))))), "chapters": chapters,
        "together": _pictures(program, found, "all", pictures), "words": words(program, percent=results.percent), "labels": labels(percent=results.percent),
    }  # fmt: skip
    return Book(data, pictures, sum(board.size for board in results.boards))


def _chapter(source: Source, board: Board, adjusted: Mapping[int, Adjusted]) -> dict[str, Any]:
    everyone = [*board.ranked, *board.few]
    beside = entries(source.session, source.program, everyone) if everyone else {}
    return {
        "name": short(board.category.name),
        "rows": [
            _standing(row, beside[row.key], source.program.currency, percent=board.percent)
            | {"adjusted": adjusted_to(adjusted[row.key], percent=board.percent) if row.key in adjusted else ""}
            for row in everyone
        ],
        "adjusted": [
            because(adjusted[key], entry, percent=board.percent) for key, entry in beside.items() if key in adjusted
        ],
    }


def _standing(row: Row, entry: Entry, currency: str, *, percent: bool) -> dict[str, Any]:
    line = row.line
    score, interval = filters.score(row.raw.mean, percent=percent), ""
    if line is not None and line.fair is not None:
        score = filters.figure(line.fair, percent=percent)
        if line.low is not None and line.high is not None and line.high > line.low:
            interval = f"{filters.figure(line.low, percent=percent)}–{filters.figure(line.high, percent=percent)}"
    return {
        "rank": str(row.rank or "—"), "nominee": short(entry.nominee), "company": short(entry.company),
        "reference": entry.reference, "score": score, "interval": interval, "scores": str(row.raw.count),
        "role": _(ROLES.get(entry.role, entry.role)).partition(":")[0], "flag": _(FLAGS.get(entry.flag.value, entry.flag.value)),
        "revenue": revenue(entry.headline, entry.split, currency), "bar": bar(entry.headline, entry.split),
    }  # fmt: skip


def revenue(headline: int | None, split: Any, currency: str) -> str:
    """ "$4.2M, of which $310k new business"."""
    amount = split.total if headline is None else headline
    if headline is None and not split.total:
        return _("No figures given")
    if not split.total:
        return f"{filters.money_short(amount, currency)}, {_('split not known')}"
    new = _("of which %(amount)s new business") % {"amount": filters.money_short(split.new, currency)}
    return f"{filters.money_short(amount, currency)}, {new}"


def bar(headline: int | None, split: Any) -> list[dict[str, Any]]:
    """Parts of the bar in percent. What the headline holds beyond the rows is undetermined, unless it is only rounding."""
    kinds = {kind: getattr(split, kind) for kind in ("new", "expansion", "managed", "undetermined")}
    told = sum(kinds.values())
    if headline is not None and told and headline - told > headline / 100:
        kinds["undetermined"] += headline - told
    if headline is not None and not told:
        kinds["undetermined"] = max(headline, 0)
    return [{"kind": part.kind, "width": float(part.width)} for part in filters.parts(kinds)]


def _pictures(program: Program, found: Sequence[Candidate], name: str, files: dict[str, bytes]) -> dict[str, Any]:
    """Draws both pictures into `files`; empty where nobody can be drawn."""
    data = chart_data(program, found)
    slope = slope_of(data.figures)
    by_key = {one.public_id: one for one in found}
    ranks = [(by_key[line.figure.key], str(line.rank_claimed), str(line.rank_won) if line.figure.new > 0 else "—") for line in slope.lines]  # fmt: skip
    ranks += [(by_key[figure.key], "—", "—") for figure in slope.beside]
    drawn = []
    for kind in ("slope", "map") if slope.lines else ():
        svg = render_chart(kind, data)
        files[f"{kind}-{name}.svg"] = svg.encode()
        drawn.append({"file": f"{kind}-{name}.svg", "kind": kind, "alt": _described(svg)})
    return {
        "drawn": drawn,
        "rows": [
            [short(one.label), one.reference, revenue(one.headline, one.split, program.currency),
             filters.percent(one.share), claimed, won]
            for one, claimed, won in ranks
        ],
    }  # fmt: skip


def _described(svg: str) -> str:
    found = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    return " ".join(html.unescape(found[1]).split()) if found else ""
