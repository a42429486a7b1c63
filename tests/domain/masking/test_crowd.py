"""Everybody in a contest at once: who is named in a text, in full or in part, and who is not."""

import pytest

from app.domain.masking import Crowd, Identity, Kind, Member, Veil, Who, crowd

ROE = Member(Who.NOMINEE, "Dr. Janet Roe-Quillmaster", "SA-0001")
HILL = Member(Who.NOMINATOR, "Grant Hill", "SA-0002")
FIRM = Member(Who.COMPANY, "Vexcorda, Inc.", "SA-0001")
MAIL = Member(Who.NOMINATOR, "grant.hill@vexcorda.example", "SA-0002")
ALL = crowd([ROE, HILL, FIRM, MAIL])


def seen(text: str, among: Crowd = ALL) -> list[tuple[str, str, bool]]:
    return [(text[one.start : one.end], one.member.about, one.whole) for one in among.sightings(text)]


@pytest.mark.parametrize(
    "words",
    ["Janet Roe-Quillmaster", "JANET ROE QUILLMASTER", "Roe-Quillmaster, Janet", "Janet B. Roe-Quillmaster", "J. Roe-Quillmaster", "Jánet Roe\u2011Quill\u00admaster"],
)  # fmt: skip
def test_a_full_name_is_found_however_it_is_written(words: str) -> None:
    ((found, about, whole),) = seen(f"She asked {words}, twice.")
    assert (found, about, whole) == (words, "SA-0001", True)


def test_a_family_name_and_a_company_are_found_as_parts() -> None:
    assert seen("Roe-Quillmaster left Vexcorda.") == [("Roe-Quillmaster", "SA-0001", False), ("Vexcorda", "SA-0001", False)]  # fmt: skip


def test_an_address_is_one_place() -> None:
    assert seen("Write to grant.hill@vexcorda.example today") == [("grant.hill@vexcorda.example", "SA-0002", True)]


@pytest.mark.parametrize(
    "text",
    ["a grant to climb a hill", "They grant hill farmers a loan", "Grant. The hill", "Hill Street", "Janet called", "Granthill", "roe-quillmasterly"],
)  # fmt: skip
def test_ordinary_words_and_first_names_are_left_alone(text: str) -> None:
    assert seen(text) == []


def test_a_name_across_a_colon_or_a_question_is_none() -> None:
    assert seen("Who is Grant? Hill Foods asked") == []


def test_scripts_without_spaces_are_found_inside_a_run() -> None:
    assert seen("我们和王小明谈过", crowd([Member(Who.NOMINEE, "王小明", "SA-3")])) == [("王小明", "SA-3", True)]


def test_a_veil_hides_others_named_in_full_and_points_out_the_rest() -> None:
    veil = Veil((Identity(Who.NOMINEE, ("Zoe Zenkraft",)),), crowd=ALL)
    text = "Zoe beat Grant Hill; Roe-Quillmaster of Vexcorda was third."
    assert veil(text) == "[nominee] beat [removed]; Roe-Quillmaster of Vexcorda was third."
    assert [mark.kind for mark in veil.marks(text)] == [None, None, Kind.SOMEBODY, Kind.SOMEBODY]


def test_who_is_named_in_full_is_hidden_in_part_too_in_the_same_text() -> None:
    veil = Veil((Identity(Who.NOMINEE, ("Zoe Zenkraft",)),), crowd=ALL)
    text = "Janet Roe-Quillmaster of Vexcorda called. Ms. Roe-Quillmaster agreed, said Janet."
    assert veil(text) == "[removed] of [removed] called. Ms. [removed] agreed, said [removed]."


def test_a_place_about_somebody_else_can_be_let_stand() -> None:
    veil = Veil((Identity(Who.NOMINEE, ("Zoe Zenkraft",)),), crowd=ALL)
    text = "Grant Hill is a customer."
    let = Veil(veil.identities, frozenset({(veil.digest(text), 0, 10)}), ALL)
    assert let(text) == text
    assert let(text + " ") == "[removed] is a customer. "


def test_who_may_be_read_here_is_not_hidden_as_somebody_of_the_contest() -> None:
    assert Veil((Identity(Who.NOMINATOR, ("Zoe Zenkraft",)),), crowd=ALL, readable=("grant hill",))("Grant Hill won") == "Grant Hill won"  # fmt: skip


def test_a_veil_that_hides_nobody_hides_nobody_of_the_crowd() -> None:
    assert Veil(crowd=ALL)("Grant Hill") == "Grant Hill"


def test_looking_does_not_slow_with_the_number_of_members() -> None:
    """Counted by the forms that are tried, not by the clock."""
    many = crowd(Member(Who.NOMINEE, f"First{n} Last{n}", str(n)) for n in range(5000))
    assert seen("First77 Last77 sold to Last4999", many) == [("First77 Last77", "77", True), ("Last4999", "4999", False)]  # fmt: skip
    assert max(len(each) for each in many._index.values()) <= 8
