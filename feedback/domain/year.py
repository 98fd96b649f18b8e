"""Builds the report of a year: which comments belong to it, its figures, and what became of last year's promises.

Figures are frozen rows: later changes to comments never change a published year. Source: SEND Regulations 2014,
reg. 56(2) and (3); code 4.24 to 4.26.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from feedback.domain.audit import record
from feedback.domain.disclosure import Policy, Table, same_comments, separate_figures
from feedback.domain.publication import latest_approved, open_take_down, write
from feedback.enums import (
    CarriedOverReason,
    Channel,
    CommentState,
    FigureTable,
    FollowUp,
    FromWhom,
    Progress,
)
from feedback.exceptions import InvalidTransition, NotReady
from feedback.models import (
    ActionFollowUp,
    AnnualReport,
    ApprovedText,
    CarriedOver,
    Comment,
    FeedbackPeriod,
    FeedbackSettings,
    ReportFigure,
    ReportItem,
    SummaryItem,
)
from localoffer.accounts.models import User

ANSWERED = "Answered in this report"
LEFT_OUT = {
    CommentState.INDIVIDUAL: "Left out: about services for one particular person",
    CommentState.VEXATIOUS: "Left out: vexatious",
    CommentState.SAFEGUARDING: "Left out: only a worry about somebody's safety, passed on",
    CommentState.OUTSIDE: "Left out: not from a family, or not about the Local Offer",
}
UNDECIDED = (CommentState.RECEIVED, CommentState.SECOND_OPINION)


def policy() -> Policy:
    """The authority's thresholds."""
    settings = FeedbackSettings.load()
    return Policy(settings.smallest_number, settings.rounding_base)


def start_report(period: FeedbackPeriod, *, by: User) -> AnnualReport:
    """Begin the report of a period.

    Raises:
        InvalidTransition: it has one.
    """
    if AnnualReport.objects.filter(period=period).exists():
        raise InvalidTransition("This period has a report already.")
    return write(AnnualReport(period=period), by=by)


def previous_report(report: AnnualReport) -> AnnualReport | None:
    """The report of the period before, if there is one."""
    earlier = AnnualReport.objects.filter(period__starts_on__lt=report.period.starts_on)
    return earlier.order_by("-period__starts_on").first()


def covers(
    report: AnnualReport, now: datetime.datetime | None = None
) -> tuple[datetime.datetime, datetime.datetime]:
    """From which moment to which (not included) comments belong to the report, were it frozen at ``now``.

    It takes up where the last one stopped, and stops some weeks before it is published.
    """
    zone = timezone.get_current_timezone()
    midnight = datetime.time.min
    begin = datetime.datetime.combine(report.period.starts_on, midnight, zone)
    before = previous_report(report)
    if before and before.covers_until:
        begin = before.covers_until
    if report.covers_until and now is None:
        return begin, report.covers_until
    wait = datetime.timedelta(days=FeedbackSettings.load().days_before_publishing)
    end = datetime.datetime.combine(report.period.ends_on + datetime.timedelta(days=1), midnight, zone)
    return begin, max(begin, min(end, (now or timezone.now()) - wait))


def comments_of(report: AnnualReport, now: datetime.datetime | None = None) -> QuerySet[Comment]:
    """The comments that belong to the report, and those that earlier years carried over to it."""
    begin, end = covers(report, now)
    before = previous_report(report)
    ours = Comment.objects.filter(received_at__gte=begin, received_at__lt=end)
    if before:
        carried = CarriedOver.objects.filter(report=before).values("comment")
        ours = ours | Comment.objects.filter(pk__in=carried)
    return ours


def items_of(report: AnnualReport) -> list[ApprovedText]:
    """The newest approved words of every item of the period that may show."""
    items = SummaryItem.objects.filter(period=report.period).order_by("theme__title", "heading", "pk")
    texts = [latest_approved(item) for item in items if not open_take_down(item)]
    return [text for text in texts if text]


def without_answer(report: AnnualReport) -> QuerySet[Comment]:
    """Comments in scope that no item of the report answers and that are not carried over."""
    answered = Comment.objects.filter(items__in=[text.item_id for text in items_of(report)])
    return (
        comments_of(report)
        .in_scope()  # type: ignore[attr-defined]
        .exclude(pk__in=answered.values("pk"))
        .exclude(pk__in=report.carried_over.values("comment"))
        .order_by("received_at", "pk")
    )


