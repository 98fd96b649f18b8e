import pytest

from services_directory.models import GlossaryEntry

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def add(term: str, **fields) -> GlossaryEntry:
    return GlossaryEntry.objects.create(term=term, **{"meaning": f"What {term} means.", **fields})


def test_words_stand_under_their_letters(client):
    add("SENCO", expansion="special educational needs coordinator", synonyms="SEN lead")
    add("annual review")
    add("0 to 25 team")

    response = client.get("/words/")

    text = text_of(response)
    assert text.index("What 0 to 25 team means.") < text.index("What annual review means.")
    assert text.index("What annual review means.") < text.index("What SENCO means.")
    assert "(special educational needs coordinator)" in text
    assert "Also: SEN lead." in text
    assert 'id="senco"' in text
    assert "public" in response["Cache-Control"]


def test_everyday_words_for_search_are_not_explained(client):
    add("won't talk", in_a_to_z=False, meaning="", synonyms="speech therapy", direction="one-way")
    add("nappies", synonyms="continence\ntoileting", direction="one-way")

    text = text_of(client.get("/words/"))

    assert "won't talk" not in text
    assert "Also: continence" not in text


def test_page_without_words_says_so(client):
    assert "There are no words here yet." in text_of(client.get("/words/"))


def test_page_asks_the_database_no_more_for_more_words(client, django_assert_max_num_queries):
    for number in range(60):
        add(f"word {number}")

    with django_assert_max_num_queries(6):
        client.get("/words/")
