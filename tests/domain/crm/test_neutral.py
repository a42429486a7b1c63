"""A copy for judges: the nominee's rows, known columns, and no name of anybody."""

import csv
import io

import pytest

from app.domain.crm import Mapping, open_export
from app.domain.crm import neutral as copies
from app.domain.crm.neutral import neutral_copy
from app.domain.errors import UserError
from app.domain.masking import Identity, Veil, Who

ROWS = [
    "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Close Date,Contact,Description",
    "Nora Sample,Foundry Works,Nora's linen,Closed Won,300000,2025-03-10,Zoe Zander,call 508-555-0142",
    "Nora Sample,Sample Pumps West,=cmd|x,Closed Won,-5,2025-06-30,,Sample Pumps",
    "Omar Example,Tannery,Vats,Closed Won,70000,2025-07-07,,",
    "Nora Sample,Dairy,With Omar and jo@dairy.example,Closed Won,90000,2025-08-01,,",
]
MAPPING = Mapping(
    columns={"owner": "Opportunity Owner", "account": "Account Name", "deal": "Opportunity Name", "amount": "Amount", "close_date": "Close Date"},
    owners=("Nora Sample",),
)  # fmt: skip
VEIL = Veil((Identity(Who.NOMINEE, names=("Nora Sample",), companies=("Sample Pumps",)),))


def copied(mapping: Mapping = MAPPING, veil: Veil = VEIL) -> list[list[str]]:
    made = neutral_copy(open_export("Nora Sample.csv", "\n".join(ROWS).encode()), mapping, veil)
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))


def test_only_the_nominees_rows_and_the_known_columns_are_in_it() -> None:
    rows = copied()
    assert rows[0] == ["Customer", "Deal", "Amount", "Closed"]
    assert [row[0] for row in rows[1:]] == ["Foundry Works", "[company] West", "Dairy"]
    assert [row[2] for row in rows[1:]] == ["300000", "-5", "90000"]


def test_no_name_of_nominee_company_or_colleague_is_in_it() -> None:
    said = str(copied()).lower()
    assert [name for name in ("nora", "sample", "omar", "zander", "508", "jo@", "tannery") if name in said] == []


def test_no_cell_of_it_is_a_formula() -> None:
    assert copied()[2][1].startswith("'=")


def test_a_file_without_known_columns_has_no_copy() -> None:
    with pytest.raises(UserError, match="No column of this file is known"):
        copied(Mapping(columns={"owner": "Opportunity Owner"}))


def test_a_file_too_long_to_be_looked_through_has_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "MOST_ROWS", 3)
    with pytest.raises(UserError, match="4 rows, too many"):
        copied()
