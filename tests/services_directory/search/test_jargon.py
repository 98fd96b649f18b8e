import pytest

from services_directory.models import GlossaryEntry
from services_directory.search.jargon import Explainer, JargonWords, current_jargon
from tests.factories.directory import EligibilityCriterionFactory, ServicePageFactory


def entry(number: int, term: str, **fields) -> GlossaryEntry:
    return GlossaryEntry(pk=number, term=term, meaning=f"What {term} means.", **fields)


@pytest.fixture
def words() -> Explainer:
    return Explainer(
        JargonWords(
            [
                entry(1, "EHCP", is_acronym=True, synonyms="EHC plan\nthe plan"),
                entry(2, "SEN", is_acronym=True),
                entry(3, "SEN support"),
                entry(4, "TA", is_acronym=True),
                entry(5, "annual review"),
            ]
        )
    )


def test_first_use_explains_itself_and_the_second_does_not(words):
    html = words.in_text("An EHCP. Another EHCP.")

    assert html.count('popovertarget="word-1">') == 1
    assert html.index("<button") < html.index("Another EHCP.")
    assert "What EHCP means." in html
    assert "word-1" not in words.in_text("A third EHCP.")


def test_other_ways_to_write_initials_are_the_same_word(words):
    assert 'popovertarget="word-1">EHC plans<' in words.in_text("EHC plans, and the plan.")


def test_longest_word_is_found(words):
    html = words.in_text("SEN support, then SEN.")

    assert 'popovertarget="word-3">SEN support<' in html
    assert 'popovertarget="word-2">SEN<' in html


def test_initials_are_told_from_small_letters(words):
    assert words.in_text("ta very much, Tamar") == "ta very much, Tamar"
    assert 'popovertarget="word-5">Annual reviews<' in words.in_text("Annual reviews are yearly.")


def test_what_people_write_stays_escaped(words):
    html = words.in_text("<script>alert(1)</script> & EHCP")

    assert "<script>" not in html
    assert "&amp; <button" in html


def test_links_and_headings_are_left_alone(words):
    html = words.in_html('<h3>EHCP</h3><p><a href="/x/">EHCP</a> and EHCP &amp; more</p>')

    assert html.startswith('<h3>EHCP</h3><p><a href="/x/">EHCP</a> and <button')
    assert html.endswith(" &amp; more</p>")


@pytest.mark.django_db
def test_words_follow_the_glossary():
    GlossaryEntry.objects.create(term="DLA", meaning="Money.", is_acronym=True, explain_on_pages=True)
    GlossaryEntry.objects.create(term="PIP", meaning="Money.", is_acronym=True)

    html = Explainer(current_jargon()).in_text("DLA or PIP")

    assert "<button" in html
    assert html.endswith(" or PIP")
    GlossaryEntry.objects.get(term="DLA").delete()
    assert Explainer(current_jargon()).in_text("DLA") == "DLA"


@pytest.mark.django_db
def test_service_page_explains_its_words_once(client):
    GlossaryEntry.objects.create(term="EHCP", meaning="A plan.", is_acronym=True, explain_on_pages=True)
    page = ServicePageFactory(
        description="<p>You need an EHCP.</p>",
        eligibility_criteria=[EligibilityCriterionFactory(sentence="An EHCP is needed.")],
    )

    html = client.get(page.url).content.decode()

    assert html.count('class="app-word"') == 1
    assert 'href="/words/#ehcp"' in html
