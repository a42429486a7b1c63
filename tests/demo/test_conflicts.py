"""Ordinary names must not flood an organizer: thirty people who never existed against all that the demo's nominations tell."""

from datetime import date

import pytest

from app.demo.content import load
from app.domain.conflicts import Code, Entry, Named, Part, Person, Tie, find

TODAY = date(2027, 3, 1)
# First and last names that are words, and companies of words that stand in hundreds of names.
INVENTED = """
Maria Summers, Summit Partners · John Smith, Global Solutions · Anna Berg, Global Packaging Group · Peter Miller, Packaging International
Helen Park, Precision Tools · David Hill, Hill & Sons · Grace Field, Field Foods · Mark Rivers, River Freight · Sue Long, Long Steel
Tom Price, Price Consulting · Will Power, Power Systems Inc. · Chris Bell, Bell Industries · Pat Young, Young Machine
Lee Banks, First National Bank · Kim Stone, Stone Supply Co. · Jordan Case, Case Logistics · Max Good, Good Health Group
Robin Best, Best Staffing · Alex Day, Day Software · Sam North, North American Paper · Dana East, Eastern Data Systems
Ray West, Western Robotics · Joy King, King County School District · Frank Bridge, Bridge Turbines · Rose Wood, Wood Works
Art Sales, Sales Awards Association · Mia Customer, Customer First · Ian Team, Team Building LLC · Eve New, New Business Group
Ben Marsh, Valley Services
"""


def invented() -> list[Person]:
    people = [one.strip().split(", ", 1) for line in INVENTED.strip().splitlines() for one in line.split("·")]
    return [
        Person(number, f"{name.split()[0].lower()}@firm{number}.example", ((Tie.SELF, name),), ((Tie.EMPLOYER, company),))
        for number, (name, company) in enumerate(people, 1)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return [
        Entry(
            number,
            (
                Named(Part.NOMINEE, one.nominee.name, "", one.nominee.company),
                Named(Part.NOMINATOR, one.nominator.name, one.nominator.email, one.nominator.company),
                *(Named(Part.CUSTOMER, account.name) for account in one.accounts),
            ),
            tuple(account.name for account in one.accounts),
            (one.story, one.story_won, one.story_kept, one.explanation, one.nominee.title),
        )
        for number, one in enumerate(load(TODAY).nominations, 1)
    ]


def test_thirty_ordinary_people_are_tied_to_nothing(entries: list[Entry]) -> None:
    people = invented()
    assert (len(people), len(entries)) == (30, 42)
    assert [(one.person_id, one.evidence) for one in find(people, entries)] == []


def test_the_same_search_finds_whoever_is_really_there(entries: list[Entry]) -> None:
    for entry in entries:
        nominee, nominator, *_customers = entry.people
        judge = Person(1, nominator.email, ((Tie.SELF, nominee.name),), ((Tie.EMPLOYER, f"{nominee.company} Group"),))
        (mine,) = [one for one in find([judge], entries) if one.entry_id == entry.id]
        found = {one.code for one in mine.evidence}
        assert {Code.SAME_ADDRESS, Code.SAME_NAME} <= found, entry
        assert found & {Code.SAME_COMPANY, Code.COMPANY_ALIKE}, entry
