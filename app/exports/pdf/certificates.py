"""Certificates: one page for each award, alone, together in one document, or each in a file of its own."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.exports.models import CertificateDesign
from app.exports.pdf.compiler import compile
from app.exports.pdf.paper import broken, paper_of, short
from app.exports.queries import design_of
from app.files.folder import Folder
from app.programs.models import Program
from app.results.models import AwardKind, Publication
from app.results.queries.awards import Awarded, publication_of
from app.web import filters
from app.web.i18n import _

LOGO = "logo.png"


@dataclass(frozen=True, slots=True)
class Certificates:
    """What is printed, read from the database; printing itself needs none."""

    data: dict[str, Any]
    names: Sequence[str]  # of the file of each, which say nothing about a person
    logo: bytes | None

    def printed(self) -> bytes:
        """All of them as one document."""
        return self._printed(self.data)

    def zipped(self) -> bytes:
        """Each as a document of its own."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, one in zip(self.names, self.data["certificates"], strict=True):
                alone = {**self.data, "title": one["title"], "certificates": [one]}
                archive.writestr(zipfile.ZipInfo(f"{name}.pdf"), self._printed(alone))
        return out.getvalue()

    def _printed(self, data: dict[str, Any]) -> bytes:
        return bytes(compile("exports/pdf/certificate.typ", data, {LOGO: self.logo} if self.logo else {}))


def read_certificates(
    session: Session, folder: Folder, program: Program, awards: Sequence[Awarded], now: datetime
) -> Certificates:
    """These awards as they are to be printed. Raises Damaged where the logo's file is."""
    design = design_of(session, program.id)
    logo = folder.get(design.logo.sha256) if design and design.logo else None
    return certificates_of(program, awards, design, logo, day_of(program, publication_of(session, program.id), now))


def certificates_of(
    program: Program, awards: Sequence[Awarded], design: CertificateDesign | None, logo: bytes | None, day: date
) -> Certificates:
    """`logo`: a PNG; `day`: the date on them, where the design names none."""
    when = filters.day(design.dated_on if design and design.dated_on else day)
    pages = [_page(program, one, when) for one in awards]
    title = _("Certificates: %(program)s") % {"program": short(program.name)}
    data = {
        "title": pages[0]["title"] if len(pages) == 1 else title, "program": short(program.name),
        "organization": short(program.organization), "paper": paper_of(program), "logo": LOGO if logo else "",
        "labels": {"given": _("This award is given to"), "logo": _("Logo of %(name)s") % {"name": short(program.organization or program.name)}},
        "signers": [{"name": short(name, 12), "role": short(role, 12)} for name, role in (design.signers if design else [])],
        "certificates": pages,
    }  # fmt: skip
    names = [
        f"{number:02}-{one.nomination.reference if one.nomination else ''}-{one.award.kind.value.replace('_', '-')}"
        for number, one in enumerate(awards, 1)
    ]
    return Certificates(data, names, logo)


def _page(program: Program, one: Awarded, when: str) -> dict[str, str]:
    kind = kind_of(one)
    return {
        "title": _("Certificate: %(kind)s, %(nominee)s") % {"kind": short(kind), "nominee": short(one.nominee)},
        "kind": short(kind), "nominee": short(one.nominee), "date": when, "citation": broken(one.award.citation),
        "about": ", ".join(short(part) for part in (one.title, one.company) if part), "sentence": _sentence(program, one),
    }  # fmt: skip


def kind_of(one: Awarded) -> str:
    return {
        AwardKind.WINNER: _("Winner"),
        AwardKind.SHARED: _("Winner of a shared award"),
        AwardKind.NOBODY: _("Not awarded"),
        AwardKind.RUNNER_UP: _("Runner-up"),
        AwardKind.MENTION: _("Honorable mention"),
        AwardKind.SPECIAL: one.award.title or _("Special recognition"),
    }[one.award.kind]


def _sentence(program: Program, one: Awarded) -> str:
    words = {
        "category": short(one.category.name),
        "from": filters.day(program.period_from),
        "to": filters.day(program.period_to),
    }
    told = {
        AwardKind.WINNER: _("as the winner in the category %(category)s, for what was achieved between %(from)s and %(to)s."),
        AwardKind.SHARED: _("who shares the award in the category %(category)s, for what was achieved between %(from)s and %(to)s."),
        AwardKind.RUNNER_UP: _("as runner-up in the category %(category)s, for what was achieved between %(from)s and %(to)s."),
        AwardKind.MENTION: _("with an honorable mention in the category %(category)s, for what was achieved between %(from)s and %(to)s."),
    }.get(one.award.kind, _("as a special recognition of what was achieved between %(from)s and %(to)s."))  # fmt: skip
    return told % words


def day_of(program: Program, publication: Publication | None, now: datetime) -> date:
    """The day of publication in the program's own time; before one is set: today."""
    moment = publication.publish_at if publication else now
    return moment.astimezone(ZoneInfo(program.time_zone)).date()
