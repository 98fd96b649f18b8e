"""Loads the life of comments: two years from the first comment to the published answer, and one that is running.

Everything goes through the functions that officers use, four eyes included, so the demonstration shows nothing that
the site could not have come to by itself.
"""

import csv
import datetime
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from feedback.demo.clock import at, morning
from feedback.domain.contact_keys import keep_contact
from feedback.domain.forwarding import forward
from feedback.domain.publication import approve, submit, write
from feedback.domain.receiving import receive_comment
from feedback.domain.recording import Written, write_down
from feedback.domain.standard_lists import load_signposts
from feedback.domain.triage import decide_comment, link_comment
from feedback.domain.year import follow_up, freeze, promised, start_report
from feedback.enums import (
    ApprovalCheck,
    Channel,
    CommentState,
    FollowUp,
    FromWhom,
    PrivacyNotice,
    Subject,
)
from feedback.models import (
    ApprovedText,
    Comment,
    CommentReceipt,
    Consultation,
    ConsultationAsked,
    ConsultationOutcome,
    FeedbackPeriod,
    FeedbackSettings,
    HowSought,
    Partner,
    SignpostRoute,
    SummaryItem,
    Theme,
)
from feedback.models.drafting import Drafted
from localoffer.accounts.models import User
from services_directory.models import ServicePage

HERE = Path(__file__).parent
COMMENTS = HERE / "comments.tsv"
LIFE = HERE / "life.json"
RUNNING_FOR = 86  # days: the running year is so old on the day of loading
YEAR = 365
DAYS_TO_DECIDE = 4
WRITTEN, APPROVED, PUBLISHED = 20, 32, 45  # days after the end of a year


def read_comments() -> list[dict[str, str]]:
    """The invented comments, in the order in which they came."""
    with COMMENTS.open(newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))


