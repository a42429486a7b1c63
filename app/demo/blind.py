"""The demo's spring contest, whose judges must not know names: submitted, in part looked through, and on their desks."""

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.demo import content
from app.demo.judging import declare_nothing_more
from app.demo.records import Nomination as DemoNomination
from app.demo.records import Program as DemoProgram
from app.demo.scoring import SEED
from app.demo.seeding import Seeded, begin_nomination, make_program, make_roles, make_user
from app.domain.crm import open_export
from app.files.folder import Folder
from app.files.service import keep_file
from app.judging.models import PlanKind
from app.judging.queries.drafting import Asked
from app.judging.queries.own_choices import own_field, own_fields
from app.judging.service import pairing, planning
from app.nominations.models import Nomination
from app.nominations.queries import by_public_id
from app.nominations.service import crm as exports
from app.nominations.service import save_step, submit_nomination
from app.nominations.service.crm_reading import understand
from app.policy import Role
from app.programs.models import Program, RoundMode
from app.programs.queries import round_now
from app.programs.service import update_round
from app.redaction.queries.looking import evidence_for, look
from app.redaction.service import Chosen, redact

UNDECLARED = "samplegate"  # one of the two who can be signed in as meets the page on which judges declare first
JUDGES = 4  # of the demo's nine, with those whom the sign-in page offers


def prepare_spring(session: Session, seeded: Seeded, folder: Folder, now: datetime) -> Program:
    demo, raw = content.load(now.date()), {item["key"]: item for item in content.read("blind.toml")["nominations"]}
    told = content.load_program(content.SPRING, now.date())
    organizer = session.get_one(User, seeded.users[demo.organizers[0].email].id)
    program = make_program(session, told, organizer, now)
    judges = demo.judges[:JUDGES]
    people = {person.email: session.get_one(User, seeded.users[person.email].id) for person in judges}
    people[organizer.email] = organizer
    make_roles(session, program, demo.organizers, Role.ORGANIZER, people, program.created_at)
    make_roles(session, program, judges, Role.JUDGE, people, program.created_at)
    made = [
        (raw[each.key], _submitted(session, program, told, each, raw[each.key], folder))
        for each in content.load_spring(told)
    ]
    program_id, by = program.id, organizer.id
    session.flush()
    session.expunge_all()  # from here on rows are read as the services read them, with what they load
    for item, public_id in made:
        _look_through(session, public_id, item, by)
    program = session.get_one(Program, program_id)
    _in_pairs(session, program, by)
    asked = Asked(PlanKind.ADD, 3, 3, SEED)
    planning.save_plan(session, program, asked, by=by, now=program.judging_opens_at - timedelta(days=1))
    for person in judges:
        if person.key != UNDECLARED:
            declare_nothing_more(
                session, program, people[person.email].id, program.judging_opens_at - timedelta(hours=8)
            )
    busy = [people[person.email].id for person in judges if not person.sign_in]
    _compared(session, program, busy, min(now, program.judging_closes_at) - timedelta(hours=20))
    return program


def _in_pairs(session: Session, program: Program, by: int) -> None:
    """No scores here: judges compare two at a time, each nomination twice."""
    row = round_now(session, program.id)
    values = {"mode": RoundMode.COMPARE, "choices": 2, "opens_at": row.opens_at, "closes_at": row.closes_at}
    update_round(session, program, row, values, (), reason="", by=by, now=program.created_at)
    session.flush()


def _compared(session: Session, program: Program, judges: Iterable[int], since: datetime) -> None:
    """These judges are through; whom the sign-in page offers has it before them."""
    for judge_id in judges:
        for begun in own_fields(session, program.id, judge_id):
            field, minutes = begun, 0
            while not field.is_done and (pair := field.following(SEED)):
                minutes += 9
                answer = "left" if pair[0].nomination_id < pair[1].nomination_id else "right"
                pairing.compare(
                    session, program, field, *pair, answer, by=judge_id, now=since + timedelta(minutes=minutes)
                )
                session.flush()
                field = own_field(session, program.id, judge_id, field.category_id) or field


def _submitted(
    session: Session, program: Program, told: DemoProgram, each: DemoNomination, raw: Mapping[str, Any], folder: Folder
) -> str:
    began = each.submitted_at.astimezone(UTC) - timedelta(minutes=40)
    owner = make_user(session, each.nominator, began)
    nomination = begin_nomination(session, program, told, each, owner, began)
    if raw.get("deals"):
        _take_deals(session, program, nomination, told, each, raw["deals"], folder, began + timedelta(minutes=20))
    submit_nomination(session, nomination, by=owner.id, now=began + timedelta(minutes=40))
    return nomination.public_id


