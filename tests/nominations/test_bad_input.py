"""Every field with everything that people and programs send: never a 500, and nothing typed is lost."""

import pytest

from app.nominations.forms import LINE_FIELDS
from app.nominations.forms.fields import FIELDS
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL

NASTY = {
    "empty": "", "spaces": "   ", "long": "x" * 30_000, "digits": "9" * 500, "nan": "NaN", "infinity": "-Infinity", "negative": "-5",
    "rtl": "\u202eevil \u05e9\u05dc\u05d5\u05dd", "emoji": "👩‍👩‍👧 🏆", "four bytes": "𝒳𠜎", "html": "<script>alert(1)</script><b>", "formula": "=cmd|' /C calc'!A0",
    "template": "{{7*7}}{% x %}${7*7}%(x)s", "exponent": "1e9999", "arabic digits": "١٢٣", "year one": "0001-01-01", "year 9999": "9999-12-31",
    "newlines": "a\r\nb\rc", "quote": "\"'`",
}  # fmt: skip


def every_field(value: str) -> dict[str, dict[str, str]]:
    steps = {step: dict.fromkeys(names, value) for step, names in FIELDS.items()}
    steps["revenue"] |= {f"lines-0-{name}": value for name in LINE_FIELDS} | {
        "lines-1-name": "A",
        "lines-1-revenue": value,
    }
    steps["evidence"]["links"] = value
    return steps


@pytest.mark.parametrize("value", NASTY.values(), ids=NASTY.keys())
def test_every_field_takes_everything_and_keeps_it(bench: Bench, value: str) -> None:
    nomination = bench.draft(FULL)
    base = f"/nominations/{nomination.public_id}"
    for step, fields in every_field(value).items():
        assert bench.browser.post(f"{base}/{step}", data=fields).status_code == 303, step
        draft = bench.again(nomination).draft
        assert all(draft[name] == text for name, text in fields.items() if name in FIELDS[step])
        assert bench.browser.get(f"{base}/{step}?mend=1").status_code == 200
    if value.strip() and value != "unknown":
        assert set(bench.again(nomination).draft["lines"][0].values()) == {value}
    split = bench.browser.post(f"{base}/revenue/split", data=every_field(value)["revenue"])
    assert split.status_code == 200
    assert bench.browser.post(f"{base}/revenue/preview", data={"paste": value}).status_code in (200, 422)
    page = bench.browser.get(f"{base}/review")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert bench.browser.post(f"{base}/submit").status_code in (303, 422)
    assert bench.browser.get("/nominations").status_code == 200


@pytest.mark.parametrize("field", LINE_FIELDS)
def test_one_bad_cell_at_a_time_never_breaks_a_submission(bench: Bench, field: str) -> None:
    for value in (*NASTY.values(), "x" * 100_000):
        nomination = bench.draft({**FULL, "lines": [{"name": "A", "revenue": "600000", field: value}]})
        assert bench.browser.post(f"/nominations/{nomination.public_id}/submit").status_code in (303, 422)


def test_a_nul_is_refused_without_a_crash(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    answer = bench.browser.submit(f"/nominations/{nomination.public_id}/nominee", nominee_name="a\x00b")
    assert answer.status_code in (303, 400, 404, 422)
    assert bench.again(nomination).draft["nominee_name"] in ("Nora Sample", "ab")


def test_a_file_where_text_belongs_changes_nothing(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    bench.browser.post(f"/nominations/{nomination.public_id}/nominee", files={"nominee_name": ("x.txt", b"file")})
    assert bench.again(nomination).draft["nominee_name"] == "Nora Sample"


def test_fields_of_other_steps_and_unknown_ones_are_ignored(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    bench.browser.submit(
        f"/nominations/{nomination.public_id}/nominee", nominee_name="Nora B.", story="smuggled", state="submitted", owner_id="1", touched="x", answer="x"
    )  # fmt: skip
    draft = bench.again(nomination).draft
    assert draft["story"] == FULL["story"]
    assert "owner_id" not in draft
    assert "answer" not in draft


def test_versions_that_are_no_numbers_are_as_good_as_none(bench: Bench) -> None:
    nomination = bench.draft()
    for version in ("", "x", "-1", "9" * 50, "1.5", "²"):
        path = f"/nominations/{nomination.public_id}/nominee"
        assert bench.browser.submit(path, nominee_name=f"v{version}"[:20], version=version).status_code == 303