class LifeLoader:
    """Loads it once. ``officer`` reads and writes, ``approver`` is the second person of everything."""

    def __init__(
        self, officer: User, approver: User, today: datetime.date, step: Callable[[], Any] = lambda: None
    ) -> None:
        self.officer, self.approver, self.today, self.step = officer, approver, today, step
        self.life = json.loads(LIFE.read_text())
        self.partners: dict[str, Partner] = {}
        self.themes: dict[tuple[int, str], Theme] = {}
        self.periods: list[FeedbackPeriod] = []
        self.comments: dict[int, list[tuple[str, Comment]]] = {1: [], 2: [], 3: []}

    def load(self) -> None:
        """Everything, in the order in which it would have happened."""
        load_signposts()
        settings = FeedbackSettings.load()
        settings.new_comments_email = "comments@merrowdale.example.org"
        settings.safeguarding_contact = "duty@merrowdale.example.org"
        settings.save()
        for row in self.life["partners"]:
            self.partners[row["name"]] = Partner.objects.create(**row)
        for number, year in enumerate(self.life["years"], start=1):
            self._begin(number, year)
            for row in read_comments():
                if row["year"] == str(number):
                    self._comment(number, row)
                    self.step()
            if number < len(self.life["years"]):
                self._finish(number, year)
            else:
                self._running(number, year)
        for row in self.life["consultations"]:
            self._consultation(row)
        self._contacts()

    # --- a year ------------------------------------------------------------------------------------------
    def _begin(self, number: int, year: dict[str, Any]) -> None:
        years_back = len(self.life["years"]) - number
        starts_on = self.today - datetime.timedelta(days=RUNNING_FOR + YEAR * years_back)
        ends_on = starts_on + datetime.timedelta(days=YEAR - 1)
        name = (
            f"{starts_on.year} to {ends_on.year}" if starts_on.year != ends_on.year else str(starts_on.year)
        )
        period = FeedbackPeriod(name=name, slug=name.replace(" ", "-"), starts_on=starts_on, ends_on=ends_on)
        period.full_clean()
        period.save()
        self.periods.append(period)
        for code, title in self.life["themes"].items():
            earlier = self.themes.get((number - 1, code))
            self.themes[number, code] = Theme.objects.create(period=period, title=title, continues=earlier)
        for row in year["how_sought"]:
            day = starts_on + datetime.timedelta(days=row["day"])
            fields = {name: value for name, value in row.items() if name != "day"}
            HowSought.objects.create(period=period, began_on=day, **fields)

    def _finish(self, number: int, year: dict[str, Any]) -> None:
        """Answer the year, have it approved, and publish its report."""
        period = self.periods[-1]
        for row in year["items"]:
            item = self._item(number, row, self._after(period, WRITTEN))
            self._approve(item, self._after(period, APPROVED))
        with at(self._after(period, PUBLISHED)):
            report = start_report(period, by=self.officer)
            report = write(
                report, by=self.officer, introduction=year["introduction"], how_involved=year["how_involved"]
            )
            for promise in promised(report):
                row = year["follow_ups"][promise.words["heading"]]
                report = follow_up(
                    report,
                    promise,
                    by=self.officer,
                    outcome=FollowUp(row["outcome"]),
                    words=row["words"],
                )
            report = freeze(report, by=self.officer)
        self._approve(report, self._after(period, PUBLISHED))
        for text in ApprovedText.objects.filter(item__period=period)[:3]:
            with at(self._after(period, PUBLISHED + 2)):
                for partner in text.item.partners.all():
                    forward(text, partner, by=self.officer)

    def _running(self, number: int, year: dict[str, Any]) -> None:
        """Items in every stage: approved, waiting for the second person, still being written."""
        for row in year["items"]:
            item = self._item(number, row, morning(self.today - datetime.timedelta(days=3)))
            if row["stage"] == "submitted":
                submit(item, by=self.officer)
            elif row["stage"] == "approved":
                self._approve(item, morning(self.today - datetime.timedelta(days=1)))

    def _after(self, period: FeedbackPeriod, days: int) -> datetime.datetime:
        return morning(period.ends_on + datetime.timedelta(days=days))

    # --- comments ----------------------------------------------------------------------------------------
    def _comment(self, number: int, row: dict[str, str]) -> None:
        received_at = morning(self.periods[-1].starts_on + datetime.timedelta(days=int(row["day"])))
        with at(received_at):
            comment = self._receive(row, received_at)
        CommentReceipt.objects.filter(comment=comment).update(
            received_on=received_at.date(), changed_on=received_at.date()
        )
        self.comments[number].append((row["theme"], comment))
        if row["outcome"] != "-":
            with at(received_at + datetime.timedelta(days=DAYS_TO_DECIDE)):
                self._decide(number, comment, row)

    def _receive(self, row: dict[str, str], received_at: datetime.datetime) -> Comment:
        services = list(ServicePage.objects.filter(slug=row["service"])) if row["service"] else []
        subjects = row["subjects"].split(",")
        if row["channel"] == Channel.WEB:
            received = receive_comment(
                token=uuid.uuid4(),
                text=row["text"],
                from_whom=row["from"],
                subjects=[Subject(one) for one in subjects],
                services=services,
                received_at=received_at,
            )
        else:
            received = write_down(
                Written(
                    text=row["text"],
                    channel=Channel(row["channel"]),
                    from_whom=FromWhom(row["from"]),
                    subjects=[Subject(one) for one in subjects],
                    services=services,
                    received_on=received_at.date(),
                    privacy_notice=PrivacyNotice.READ_OUT,
                ),
                by=self.officer,
            )
        if received is None:
            raise RuntimeError("A comment of the demonstration stands in its list twice.")
        return received.comment

    def _decide(self, number: int, comment: Comment, row: dict[str, str]) -> None:
        outcome = CommentState(row["outcome"])
        extra: dict[str, Any] = {}
        if outcome == CommentState.INDIVIDUAL:
            extra["route"] = SignpostRoute.objects.filter(kind="complaint").first()
        elif outcome == CommentState.DUPLICATE:
            extra["duplicate_of"] = Comment.objects.filter(text=row["text"]).exclude(pk=comment.pk).first()
        elif outcome == CommentState.OUTSIDE:
            extra["reason"] = "not-a-family"
        elif outcome == CommentState.VEXATIOUS:
            decide_comment(comment, CommentState.SECOND_OPINION, by=self.approver, version=comment.version)
        decide_comment(comment, outcome, by=self.officer, version=comment.version, **extra)
        if outcome == CommentState.IN_SCOPE and row["theme"] != "-":
            link_comment(
                comment,
                by=self.officer,
                themes=[self.themes[number, row["theme"]]],
                services=comment.services.all(),
                partners=[],
            )

    def _contacts(self) -> None:
        """Two senders of the queue who left an address, with different permissions."""
        waiting = [comment for _, comment in self.comments[3] if comment.state == CommentState.RECEIVED]
        keep_contact(waiting[0], email="sender-one@example.org", contact_me=True)
        keep_contact(waiting[1], email="sender-two@example.org", contact_me=True, pass_on=True)

    # --- words -------------------------------------------------------------------------------------------
    def _item(self, number: int, row: dict[str, Any], moment: datetime.datetime) -> SummaryItem:
        """An item with the comments behind it: those of its theme, shared out among the theme's items."""
        due_on = None
        if "due_day" in row:
            due_on = self.periods[-1].starts_on + datetime.timedelta(days=row["due_day"])
        item = SummaryItem(
            period=self.periods[-1],
            theme=self.themes[number, row["theme"]],
            due_on=due_on,
            **{name: row[name] for name in WORDS if name in row},
        )
        with at(moment):
            return write(
                item,
                by=self.officer,
                comments=self._behind(number, row),
                partners=[self.partners[name] for name in row.get("partners", [])],
            )

    def _behind(self, number: int, row: dict[str, Any]) -> list[Comment]:
        same = [one for one in self.life["years"][number - 1]["items"] if one["theme"] == row["theme"]]
        place = same.index(row)
        ours = [
            comment
            for theme, comment in self.comments[number]
            if theme == row["theme"] and comment.state == CommentState.IN_SCOPE
        ]
        return ours[place :: len(same)]

    def _approve(self, subject: Drafted, moment: datetime.datetime) -> None:
        with at(moment):
            submitted = submit(subject, by=self.officer)
            approve(
                submitted,
                by=self.approver,
                seen=submitted.digest,
                checks=ApprovalCheck.values,
                lift_reason="These words are invented and name nobody.",
            )

    def _consultation(self, row: dict[str, Any]) -> None:
        opens_on = self.today + datetime.timedelta(days=row["opens_in"])
        closes_on = opens_on + datetime.timedelta(days=row["open_for"])
        fields = {name: row[name] for name in ("title", "slug", "subject", "question", "background")}
        with at(morning(opens_on - datetime.timedelta(days=5))):
            consultation = write(
                Consultation(opens_on=opens_on, closes_on=closes_on, **fields), by=self.officer
            )
        self._approve(consultation, morning(opens_on - datetime.timedelta(days=2)))
        for asked in row.get("asked", []):
            ConsultationAsked.objects.create(
                consultation=consultation,
                asked_on=opens_on,
                answered_on=closes_on,
                **asked,
            )
        if "what_was_said" in row:
            moment = morning(closes_on + datetime.timedelta(days=40))
            with at(moment):
                outcome = write(
                    ConsultationOutcome(
                        consultation=consultation,
                        what_was_said=row["what_was_said"],
                        what_changed=row["what_changed"],
                    ),
                    by=self.officer,
                )
            self._approve(outcome, moment)


WORDS = ("heading", "you_said", "response_kind", "response", "reason", "action", "owner", "action_state")
