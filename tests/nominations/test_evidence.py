"""Links, people who can confirm it, and the explanation; only web addresses become links."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail.models import OutboxMail
from app.nominations.forms import content_of, hash_of
from app.nominations.forms.sheets import referees_in
from app.nominations.models import Submission
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL


def test_links_are_kept_and_empty_ones_dropped(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/evidence"
    bench.browser.post(path, data={"links": ["https://example.org/a", "", "not a link"], "explanation": "Because."})
    draft = bench.again(nomination).draft
    assert draft["links"] == ["https://example.org/a", "not a link"]
    assert draft["explanation"] == "Because."
    assert "Link 2 is not a full web address." in bench.browser.get(path).text


def test_a_script_address_never_becomes_a_link(bench: Bench) -> None:
    nomination = bench.draft({**FULL, "links": ["javascript:alert(1)", "https://example.org/ok"]})
    page = bench.browser.get(f"/nominations/{nomination.public_id}/review").text
    assert 'href="javascript' not in page
    assert 'href="https://example.org/ok"' in page
    assert bench.browser.post(f"/nominations/{nomination.public_id}/submit").status_code == 422


PEOPLE = {
    "referees-0-name": "Petra Proof", "referees-0-company": "Bolt Foundry", "referees-0-email": "petra@bolt.example",
    "referees-3-name": "Vik Vouch", "referees-3-company": " ", "referees-3-email": "",
    "referees-4-name": " ", "referees-4-company": "", "referees-4-email": "",
}  # fmt: skip


def test_people_who_can_confirm_it_are_kept_sent_and_written_to_by_nobody(bench: Bench, db: Session) -> None:
    nomination = bench.draft(dict(FULL))
    path = f"/nominations/{nomination.public_id}"
    bench.browser.post(f"{path}/evidence", data=PEOPLE)
    page = bench.browser.get(f"{path}/evidence").text
    assert 'value="Vik Vouch"' in page
    assert 'name="referees-2-name"' in page
    assert "petra@bolt.example" in bench.browser.get(f"{path}/review").text
    bench.browser.post(f"{path}/submit")
    sent = db.scalars(select(Submission.content).where(Submission.nomination_id == nomination.id)).one()
    assert sent["referees"] == [
        {"name": "Petra Proof", "company": "Bolt Foundry", "email": "petra@bolt.example"}, {"name": "Vik Vouch"},
    ]  # fmt: skip
    assert "petra@bolt.example" not in set(db.scalars(select(OutboxMail.to_email)))


def test_nobody_named_leaves_the_fingerprint_as_it_was_before_there_were_referees() -> None:
    assert "referees" not in content_of({**FULL, "referees": []})
    assert hash_of(content_of({**FULL, "referees": [{"name": " "}]})) == hash_of(content_of(FULL))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"referees-0-email": "petra@bolt.example"}, "Person 1: write the name"),
        ({"referees-0-name": "Petra Proof", "referees-0-email": "petra"}, "Person 1: this is no full e-mail address"),
        ({"referees-0-name": "P" * 300}, "Person 1: shorten this to 200 characters."),
        ({f"referees-{n}-name": f"Person {n}" for n in range(6)}, "Please name 5 people at most."),
    ],
)
def test_what_is_wrong_with_them_is_said_at_the_row_and_kept(bench: Bench, row: dict[str, str], sentence: str) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}"
    bench.browser.post(f"{path}/evidence", data=row)
    page = bench.browser.get(f"{path}/evidence?mend=1").text
    assert sentence in page
    assert all(text in page for text in row.values())
    assert bench.browser.post(f"{path}/submit").status_code == 422


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Petra Proof, Bolt Foundry, petra@bolt.example", [("Petra Proof", "Bolt Foundry", "petra@bolt.example")]),
        ("Petra Proof <petra@bolt.example>; Vik Vouch", [("Petra Proof", "", "petra@bolt.example"), ("Vik Vouch", "", "")]),
        ("petra@bolt.example\n\n", [("petra@bolt.example", "", "petra@bolt.example")]),
        ("", []),
        (";".join("abcdefg"), [(letter, "", "") for letter in "abcde"]),
    ],
)  # fmt: skip
def test_a_cell_of_a_sheet_names_people_too(cell: str, people: list[tuple[str, str, str]]) -> None:
    assert [(one["name"], one["company"], one["email"]) for one in referees_in(cell)] == people