def promised(report: AnnualReport) -> list[ApprovedText]:
    """Last year's words that promised an action."""
    before = previous_report(report)
    if before is None:
        return []
    texts = ApprovedText.objects.filter(pk__in=before.gathered.values("approved_text")).order_by("pk")
    return [text for text in texts if text.words["progress"] == Progress.UNDER_WAY]


def problems(report: AnnualReport) -> list[str]:
    """What must be done before the figures can be frozen, in words."""
    found = []
    waiting = comments_of(report).filter(state__in=UNDECIDED).count()
    if waiting:
        found.append(f"{_many(waiting, 'comment')} of the year must be decided first.")
    if missing := without_answer(report).count():
        found.append(
            f"{_many(missing, 'comment')} in scope without an answer: link or carry over with a reason."
        )
    if not report.period.how_sought.exists():
        found.append("Say how comments were sought: the law asks for it.")
    followed = set(report.follow_ups.values_list("approved_text_id", flat=True))
    if missing := len([text for text in promised(report) if text.pk not in followed]):
        found.append(f"Say what became of {_many(missing, 'promise')} of the year before.")
    return found


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


@transaction.atomic
def carry_over(
    report: AnnualReport, comments: Iterable[Comment], *, by: User, reason: CarriedOverReason
) -> AnnualReport:
    """Leave comments for the next year, with a reason that is published."""
    report = write(report, by=by)
    for comment in comments:
        CarriedOver.objects.update_or_create(report=report, comment=comment, defaults={"reason": reason})
        record("comment.carried-over", comment, by=by, reason=str(reason))
    return report


@transaction.atomic
def follow_up(
    report: AnnualReport, promise: ApprovedText, *, by: User, outcome: FollowUp, words: str = ""
) -> AnnualReport:
    """Say what became of a promise of the year before.

    Raises:
        NotReady: it is late or dropped and nobody says why, or it was not promised last year.
    """
    if promise not in promised(report):
        raise NotReady(["The year before did not promise this."])
    row = ActionFollowUp(report=report, approved_text=promise, outcome=outcome, words=words.strip())
    if outcome in (FollowUp.LATE, FollowUp.DROPPED) and not row.words:
        raise NotReady(["Say why it is late or dropped."])
    report = write(report, by=by)
    ActionFollowUp.objects.update_or_create(
        report=report, approved_text=promise, defaults={"outcome": outcome, "words": row.words}
    )
    return report


@transaction.atomic
def freeze(report: AnnualReport, *, by: User) -> AnnualReport:
    """Count, and keep what may be shown. Until the report is approved it can be done again; afterwards never.

    Raises:
        InvalidTransition: the report was approved before, so its figures stay.
        NotReady: something is missing.
    """
    report = write(report, by=by, frozen_at=None, covers_until=None)
    if latest_approved(report):
        raise InvalidTransition("The figures of a published year never change.")
    if found := problems(report):
        raise NotReady(found)
    now = timezone.now()
    _, end = covers(report, now)
    report = write(report, by=by, frozen_at=now, covers_until=end)
    report.gathered.all().delete()
    report.figures.all().delete()
    texts = items_of(report)
    ReportItem.objects.bulk_create(ReportItem(report=report, approved_text=text) for text in texts)
    for name, table in _tables(report, texts).items():
        _keep(report, name, table)
    record("year.frozen", report, by=by, version=report.version)
    return report


def _keep(report: AnnualReport, name: FigureTable, table: Table) -> None:
    rows = [(row, False) for row in table.rows] + ([(table.total, True)] if table.total else [])
    other = "; ".join(f"{name[0].lower()}{name[1:]}" for name in table.other)
    ReportFigure.objects.bulk_create(
        ReportFigure(
            report=report,
            table=name,
            position=position,
            label=row.label,
            shown=row.words,
            rounded=row.rounded,
            is_total=is_total,
            includes=other if row.label == "Other" and not is_total else "",
        )
        for position, (row, is_total) in enumerate(rows)
    )


