"""Goes through the pages of a comment as a browser does: the hidden fields of one page are sent with the next."""

import re
import time

from django.core import signing

from feedback.saying.answers import SALT, Answers

PERSON = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ADDRESS = "/feedback/comment/"


def hidden(response):
    """The names and values of the page's hidden fields."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode())
    return dict(found)


def aged(signed, seconds=60):
    """The same answers, begun longer ago: a person takes more than three seconds."""
    answers = Answers.read(signed)
    values = {**vars(answers), "opened_at": int(time.time()) - seconds}
    return signing.dumps(values, salt=SALT, compress=True)


def post(client, response, address=ADDRESS, *, age=60, **fields):
    """Send the form of a page."""
    sent = hidden(response)
    if age and "answers" in sent:
        sent["answers"] = aged(sent["answers"], age)
    return client.post(address, {**sent, **fields}, **PERSON)


def say(
    client,
    text="The website is hard to read.",
    *,
    address=ADDRESS,
    who="parent-carer",
    subjects=("information",),
):
    """A whole comment up to the page *Check your answers*."""
    page = client.get(address)
    page = post(client, page, address.partition("?")[0], from_whom=who)
    if 'name="subjects"' in page.content.decode():
        page = post(client, page, subjects=list(subjects))
    if 'name="words"' in page.content.decode():
        page = post(client, page)
    return post(client, page, text=text)


def reference(page):
    """The reference on the confirmation."""
    return re.search(r'class="app-reference">([^<]+)<', page.content.decode())[1]
