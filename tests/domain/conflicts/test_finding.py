"""What ties a person to a nomination, and what does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.conflicts import Code, Entry, Evidence, Finding, Named, Part, Person, Tie, find, listed

DANA = Person(
    1, "dana@acmetools.example", ((Tie.SELF, "Dana Okafor"), (Tie.RELATIVE, "Robin Vance")),
    ((Tie.EMPLOYER, "Acme Tools, Inc."), (Tie.FORMER, "Delta Air Lines"), (Tie.CLIENT, "Summit")),
)  # fmt: skip


def entry(*people: Named, companies: tuple[str, ...] = (), story: str = "") -> Entry:
    return Entry(7, people, companies, (story,))


def codes(one: Entry, person: Person = DANA) -> list[tuple[Code, Part, Tie]]:
    return [(tie.code, tie.part, tie.tie) for finding in find([person], [one]) for tie in finding.evidence]


FOUND = [
    (entry(Named(Part.NOMINATOR, email="DANA@acmetools.example")), (Code.SAME_ADDRESS, Part.NOMINATOR, Tie.SELF)),
    (entry(Named(Part.NOMINATOR, email="lee@sales.acmetools.example")), (Code.SAME_DOMAIN, Part.NOMINATOR, Tie.SELF)),
    (entry(Named(Part.NOMINEE, company="ACME TOOLS GmbH")), (Code.SAME_COMPANY, Part.NOMINEE, Tie.EMPLOYER)),
    (entry(Named(Part.NOMINEE, company="Acme Tools USA")), (Code.COMPANY_ALIKE, Part.NOMINEE, Tie.EMPLOYER)),
    (entry(Named(Part.NOMINATOR, company="Delta Air Lines")), (Code.SAME_COMPANY, Part.NOMINATOR, Tie.FORMER)),
    (entry(companies=("Customer A", "Acme Tool's")), (Code.SAME_COMPANY, Part.CUSTOMER, Tie.EMPLOYER)),
    (entry(Named(Part.NOMINATOR, name="Okafor, Dana M.")), (Code.SAME_NAME, Part.NOMINATOR, Tie.SELF)),
    (entry(Named(Part.REFEREE, name="Dr. Dana Okafor")), (Code.SAME_NAME, Part.REFEREE, Tie.SELF)),
    (entry(Named(Part.NOMINEE, name="ROBIN VANCE")), (Code.SAME_NAME, Part.NOMINEE, Tie.RELATIVE)),
    (entry(story="Reference: Dana B. Okafor, who knows the deal."), (Code.NAMED, Part.STORY, Tie.SELF)),
    (entry(story="as Okafor, Dana can tell"), (Code.NAMED, Part.STORY, Tie.SELF)),
    (entry(story="She won it from Acme Tools in May."), (Code.COMPANY_NAMED, Part.STORY, Tie.EMPLOYER)),
    (entry(story="Then Summit signed."), (Code.COMPANY_NAMED, Part.STORY, Tie.CLIENT)),
    (entry(story="Ask buyer@acmetools.example or see www.acmetools.example"), (Code.DOMAIN_NAMED, Part.STORY, Tie.SELF)),
]  # fmt: skip


@pytest.mark.parametrize(("one", "expected"), FOUND)
def test_each_tie_is_found_with_its_place(one: Entry, expected: tuple[Code, Part, Tie]) -> None:
    assert expected in codes(one)


NOT_FOUND = [
    entry(Named(Part.NOMINEE, company="Delta Dental")),
    entry(Named(Part.NOMINEE, name="Pat Okafor")),
    entry(Named(Part.NOMINEE, name="Dana Whitfield")),
    entry(Named(Part.NOMINATOR, name="Okafor")),
    entry(Named(Part.NOMINATOR, email="dana@acmetools.example.org")),
    entry(Named(Part.NOMINATOR, email="not an address")),
    entry(story="Dana rang them in May. Okafor was the name of the buyer."),
    entry(story="Dana! Okafor waits."),
    entry(story="At the summit of the season she signed."),
    entry(story="Summit Roofing signed in June."),
    entry(story="The delta of their air lines."),
    entry(story="Her tools were an acme of care."),
    entry(companies=("Customer A", "all others", "")),
]


@pytest.mark.parametrize("one", NOT_FOUND)
def test_near_misses_tie_nobody(one: Entry) -> None:
    assert codes(one) == []


def test_two_people_of_a_free_mail_provider_share_nothing() -> None:
    judge = Person(1, "dana@gmail.com", ((Tie.SELF, "Dana Okafor"),))
    assert codes(entry(Named(Part.NOMINATOR, "Lee Ho", "lee@gmail.com"), story="Write to lee@gmail.com"), judge) == []


def test_a_common_surname_is_no_tie() -> None:
    judge = Person(1, "", ((Tie.SELF, "Chris Smith"), (Tie.RELATIVE, "Smith")))
    assert (
        codes(
            entry(Named(Part.NOMINEE, "Jordan Smith"), story="Mr. Smith of the Smith Group signed; Chris agreed."),
            judge,
        )
        == []
    )


def test_an_address_without_a_company_ties_by_what_its_domain_is_called() -> None:
    judge = Person(1, "dana@acme-tools.example")
    assert codes(entry(Named(Part.NOMINEE, company="Acme Tools Inc.")), judge) == [
        (Code.DOMAIN_OF_COMPANY, Part.NOMINEE, Tie.SELF)
    ]
    assert codes(entry(Named(Part.NOMINEE, company="Acme Dental")), Person(1, "dana@acme.example")) == []


def test_what_somebody_tells_in_their_own_words_ties_too() -> None:
    judge = Person(1, told="I coached Jordan Vale for years, and my wife consults for Brightwater.")
    assert codes(entry(Named(Part.NOMINEE, "Jordan Vale", company="Brightwater, Inc.")), judge) == [
        (Code.MENTIONED, Part.NOMINEE, Tie.TOLD),
        (Code.MENTIONED, Part.NOMINEE, Tie.TOLD),
    ]
    assert codes(entry(Named(Part.NOMINEE, "Jordan Hale", company="Clearwater")), judge) == []


def test_a_list_as_typed_keeps_legal_forms_with_their_names() -> None:
    typed = "Acme Tools, Inc., Brightwater; Clearwater S.A.\n\nDelta Air Lines, Ltd"
    assert list(listed(typed)) == ["Acme Tools, Inc.", "Brightwater", "Clearwater S.A.", "Delta Air Lines, Ltd"]
    judge = Person(1, "", (), ((Tie.EMPLOYER, "Inc."),))
    assert codes(entry(Named(Part.NOMINEE, company="Acme, Inc."), story="Bolt, Inc. signed."), judge) == []


def test_what_was_found_in_a_text_shows_the_passage_around_it() -> None:
    story = "In the first spring of the long recession. " * 3 + "Dana Okafor told us so. " + "And so on it went. " * 5
    (finding,) = find([DANA], [entry(story=story)])
    assert "Dana Okafor told us so" in finding.evidence[0].around
    assert len(finding.evidence[0].around) < 130


def test_a_tie_is_the_same_however_it_is_written_and_another_with_another_company() -> None:
    first, second, third = (
        find([DANA], [entry(Named(Part.NOMINEE, company=company))])[0].evidence[0]
        for company in ("Acme Tools USA", "ACME  Tools, U.S.A.", "Acme Tools Canada")
    )
    assert first.key == second.key != third.key
    assert Evidence.of(first.to_dict()) == first


def test_a_customer_in_three_lines_is_one_tie() -> None:
    assert (
        len(codes(entry(companies=("Delta Air Lines", "delta air lines", "Delta Air Lines, Inc.")))) == 2
    )  # keys differ by the legal form


WORDS = st.lists(
    st.sampled_from(
        [
            "Dana",
            "Okafor",
            "dana",
            "Acme",
            "Tools",
            "Summit",
            "Roofing",
            "Delta",
            ".",
            ",",
            "!",
            "\n",
            "okafor@acmetools.example",
            "Smith",
        ]
    ),
    max_size=12,
)


@given(WORDS)
@settings(max_examples=50)
def test_what_is_found_is_there_and_asking_twice_gives_the_same(words: list[str]) -> None:
    one = entry(story=" ".join(words))
    found: list[Finding] = find([DANA], [one])
    assert found == find([DANA], [one])
    for tie in (tie for finding in found for tie in finding.evidence):
        last = tie.here.rstrip(".").replace(",", "").split()[0]
        assert last.casefold() in " ".join(words).casefold()


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=50)
def test_no_text_breaks_it(story: str, name: str, company: str) -> None:
    person = Person(1, name, ((Tie.SELF, name),), ((Tie.EMPLOYER, company),))
    find([person, DANA], [entry(Named(Part.NOMINEE, company, story[:50], name), companies=(company,), story=story)])
