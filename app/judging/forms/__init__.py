"""What judges and organizers submit. A scorecard's fields depend on the rubric, so they are read here by hand: one field per
criterion, `score-ID` and `note-ID`; a field that is not sent stays as it is stored."""

from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator
from starlette.datastructures import FormData

from app.domain.scoring.scale import Scale, ScoreCode, ScoreError, parse_score
from app.judging.models import PlanKind
from app.judging.queries.cards import Card, Line
from app.judging.queries.drafting import Asked, Change
from app.judging.service.letters import Kind
from app.judging.service.scoring import CardData
from app.programs.forms.program import WallTime
from app.web.filters import points
from app.web.forms import Form, FormModel
from app.web.i18n import _

NOTE_LENGTH = 2_000
COMMENT_LENGTH = 5_000
TEXTS = ("comment_organizers", "comment_nominee", "private_note")
VERDICTS = ("agree", "disagree", "cant_tell")


def shown(card: Card) -> Form[Any]:
    """The form as it is first shown: what is stored."""
    values: dict[str, Any] = {
        "version": card.stamp, "comment_organizers": card.comment_organizers, "comment_nominee": card.comment_nominee,
        "verdict": card.verdict or "", "verdict_reason": card.verdict_reason, "private_note": card.private_note,
    }  # fmt: skip
    for line in card.lines:
        values[f"score-{line.criterion_id}"] = points(line.thousandths)
        values[f"note-{line.criterion_id}"] = line.note
    return Form.of(values)


def read(submitted: FormData, card: Card, *, ruling_asked: bool) -> tuple[Form[Any], CardData | None]:
    """The form with what was typed and a sentence for each field that is wrong; the data when none is."""
    typed = {name: [v for v in submitted.getlist(name) if isinstance(v, str)] for name in submitted}
    last = {name: values[-1].replace("\r\n", "\n").strip() for name, values in typed.items() if values}
    errors: dict[str, str] = {}
    data = CardData(version=_version(last.get("version", ""), card, errors))
    known = {line.criterion_id: line for line in card.lines}
    for line in card.lines:
        _read_line(line, last, data, errors)
    for name in last:
        prefix, _dash, key = name.partition("-")
        if prefix in ("score", "note") and not (
            key.isascii() and key.isdigit() and len(key) < 10 and int(key) in known
        ):
            errors["form"] = _("This scorecard has no such criterion. Please open the page again.")
    for name in TEXTS:
        if name in last:
            data.texts[name] = _short_enough(name, last[name], COMMENT_LENGTH, errors)
    if ruling_asked and "verdict" in last:
        _read_ruling(last, data, errors)
    form: Form[Any] = Form({**shown(card).typed, **typed}, errors)
    return form, None if errors else data


def _version(text: str, card: Card, errors: dict[str, str]) -> int:
    number = text.removeprefix("c")
    if number.isascii() and number.isdigit() and len(number) < 10 and text.startswith("c") is card.calibration:
        return int(number)
    if text.startswith("c") and not card.calibration:
        errors["form"] = _(
            "This was typed for the calibration, which is over: nothing in it can be changed any more. Judging begins with an empty"
            " scorecard, which you find on your desk."
        )
    else:
        errors["form"] = _("This form has lost its version. Please open the page again.")
    return -1


def _read_line(line: Line, last: dict[str, str], data: CardData, errors: dict[str, str]) -> None:
    score, note = f"score-{line.criterion_id}", f"note-{line.criterion_id}"
    if note in last:
        data.notes[line.criterion_id] = _short_enough(note, last[note], NOTE_LENGTH, errors)
    if score not in last:
        return
    if not last[score]:
        data.scores[line.criterion_id] = None
        return
    try:
        data.scores[line.criterion_id] = parse_score(last[score], line.scale)
    except ScoreError as error:
        errors[score] = why_not(error.code, line.name, line.scale)


def _short_enough(name: str, text: str, most: int, errors: dict[str, str]) -> str:
    if len(text) > most:
        errors[name] = _("Please shorten this to %(most)s characters at most; it has %(has)s.") % {
            "most": f"{most:,}", "has": f"{len(text):,}",
        }  # fmt: skip
    return text


def _read_ruling(last: dict[str, str], data: CardData, errors: dict[str, str]) -> None:
    data.verdict = last["verdict"]
    data.verdict_reason = _short_enough("verdict_reason", last.get("verdict_reason", ""), NOTE_LENGTH, errors)
    if data.verdict not in ("", *VERDICTS):
        errors["verdict"] = _("Please choose one of the offered answers.")