def _tables(report: AnnualReport, texts: list[ApprovedText]) -> dict[FigureTable, Table]:
    ours = comments_of(report)
    submissions = ours.submissions()  # type: ignore[attr-defined]
    whole = same_comments(
        {
            FigureTable.OUTCOMES: _outcomes(report, submissions),
            FigureTable.FROM_WHOM: _classes(submissions, "from_whom", FromWhom),
            FigureTable.CHANNELS: _classes(submissions, "channel", Channel),
        },
        policy(),
    )
    in_scope = ours.in_scope()  # type: ignore[attr-defined]
    themes = {
        theme.title: in_scope.filter(themes=theme).distinct().count()
        for theme in report.period.themes.all()
        if in_scope.filter(themes=theme).exists()
    }
    behind = {str(text.pk): in_scope.filter(items=text.item_id).distinct().count() for text in texts}
    return {
        **{FigureTable(name): table for name, table in whole.items()},
        FigureTable.THEMES: separate_figures(themes, policy()),
        FigureTable.ITEMS: separate_figures(behind, policy(), at_least=_least_answered(whole)),
    }


def _outcomes(report: AnnualReport, submissions: QuerySet[Comment]) -> Counter[str]:
    """What became of each comment; every class is there, since a missing one would say that it is empty."""
    carried = dict(report.carried_over.values_list("comment", "reason"))
    counts: Counter[str] = Counter(
        {
            ANSWERED: 0,
            **dict.fromkeys(LEFT_OUT.values(), 0),
            **{_carried(one): 0 for one in CarriedOverReason},
        }
    )
    for comment, state in submissions.values_list("pk", "state").distinct():
        if state == CommentState.IN_SCOPE:
            counts[_carried(CarriedOverReason(carried[comment])) if comment in carried else ANSWERED] += 1
        else:
            counts[LEFT_OUT[CommentState(state)]] += 1
    return counts


def _carried(reason: CarriedOverReason) -> str:
    return f"Carried over: {reason.label[0].lower()}{reason.label[1:]}"


def _classes(submissions: QuerySet[Comment], name: str, choices: Any) -> Counter[str]:
    counts = Counter({choice.label: 0 for choice in choices})
    for _, value in submissions.values_list("pk", name).distinct():
        counts[choices(value).label] += 1
    return counts


def _least_answered(whole: dict[str, Table]) -> int:
    """How many answered comments the printed figures vouch for."""
    table = whole.get(FigureTable.OUTCOMES)
    if table is None:
        return 0
    rules = policy()
    printed = {row.label: row.rounded for row in table.rows if row.rounded is not None}
    answered = printed.get(ANSWERED)
    if answered is None:
        return 0
    least = rules.least(answered)
    if table.total and table.total.rounded:
        others = sum(rules.most(number) for label, number in printed.items() if label != ANSWERED)
        least = max(least, rules.least(table.total.rounded) - others)
    return least


# --- words -------------------------------------------------------------------------------------------------


def report_words(report: AnnualReport) -> dict[str, Any]:
    """The exact words and figures of a year, as they are approved and shown."""
    period = report.period
    behind = {row.label: row.shown for row in report.figures.filter(table=FigureTable.ITEMS)}
    easy = report.easy_read_file
    return {
        "period": period.name,
        "slug": period.slug,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "introduction": report.introduction,
        "how_involved": report.how_involved,
        "easy_read_text": report.easy_read_text,
        "easy_read_file": {"title": easy.title, "address": easy.url, "hash": easy.get_file_hash()}
        if easy
        else None,
        "how_sought": [
            {
                "route": row.get_route_display(),
                "words": row.words,
                "with_whom": row.with_whom,
                "formats": row.formats,
                "month": f"{row.began_on:%B %Y}",
            }
            for row in period.how_sought.all()
        ],
        "figures": {
            table.value: [
                {
                    "label": row.label,
                    "shown": row.shown,
                    "rounded": row.rounded,
                    "is_total": row.is_total,
                    "includes": row.includes,
                }
                for row in report.figures.all()
                if row.table == table and table != FigureTable.ITEMS
            ]
            for table in FigureTable
            if table != FigureTable.ITEMS
        },
        "answers": [
            {"approved_text": row.approved_text_id, "behind": behind.get(str(row.approved_text_id), "")}
            for row in report.gathered.order_by("pk")
        ],
        "themes": [{"words": row.label} for row in report.figures.all() if row.table == FigureTable.THEMES],
        "follow_ups": [
            {
                "heading": row.approved_text.words["heading"],
                "action": row.approved_text.words["action"],
                "due_on": row.approved_text.words["due_on"],
                "outcome": FollowUp(row.outcome).value,
                "words": row.words,
            }
            for row in report.follow_ups.select_related("approved_text").order_by("pk")
        ],
    }
