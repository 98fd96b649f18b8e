"""Tells officers that comments have come in: one mail an hour at most, whatever comes, and no word of a comment."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from feedback.models import FeedbackSettings
from localoffer.mail.outbox import queue_mail
from localoffer.models import AuthoritySettings

TEXT = """New comments have come in on the {site_name}.

Read them at the desk: {address}

This mail is sent once an hour at most. It never holds what somebody wrote.
"""


def tell_of_new_comments() -> None:
    """Queue the mail of this hour, unless it was queued before or nobody is named to get it."""
    to = FeedbackSettings.load().new_comments_email
    if not to:
        return
    hour = timezone.now().strftime("%Y-%m-%d-%H")
    queue_mail(
        to=to,
        subject="New comments to read",
        text=TEXT.format(
            site_name=AuthoritySettings.load().site_name,
            address=f"{settings.PUBLIC_URL}{reverse('wagtailadmin_home')}",
        ),
        kind="new comments",
        key=f"new-comments-{hour}",
    )
