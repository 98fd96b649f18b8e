import pytest

from services_directory.models import ServicePage
from tests.factories.directory import EligibilityCriterionFactory, NeedFactory, ServicePageFactory

pytestmark = pytest.mark.django_db

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def short_breaks() -> ServicePage:
    rules = [
        EligibilityCriterionFactory(
            kind="plan", sentence="You have an EHC plan.", is_absolute=True, is_confirmed=True
        ),
        EligibilityCriterionFactory(
            kind="area",
            sentence="You live in our area.",
            values=["E06000060"],
            is_absolute=True,
            is_confirmed=True,
        ),
    ]
    return ServicePageFactory(minimum_age=5, maximum_age=17, eligibility_criteria=rules)


def ask(client, page: ServicePage, **answers):
    return client.post(f"/service-check/{page.pk}/", answers, **OURS)


def test_page_asks_and_never_for_a_diagnosis(client, short_breaks):
    NeedFactory(code="autism", name="Autism")

    text = text_of(client.get(short_breaks.url))

    assert "Do they have an EHC plan?" in text
    assert 'value="autism"' in text
    assert "You do not need a diagnosis." in text


def test_answer_stands_on_the_page_with_its_reasons(client, short_breaks):
    text = text_of(ask(client, short_breaks, age="7", near="HP20 1UY", plan="yes"))

    assert "Likely for you" in text
    assert "Age 7 fits." in text
    assert "This is not a decision." in text
    assert short_breaks.title in text


def test_fixed_rule_says_not_for_you_and_which(client, short_breaks):
    text = text_of(ask(client, short_breaks, age="7", plan="no"))

    assert "Not for you" in text
    assert "<strong>A fixed rule:</strong> You have an EHC plan." in text
    assert "You can always ask the service." in text


def test_what_was_wrong_is_said_and_what_was_typed_is_kept(client, short_breaks):
    text = text_of(ask(client, short_breaks, near="nowhere", age="7"))

    assert "<title>Error: " in text
    assert "This is not a postcode." in text
    assert 'value="nowhere"' in text
    assert '<option value="7" selected>' in text


def test_nothing_said_is_nothing_to_compare(client, short_breaks):
    assert "Answer at least one question." in text_of(ask(client, short_breaks))


def test_answers_are_kept_nowhere(client, short_breaks):
    response = ask(client, short_breaks, near="HP20 1UY")

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response.cookies == {}


def test_another_site_cannot_ask(client, short_breaks):
    assert client.post(f"/service-check/{short_breaks.pk}/", {"age": "7"}).status_code == 403


def test_address_typed_by_hand_leads_to_the_page(client, short_breaks):
    response = client.get(f"/service-check/{short_breaks.pk}/")

    assert response["Location"] == f"{short_breaks.url}#for-us"


def test_service_that_is_not_live_answers_nothing(client):
    hidden = ServicePageFactory(live=False)

    assert ask(client, hidden, age="7").status_code == 404
    assert client.get(f"/service-check/{hidden.pk}/").status_code == 404


def test_results_say_whether_they_could_be_for_the_family(client, index, short_breaks):
    index()

    assert "Likely for you" not in text_of(client.get("/find/"))
    near = text_of(client.get("/find/?age=7&near=HP20+1UY"))
    assert "Check first</strong> Ask: You have an EHC plan." in near
    assert "not a decision" in near
