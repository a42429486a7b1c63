"""Plainly made-up nominations of realistic size: 250 words, eight revenue lines. Seeded, so that every run measures the same."""

import random
from datetime import date
from typing import Any

OPENINGS = (
    "In January the territory had been without anybody for five months, and the map on the wall still bore the old names.",
    "Nobody expected much of the eastern counties this year, least of all the people who had to sell there.",
    "When the plant closed in spring, half of the list went with it, and the rest asked for lower prices.",
)
WON = (
    "She cold-called {a} eleven times before anybody answered, and then waited two hours in the lobby for the buyer.",
    "At {a} he unseated a supplier of nineteen years with a pilot that ran over three weekends.",
    "{a} found us at the trade fair, asked for a quote on the spot, and signed eight weeks later.",
    "He won {a} in a bid against four others, the largest of which had built the site it is used on.",
)
GROWN = (
    "{a} took our second line this year, after a trial that the nominee had set up with their night shift.",
    "With {a} the volume doubled, since they moved two more plants from a competitor to us.",
)
MANAGED = (
    "{a} renewed for another year, as it has since before the nominee came to the company.",
    "She took over {a} from a colleague who retired, and kept it through a change of owner.",
    "The contract with {a} runs until next summer and was extended without a tender.",
)
BETWEEN = (
    "What I remember is the patience: every visit was written down the same evening, with the next step and its date.",
    "Colleagues come with questions about margins, freight and terms, and nobody is ever sent away.",
    "None of this was luck, although the weather in October did help a little.",
    "The figures below are from our ledger and were checked by accounting.",
    "Training new people took a day of each week, and two of them have reached their own numbers since.",
    "There were months when nothing closed at all, and the forecast said so honestly.",
    "Freight went up twice, and both times the customers heard it from us before they read it on an invoice.",
)
FIRST = (
    "Ada",
    "Bruno",
    "Clara",
    "Dmitri",
    "Elif",
    "Farah",
    "Gustav",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lena",
    "Mika",
    "Noor",
)
LAST = (
    "Benchley",
    "Loadworth",
    "Measureham",
    "Sampleby",
    "Testerman",
    "Trialstone",
    "Probefield",
    "Gaugewood",
    "Meterling",
)
PLACES = (
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Fir",
    "Ginkgo",
    "Hazel",
    "Ironwood",
    "Juniper",
    "Larch",
    "Maple",
)
TRADES = ("Mills", "Foundry", "Dairy", "Logistics", "Paper", "Clinics", "Tools", "Foods", "Cable", "Glass", "Marine")


def person(number: int) -> str:
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]} {number}"


def company(number: int) -> str:
    return f"{PLACES[number % len(PLACES)]} {TRADES[number // len(PLACES) % len(TRADES)]} {number}"


def content(number: int, period: tuple[date, date]) -> dict[str, Any]:
    """A nomination as typed; how much of it is won, grown and managed goes from all to nothing and back."""
    draw = random.Random(number)
    managed = (number * 3) % 9  # of eight lines
    customers = [company(number * 17 + place) for place in range(8)]
    kinds = ["managed"] * min(managed, 7) + ["grown"]
    kinds = (kinds + ["won"] * 8)[:8]
    lines = [_line(draw, name, kind, period[0].year) for name, kind in zip(customers, kinds, strict=True)]
    return {
        "nominee_name": person(number), "nominee_title": "Account Executive", "nominee_company": company(number + 5000),
        "period_from": period[0].isoformat(), "period_to": period[1].isoformat(), "measure": "invoiced", "amounts_are": "currency",
        "headline": str(sum(int(line["revenue"]) for line in lines)), "existing_share": "cant_say", "lines": lines,
        "quota": str(draw.randrange(2, 40) * 100_000), "new_customers_count": str(kinds.count("won")), "shared_credit": "",
        "story": _story(draw, customers, kinds), "story_won": _sentence(draw, WON, customers[-1]),
        "story_kept": _sentence(draw, MANAGED, customers[0]), "links": [], "explanation": "",
    }  # fmt: skip


def _line(draw: random.Random, name: str, kind: str, year: int) -> dict[str, str]:
    revenue = draw.randrange(20, 900) * 1000
    prior = {"won": 0, "grown": revenue // 2, "managed": round(revenue * 0.97)}[kind]
    origin = {"won": "self_sourced", "grown": "self_sourced", "managed": "inherited"}[kind]
    return {
        "name": name, "revenue": str(revenue), "prior": str(prior), "origin": origin,
        "started": str(year if kind == "won" else year - 6), "displaced": "Old Supplier" if kind == "won" else "",
        "kind": {"won": "new_business", "grown": "expansion", "managed": "renewal"}[kind], "term_years": "1", "customers": "1",
    }  # fmt: skip


def _sentence(draw: random.Random, among: tuple[str, ...], name: str) -> str:
    return draw.choice(among).format(a=name)


def _story(draw: random.Random, customers: list[str], kinds: list[str]) -> str:
    """About 250 words in three paragraphs."""
    about = {"won": WON, "grown": GROWN, "managed": MANAGED}
    sentences = [draw.choice(OPENINGS)]
    place = 0
    while sum(len(sentence.split()) for sentence in sentences) < 230:
        sentences.append(_sentence(draw, about[kinds[place % 8]], customers[place % 8]))
        sentences.append(draw.choice(BETWEEN))
        place += 1
    third = len(sentences) // 3
    return "\n\n".join(" ".join(sentences[at : at + third]) for at in range(0, len(sentences), third))
