"""Masking: what is found, what is left, and where marks go."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.masking import Identity, MaskedText, Who, mask

NOMINEE = Identity(
    Who.NOMINEE,
    ("Dr. María-José O'Neil Smythe Jr.",),
    ("Zenkraft Industrial Supply Co., Inc.",),
    ("mjsmythe@zenkraft-industrial.test",),
)
NOMINATOR = Identity(Who.NOMINATOR, ("Grant Hill",), (), ("grant.hill@gmail.com",))
PEOPLE = (NOMINEE, NOMINATOR)


def masked(text: str, *identities: Identity) -> str:
    return mask(text, identities or PEOPLE).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("María-José O'Neil Smythe won 12 plants.", "[nominee] won 12 plants."),
        ("Smythe’s plan, SMYTHE'S PLAN", "[nominee]’s plan, [nominee]'S PLAN"),
        ("the Smythes met", "the [nominee] met"),
        ("Smythe, Maria-Jose called", "[nominee] called"),
        ("maria jose smythe called", "[nominee] called"),
        ("M. Smythe called; MariaJoseSmythe too", "[nominee] called; [nominee] too"),
        ("ask O’Neil or ONeil or Jose", "ask [nominee] or [nominee] or [nominee]"),
        ("Grant M. Hill and G. Hill", "[nominator] and [nominator]"),
        ("Smythe and Hill", "[nominee] and [nominator]"),
        ("Smythe42 smythe_v2", "[nominee]42 [nominee]_v2"),
    ],
)
def test_names_are_found_in_every_form(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "smythely blacksmythe asmythe",
        "We grant it on the hill, and up hill.",
        "Dr. No and Mr. Jr. met an industrial supply inc.",
        "write to sales@gmail.com or see https://hillside.test/x",
        "",
        "🙂",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert mask(text, PEOPLE) == MaskedText(text, ())


def test_ordinary_words_are_masked_as_names_only_with_a_capital() -> None:
    assert (
        masked("Grant won the grant on the hill; Hill did.")
        == "[nominator] won the grant on the hill; [nominator] did."
    )
    assert masked("so grant hill said") == "so [nominator] said"
    assert (
        masked("Li met li, LI and Ng", Identity(Who.NOMINEE, ("Li Ng",))) == "[nominee] met li, [nominee] and [nominee]"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zenkraft Industrial Supply Co., Inc. grew", "[company] grew"),
        ("The zenkraft industrial supply grew", "The [company] grew"),
        ("ZENKRAFT's base at Zenkraft, Inc.", "[company]'s base at [company]"),
        ("Zenkraft Industrial\nSupply Company", "[company] Company"),
        ("Zenkraft-Industrial-Supply L.L.C.", "[company]"),
    ],
)
def test_companies_are_found_with_and_without_their_legal_form(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("company", "text", "expected"),
    [
        ("Quellmann & Söhne GmbH", "Quellmann and Sohne, Quellmann + Söhne GmbH", "[company], [company]"),
        ("Bance Santor S.A.", "Bance Santor SA, Bance Santor S. A., Bance Santor", "[company], [company], [company]"),
        ("Home Tools", "Home Tools sells home tools", "[company] sells home tools"),
        ("Premier Plumbing LLC", "a premier team at Premier Plumbing", "a premier team at [company]"),
        ("Premier Plumbing LLC", "Premier prices", "Premier prices"),
        ("Limited", "Limited time", "[company] time"),
    ],
)
def test_company_names_of_ordinary_words_need_a_capital(company: str, text: str, expected: str) -> None:
    assert masked(text, Identity(Who.NOMINEE, (), (company,))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail mjsmythe@zenkraft-industrial.test.", "mail [company]."),
        ("see (https://www.zenkraft-industrial.test/team?id=1), now", "see ([company]), now"),
        ("www.site.test/in/grant-hill", "[nominator]"),
        ("https://x.test/M%61r%C3%ADa#a", "[nominee]"),
        ("grant.hill@gmail.com and other@gmail.com", "[nominator] and other@gmail.com"),
        ("report_smythe_v2.pdf by @mjsmythe #GrantHill", "[nominee] by [nominee] [nominator]"),
        ('<a href="https://zenkraft-industrial.test">x</a>', '<a href="[company]">x</a>'),
    ],
)
def test_addresses_links_handles_and_files_with_a_name_are_masked_whole(text: str, expected: str) -> None:
    assert re.sub(r"\[(nominee|company)\]", "[nominee]", masked(text)) == re.sub(
        r"\[(nominee|company)\]", "[nominee]", expected
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "S\u200bm\u200dy\u2060the", "Smy\u00adthe", "Smy-\nthe", "Smy\u2010\r\n  the", "Smy\u00ad\nthe", "SMY- THE",
        "S\u0301my\u0308the\u0301", "Ｓｍｙｔｈｅ", "𝐒𝐦𝐲𝐭𝐡𝐞", "\u202eSmythe\u202c", "\ufeffSmythe", "Smy\x00the",
    ],
)  # fmt: skip
def test_names_are_found_behind_invisible_and_look_alike_characters(hidden: str) -> None:
    result = masked(f"by {hidden}! Yes")
    assert re.sub("[\u202e\u202c\ufeff]", "", result) == "by [nominee]! Yes"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("דוד כהן", "פגשתי את דוד כהן אתמול", "פגשתי את [nominee] אתמול"),
        ("محمد علي", "قال محمد علي: نعم", "قال [nominee]: نعم"),
        ("田中太郎", "昨日、田中太郎さんが来た", "昨日、[nominee]さんが来た"),
        ("Łukasz Żółć", "lukasz zolc, ŁUKASZ ŻÓŁĆ", "[nominee]"),
        ("Иван Петрович", "иван петрович пришёл", "[nominee] пришёл"),
        ("Jan van der Berg", "Jan van der Berg; van der Berg; the van", "[nominee]; van der [nominee]; the van"),
        ("Anaïs 🙂 Dupré", "🙂 ANAIS👨‍👩‍👧Dupre 🙂", "🙂 [nominee] 🙂"),
    ],
)
def test_names_of_many_scripts_are_found(name: str, text: str, expected: str) -> None:
    assert masked(text, Identity(Who.NOMINEE, (name,))) == expected


def test_text_that_looks_like_html_stays_as_it_is_around_the_names() -> None:
    assert masked("<b>Smythe</b> & <script>alert('Hill')</script>") == (
        "<b>[nominee]</b> & <script>alert('[nominator]')</script>"
    )


def test_labels_can_be_worded_by_the_page() -> None:
    labels = {Who.NOMINEE: "(die Person)", Who.NOMINATOR: "", Who.COMPANY: "X"}
    assert mask("Smythe, Hill", PEOPLE, labels).text == "(die Person), "


def test_a_canary_in_any_field_is_never_left_in_any_form() -> None:
    identity = Identity(
        Who.NOMINEE,
        ("Qzfirst7 Qzmiddle Qzlast",),
        ("Qzcompany Works LLC",),
        ("qzlocal@qzdomain.test", "qzfree9@gmail.com"),
    )
    canaries = ["Qzfirst7", "Qzmiddle", "Qzlast", "Qzcompany", "qzlocal", "qzdomain.test", "qzfree9"]
    frames = [
        "{}",
        "({})",
        "x@{}.test",
        "https://a.test/{}",
        "the {}'s",
        "{},{}",
        "“{}”",
        "{}\n{}",
        "#{}",
        "/{}/",
        "*{}*",
    ]
    for canary in canaries:
        for frame in frames:
            for form in (canary, canary.upper(), canary.capitalize()):
                assert "qz" not in masked(frame.format(form, form), identity).lower(), (frame, form)


def test_marks_keep_their_places_around_masked_names() -> None:
    text = "When Smythe inherited Zenkraft Industrial Supply, the base stayed."
    result = mask(text, PEOPLE)
    assert result.text == "When [nominee] inherited [company], the base stayed."
    cues = ["inherited", "the base stayed", "When ", "Smythe inherited", "mythe inh", text]
    marks = [(text.index(cue), text.index(cue) + len(cue)) for cue in cues]
    shown = [result.text[start:end] for start, end in result.shift(marks)]
    assert shown == [
        "inherited",
        "the base stayed",
        "When ",
        "[nominee] inherited",
        "[nominee] inh",
        result.text,
    ]


TEXTS = st.lists(
    st.one_of(st.text(max_size=8), st.sampled_from(["Smythe", "maría", "Hill", "Zenkraft", "zenkraft-industrial.test",
              " ", "\n", "-\n", "@", ".", "'s", "\u200b", "\u0301", "🙂", "O'Neil", "https://"]))
).map("".join)  # fmt: skip


@given(TEXTS, st.data())
def test_everything_outside_the_spans_is_unchanged_and_marks_stay_in_order(text: str, data: st.DataObject) -> None:
    result = mask(text, PEOPLE)
    old = new = 0
    for span in result.spans:
        assert old <= span.start < span.end
        assert result.text[new : span.new_start] == text[old : span.start]
        assert result.text[span.new_start : span.new_end] == f"[{span.who.value}]"
        old, new = span.end, span.new_end
    assert result.text[new:] == text[old:]
    places = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    ((start, end),) = result.shift([(places[0], places[1])])
    assert 0 <= start <= end <= len(result.text)
    if not any(span.start < place < span.end for span in result.spans for place in places):
        assert result.text[:start] == became(result, text, places[0])


def became(result: MaskedText, text: str, until: int) -> str:
    """What the original up to `until` has become, put together from the spans."""
    pieces, done = [], 0
    for span in result.spans:
        if span.end <= until:
            pieces += [text[done : span.start], result.text[span.new_start : span.new_end]]
            done = span.end
    return "".join(pieces) + text[done:until]


@given(st.text(), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_text_and_no_identity_is_too_strange(text: str, name: str, company: str, address: str) -> None:
    identity = Identity(Who.NOMINEE, (name,), (company,), (address,))
    result = mask(text + name + company + " " + address, (identity,))
    assert result.shift([(0, len(text))])[0][0] == 0


NAMES = ["Smythe", "Okonkwo", "Villanueva", "Brzezinski", "Zenkraft", "Quellmann"]
NOISE = st.sampled_from(["", "", "", "\u200b", "\u0301", "\u00ad", "-\n", "\u2060", "\u0327"])
FILLER = st.sampled_from(
    ["won", "the base", "🙂", "in 2027,", "(", ")", "—", "שלום", "<b>", "3.5", "e.g.", "\n\n", "and"]
)


@st.composite
def disguised(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(NAMES))
    letters = [draw(st.sampled_from([c, c.upper(), c.lower(), chr(ord(c) + 0xFEE0)])) for c in name]
    noise = [draw(NOISE) for _ in letters[1:]] + [""]
    return "".join(letter + n for letter, n in zip(letters, noise, strict=True)) + draw(
        st.sampled_from(["", "'s", "’s", ",", ".", "s", ":", "-", "/", "@acme.test", "2"])
    )


def normalized_words(text: str) -> list[str]:
    """An independent search: compatibility letters, no marks, no invisible characters, broken words joined."""
    plain = unicodedata.normalize("NFKD", text.replace("\u00ad\n", "-\n")).casefold()
    plain = "".join(c for c in plain if unicodedata.category(c)[0] not in "MC" or c == "\n")
    return re.findall(r"[a-z]+", re.sub(r"-\n", "", plain))


@given(st.lists(st.one_of(disguised(), FILLER), min_size=1, max_size=12), st.sampled_from([" ", "\n", "\u00a0", " - "]))
def test_after_masking_a_normalizing_search_finds_no_identity(pieces: list[str], joint: str) -> None:
    identities = (
        Identity(Who.NOMINEE, ("Smythe Okonkwo",), ("Zenkraft",)),
        Identity(Who.NOMINATOR, ("Villanueva Brzezinski",), ("Quellmann GmbH",)),
    )
    text = joint.join(pieces)
    left = normalized_words(mask(text, identities).text)
    assert not [word for word in left if any(word.removesuffix("s") == name.lower() for name in NAMES)]
    assert len(left) <= len(normalized_words(text)) + 12