def why_not(code: ScoreCode, name: str, scale: Scale) -> str:
    """The sentence for a score that was not taken."""
    low, high, step = points(scale.minimum), points(scale.maximum), points(scale.step)
    words = {"name": name, "low": low, "high": high, "step": step}
    if code is ScoreCode.DECIMAL_COMMA:
        return _("%(name)s: please write the score with a point, such as 8.5.") % words
    if code in (ScoreCode.BELOW_MINIMUM, ScoreCode.ABOVE_MAXIMUM, ScoreCode.NEGATIVE_ZERO):
        return _("%(name)s: please give a score from %(low)s to %(high)s.") % words
    if code is ScoreCode.OFF_STEP:
        return _("%(name)s: scores go from %(low)s to %(high)s in steps of %(step)s.") % words
    return _("%(name)s: please give the score as a number from %(low)s to %(high)s.") % words


def named(card: Card) -> list[tuple[str, str]]:
    """The fields of the form with their names, for showing where two versions differ."""
    found = [(f"score-{line.criterion_id}", line.name) for line in card.lines]
    found += [(f"note-{line.criterion_id}", _("Note on %s") % line.name) for line in card.lines]
    found += [("comment_organizers", _("To the organizers")), ("comment_nominee", _("To the nominee"))]
    found += [("private_note", _("For yourself")), ("verdict", _("Ruling"))]
    return [*found, ("verdict_reason", _("Reason of the ruling"))]


def unfinished(card: Card) -> dict[str, str]:
    """What keeps a saved card from becoming final: field → sentence."""
    if card.doubted:
        return {
            "form": _(
                "You marked this nomination as in the wrong category. Take that back first, then submit your scores."
            )
        }
    errors = {
        f"score-{line.criterion_id}": _("%s has no score yet. Please give one, then submit.") % line.name
        for line in card.missing
    }
    if card.verdict == "disagree" and not card.verdict_reason:
        errors["verdict_reason"] = _("Please say in a few words why you disagree, or choose another answer.")
    return errors


class DoubtForm(FormModel):
    """ "Wrong category"."""

    doubt_category: int | None = Field(None, ge=1, lt=2**31)
    doubt_reason: str = Field("", max_length=NOTE_LENGTH)


class RecusalForm(FormModel):
    reason: str = Field(min_length=3, max_length=NOTE_LENGTH)


class AssignForm(FormModel):
    """One judge for one nomination, by hand."""

    judge: int = Field(ge=1, lt=2**31)
    reference: str = Field(min_length=1, max_length=80)


class PlanForm(FormModel):
    """What an organizer wants of a plan."""

    kind: PlanKind = PlanKind.ADD
    least: int = Field(ge=1, le=50)
    most: int | None = Field(None, ge=1, le=50)  # empty: as many as at least
    seed: int = Field(ge=0, lt=2**31)
    relieved: list[int] = Field(default_factory=list)

    @field_validator("most")
    @classmethod
    def _most(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is not None and value < info.data.get("least", 0):
            raise ValueError(_("At most can't be fewer than at least."))
        return value

    def asked(self, changes: tuple[Change, ...]) -> Asked:
        return Asked(self.kind, self.least, self.most or self.least, self.seed, changes, frozenset(self.relieved))


class ReasonForm(FormModel):
    """An act on one assignment that needs a reason."""

    assignment: int = Field(ge=1, lt=2**31)
    reason: str = Field(min_length=3, max_length=NOTE_LENGTH)


class ConflictForm(FormModel):
    """A person of the program who must not meet a nomination."""

    person: int = Field(ge=1, lt=2**31)
    reason: str = Field(min_length=3, max_length=NOTE_LENGTH)


class LetterForm(FormModel):
    """A mail to chosen judges, by their ids."""

    kind: Kind
    judges: Annotated[list[Annotated[int, Field(ge=1, lt=2**31)]], Field(max_length=500)]
    subject: str = Field(min_length=3, max_length=150)
    text: str = Field(min_length=10, max_length=5_000)

    @field_validator("judges")
    @classmethod
    def _somebody(cls, chosen: list[int]) -> list[int]:
        if not chosen:
            raise ValueError(_("Please choose at least one judge."))
        return chosen


class ExtendForm(FormModel):
    """More time for one judge, in the program's time zone."""

    until: WallTime
    reason: str = Field(min_length=3, max_length=NOTE_LENGTH)


class ReplaceForm(FormModel):
    """One judge's open work goes to another."""

    other: int = Field(ge=1, lt=2**31)
    reason: str = Field(min_length=3, max_length=NOTE_LENGTH)
