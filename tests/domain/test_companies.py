"""E-mail keys that can't collide, and who counts as the same company."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.companies import (
    EmailCode,
    EmailError,
    SameCompany,
    company_key,
    email_domain,
    free_mail_domains,
    is_free_mail,
    normalize_email,
    same_company,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Ann@Acme.test", "ann@acme.test"),
        ("  ann@acme.test.\n", "ann@acme.test"),
        ("ann+awards@acme.test", "ann+awards@acme.test"),
        ("a.n.n@acme.test", "a.n.n@acme.test"),
        ("o'neil@acme.test", "o'neil@acme.test"),
        ("ann@BÜCHER.test", "ann@xn--bcher-kva.test"),
        ("ann@xn--bcher-kva.test", "ann@xn--bcher-kva.test"),
        ("JOSÉ@acme.test", "josé@acme.test"),
        ("jose\u0301@acme.test", "josé@acme.test"),
        ("用户@例子.test", "用户@xn--fsqu00a.test"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_becomes_its_key(typed: str, key: str) -> None:
    assert normalize_email(typed) == key
    assert normalize_email(key) == key


@pytest.mark.parametrize("twin", ["\u212aate@acme.test", "ｋate@acme.test", "kate@ａcme.test",
                                  "kate＠acme.test", "ka\u017fe@acme.test", "\ufb01nn@acme.test", "k\u00aate@acme.test",
                                  "\u0130da@acme.test", "kate@ac\u217fe.test", "𝐤ate@acme.test"])  # fmt: skip
def test_a_letter_that_could_pass_for_ascii_is_refused(twin: str) -> None:
    with pytest.raises(EmailError) as caught:
        normalize_email(twin)
    assert caught.value.code is EmailCode.LOOK_ALIKE


@pytest.mark.parametrize(("one", "other"), [("ı", "i"), ("ß", "ss"), ("і", "i"), ("é", "e"), ("ñ", "n"), ("ø", "o")])
def test_a_letter_of_its_own_keeps_a_key_of_its_own(one: str, other: str) -> None:
    assert normalize_email(f"k{one}m@acme.test") != normalize_email(f"k{other}m@acme.test")
    assert normalize_email(f"kim@ac{one}.test") != normalize_email(f"kim@ac{other}.test")


@given(st.characters(min_codepoint=0x80), st.sampled_from(["{}@acme.test", "k{}m@acme.test", "kim@a{}c.test"]))
def test_no_other_character_reaches_an_ascii_account(char: str, where: str) -> None:
    try:
        key = normalize_email(where.format(char))
    except EmailError:
        return
    local, _, domain = key.partition("@")
    assert not local.isascii() or "xn--" in domain


@given(st.text(min_size=1, max_size=6), st.text(min_size=1, max_size=6))
def test_keys_are_stable_and_lowered(local: str, domain: str) -> None:
    try:
        key = normalize_email(f"{local}@{domain}.test")
    except EmailError:
        return
    assert normalize_email(key) == key
    assert key == unicodedata.normalize("NFC", key.lower())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", EmailCode.EMPTY),
        ("   ", EmailCode.EMPTY),
        ("ann", EmailCode.NOT_AN_ADDRESS),
        ("@acme.test", EmailCode.NOT_AN_ADDRESS),
        ("ann@", EmailCode.NOT_AN_ADDRESS),
        ("ann@.", EmailCode.NOT_AN_ADDRESS),
        ("a@b@acme.test", EmailCode.NOT_AN_ADDRESS),
        ("ann @acme.test", EmailCode.NOT_AN_ADDRESS),
        ("ann@acme..test", EmailCode.NOT_AN_ADDRESS),
        (".ann@acme.test", EmailCode.NOT_AN_ADDRESS),
        ("ann@-acme.test", EmailCode.NOT_AN_ADDRESS),
        ("ann@[127.0.0.1]", EmailCode.NOT_AN_ADDRESS),
        ("ann@acme.test\nBcc: bob@acme.test", EmailCode.NOT_AN_ADDRESS),
        ("ann\u200b@acme.test", EmailCode.NOT_AN_ADDRESS),
        ("ann\u202e@acme.test", EmailCode.NOT_AN_ADDRESS),
        ("kate@acme。test", EmailCode.NOT_AN_ADDRESS),
        ("🙂@acme.test", EmailCode.NOT_AN_ADDRESS),
        ("<ann@acme.test>", EmailCode.NOT_AN_ADDRESS),
        ("Ann <ann@acme.test>", EmailCode.NOT_AN_ADDRESS),
        ('"a b"@acme.test', EmailCode.NOT_AN_ADDRESS),
        ("a" * 65 + "@acme.test", EmailCode.TOO_LONG),
        ("a@" + "b" * 300 + ".test", EmailCode.TOO_LONG),
    ],
)
def test_what_is_no_address_is_refused_with_its_code(typed: str, code: EmailCode) -> None:
    with pytest.raises(EmailError) as caught:
        normalize_email(typed)
    assert caught.value.code is code
    assert email_domain(typed) is None


def test_the_free_mail_list_is_sorted_unique_and_lower_case() -> None:
    domains = free_mail_domains()
    assert {"gmail.com", "outlook.com", "comcast.net", "gmx.de", "qq.com"} <= domains
    assert all(email_domain(f"a@{domain}") == domain for domain in domains)
    assert is_free_mail("eu.gmx.net")
    assert not is_free_mail("notgmail.com")
    assert not is_free_mail("com")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ann@acme.test", "BOB@ACME.TEST"),
        ("ann@acme.test", "bob@sales.acme.test"),
        ("ann@bücher.test", "bob@xn--bcher-kva.test"),
    ],
)
def test_people_with_one_mail_domain_are_of_one_company(a: str, b: str) -> None:
    assert same_company(a, b) is same_company(b, a) is SameCompany.EMAIL_DOMAIN


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ann@gmail.com", "bob@gmail.com"),
        ("ann@acme.test", "bob@notacme.test"),
        ("ann@acme.test", "bob@acme.example"),
        ("nonsense", "nonsense"),
        ("", ""),
        ("ann@test", "bob@acme.test"),
    ],
)
def test_free_mail_and_different_domains_say_nothing(a: str, b: str) -> None:
    assert not same_company(a, b)
    assert not same_company(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Acme, Inc.", "ACME"),
        ("The Acme Tool & Die Co., Inc.", "Acme Tool and Die"),
        ("Müller GmbH & Co. KG", "Muller"),
        ("Banco Santander S.A.", "Banco Santander SA"),
        ("Acme L.L.C.", "acme llc"),
        ("A.B. Dick Company", "AB Dick"),
        ("O’Brien's Ltd", "OBriens Limited"),
        ("Acme\u00a0Corp", "Acme Corporation"),
    ],
)
def test_company_names_are_equal_but_for_form_case_and_accents(a: str, b: str) -> None:
    assert same_company("ann@gmail.com", "bob@gmail.com", a, b) is SameCompany.COMPANY_NAME


@pytest.mark.parametrize(
    ("a", "b"),
    [("", ""), ("  ", "—"), (None, None), ("Acme", None), ("Acme Tools", "Acme Rentals"), ("Company", "Limited")],
)
def test_empty_and_different_company_names_say_nothing(a: str | None, b: str | None) -> None:
    assert same_company("ann@gmail.com", "bob@gmail.com", a, b) is None


@given(st.text(max_size=40))
def test_a_company_key_is_its_own_key(name: str) -> None:
    key = company_key(name)
    assert company_key(company_key(key)) == company_key(key)
    assert key == " ".join(key.split())