def _take_deals(
    session: Session, program: Program, nomination: Nomination, told: DemoProgram, each: DemoNomination,
    deals: list[list[Any]], folder: Folder, now: datetime,
) -> None:  # fmt: skip
    """As if its nominator had uploaded the report of a CRM, and taken over what was read in it."""
    data = _workbook(each, told, deals)
    name = f"{each.nominee.name}, {each.nominee.company}.xlsx"
    export = open_export(name, data)
    read = understand(export, program, nomination.draft)
    stored = keep_file(
        session, folder.put(data), len(data), name=name, kind=export.kind, program_id=program.id, nomination_id=nomination.id,
        owner_id=nomination.owner_id, now=now,
    )  # fmt: skip
    kept = exports.keep_export(session, nomination, stored, read, by=nomination.owner_id, now=now)
    exports.take_over(
        session, nomination, kept, replace=True, headline=True, version=None, by=nomination.owner_id, now=now
    )


def _workbook(each: DemoNomination, told: DemoProgram, deals: list[list[Any]]) -> bytes:
    """A report that tells whose it is in every corner: file properties, the name of its sheet, the column of owners."""
    import xlsxwriter  # type: ignore[import-untyped]

    sink, who = io.BytesIO(), each.nominee
    heads = [
        "Opportunity Owner",
        "Account Name",
        "Opportunity Name",
        "Stage",
        "Amount",
        "Close Date",
        "Lead Source",
        "Type",
    ]
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        book.set_properties(
            {"author": each.nominator.name, "manager": who.name, "company": who.company, "title": who.name}
        )
        sheet = book.add_worksheet(who.name[:31])
        for row, line in enumerate([heads, *_rows(who.name, told, deals)]):
            sheet.write_row(row, 0, line)
    return sink.getvalue()


def _rows(owner: str, told: DemoProgram, deals: list[list[Any]]) -> list[list[Any]]:
    days = [(told.period_from + timedelta(days=40 + 45 * place)).isoformat() for place in range(len(deals))]
    return [
        [owner, account, deal, "Closed Won", amount, day, "Cold Call" if kind == "New Customer" else "", kind]
        for (account, deal, amount, kind), day in zip(deals, days, strict=True)
    ]


def _look_through(session: Session, public_id: str, raw: Mapping[str, Any], by: int) -> None:
    """The organizer reads it: hides words that only people know, lets a place stand, releases the copy of a file. One is
    submitted again afterwards."""
    nomination = by_public_id(session, public_id)
    assert nomination is not None
    now = nomination.program.closes_at - timedelta(days=2)
    for words in raw.get("hide", ()):
        redact(session, nomination, _chosen(session, nomination, phrase=words, reads=False), by=by, now=now)
    if raw.get("look"):
        chosen = _chosen(session, nomination, leave=raw.get("leave", ""), release=raw.get("release", False))
        redact(session, nomination, chosen, by=by, now=now)
    if "again" in raw:
        told: dict[str, Any] = dict(nomination.draft)
        told["story"] += f"\n\n{raw['again']}"
        later, owner = now + timedelta(days=1), nomination.owner_id
        save_step(session, nomination, "story", told, version=None, by=owner, now=later)
        submit_nomination(session, nomination, by=owner, now=later)


def _chosen(
    session: Session, nomination: Nomination, *, phrase: str = "", reads: bool = True, leave: str = "", release: bool = False
) -> Chosen:  # fmt: skip
    found = look(session, nomination)
    assert found is not None
    keys = {
        text.key(mark): text.text[mark.start : mark.end] for text in found.texts for mark in text.marks if mark.hidden
    }
    offered = {text.key(mark) for text in found.texts for mark in text.marks if not mark.hidden}
    left = {key for key, words in keys.items() if words == leave}
    files = frozenset(one.export.file.sha256 for one in evidence_for(session, nomination))
    return Chosen(
        version=found.version, text=frozenset(text.digest for text in found.texts), hide=frozenset(keys) - left,
        show=frozenset(offered | left), drop=frozenset(), files=files, copies=files if release else frozenset(),
        reads=reads, phrase=phrase, whom="nominee",
    )  # fmt: skip
