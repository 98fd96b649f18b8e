"""Reading the code from the mail, as a provider does."""

import re

from django.core import mail

from localoffer.mail.outbox import deliver_due

ASK, ENTER = "/account/login/code/", "/account/login/code/confirm/"


def ask(client, email, **more):
    return client.post(ASK, {"email": email, **more})


def enter(client, code, **more):
    return client.post(ENTER, {"code": code, **more})


def mailed_code():
    """The code of the newest mail, or nothing."""
    deliver_due()
    found = re.search(r"^(\d{4}-\d{4})$", mail.outbox[-1].body, re.M)
    return found[1] if found else None


def is_signed_in(client):
    return "_auth_user_id" in client.session
