"""A story in another language is named as such, never guessed at; short texts and names are left alone."""

import pytest

from app.domain.revenue import assess, nomination_from
from app.domain.revenue.language import other_language
from app.domain.revenue.wording import remark_text

STORIES = {
    "German": "Sie hat in diesem Jahr zwölf neue Kunden gewonnen, die vorher bei einem Wettbewerber gekauft haben, und das ohne Hilfe.",
    "French": "Elle a gagné douze nouveaux clients cette année, qui achetaient chez un concurrent depuis des années, et sans aide.",
    "Spanish": "Ella ha ganado doce nuevos clientes este año que compraban a la competencia desde hace años, y sin ayuda de nadie.",
    "Italian": "Ha conquistato dodici nuovi clienti nel corso dell'anno che compravano da un concorrente, e non ha avuto aiuto da nessuno.",
    "Portuguese": "Ela ganhou doze novos clientes no ano que compravam da concorrência, e não teve ajuda de ninguém para isso em sua região.",
    "Dutch": "Zij heeft dit jaar twaalf nieuwe klanten gewonnen die bij een concurrent kochten, en dat zonder hulp van het team.",
    "another language": "Она привела двенадцать новых клиентов, которые раньше покупали у конкурента, и сделала это одна.",
}


@pytest.mark.parametrize(("language", "text"), STORIES.items(), ids=STORIES)
def test_a_story_in_another_language_counts_for_nothing_and_that_is_said(language: str, text: str) -> None:
    assert other_language(text) == language
    found = assess(nomination_from({"id": 1, "narrative": text}))
    assert (found.role, found.flag, found.marks) == ("insufficient", False, ())
    (remark,) = [one for one in found.remarks if one.code == "not_english"]
    assert language in remark_text(remark)
    assert "only in English so far" in remark_text(remark)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Müller, Schmidt & Söhne GmbH",
        "Acme SA, Banco del Sur, Los Álamos, La Paz, El Paso, San José, Las Vegas, Des Moines",
        "310 placements. 151 = conquest, offices never ours, self-found. 159 = own base, renewed.",
        "She won Die Mobiliar, Der Spiegel and La Banque Postale, none of whom had ever bought from us.",
        "WALKED MAIN ST. 140 TERMINALS BOARDED. ALL NEW. INHERITED ZERO. BEST FIRST YEAR I HAVE SEEN.",
    ],
)
def test_english_and_what_is_too_short_to_tell_is_left_alone(text: str) -> None:
    assert other_language(text) is None
