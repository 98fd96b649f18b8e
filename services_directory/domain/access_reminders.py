"""News about access for the digest: what families asked, and self-assessments that are due again."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse

from services_directory.domain.keepers import Keeper, members_of
from services_directory.enums import AssessorKind, QuestionState
from services_directory.models import (
    AccessibilityAssessment,
    AccessNotice,
    AccessQuestion,
    ProviderPage,
    ServiceAtLocation,
)

NOTICE = datetime.timedelta(days=14)


@dataclass
class AccessNews:
    """What is new for one provider."""

    provider: ProviderPage
    questions: list[AccessQuestion] = field(default_factory=list)
    assessments: list[AccessibilityAssessment] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where to answer, in the portal."""
        path = reverse("portal:accessibility_of", kwargs={"provider": self.provider.uuid})
        return f"{settings.PUBLIC_URL}{path}"


def access_news(today: datetime.date) -> list[tuple[Keeper, AccessNews]]:
    """For each person who looks after a provider, what they have not been told of yet."""
    of_provider: dict[int, AccessNews] = {}
    pages: dict[int, ProviderPage] = {}

    def news(provider_id: int) -> AccessNews:
        return of_provider.setdefault(provider_id, AccessNews(pages[provider_id]))

    asked = _questions()
    due = _assessments(today)
    ids = {provider for _, providers in asked for provider in providers} | {
        one.provider_id for one in due if one.provider_id
    }
    pages.update({page.pk: page for page in ProviderPage.objects.filter(pk__in=ids)})
    for question, providers in asked:
        for provider in providers:
            news(provider).questions.append(question)
    for assessment in due:
        news(assessment.provider_id or 0).assessments.append(assessment)
    return list(_not_told(of_provider, members_of(set(of_provider), today)))


def note_access_news(keeper: Keeper, news: Sequence[AccessNews], today: datetime.date) -> None:
    """Remember, in the transaction of the mail, what the person is told of.

    Raises:
        IntegrityError: another run has told them at the same moment.
    """
    notices = []
    for one in news:
        notices += [AccessNotice(user=keeper.user, sent_on=today, question=each) for each in one.questions]
        notices += [
            AccessNotice(user=keeper.user, sent_on=today, assessment=each) for each in one.assessments
        ]
    AccessNotice.objects.bulk_create(notices)


def _questions() -> list[tuple[AccessQuestion, set[int]]]:
    """Open questions, with the providers who can answer each."""
    open_ones = AccessQuestion.objects.filter(state=QuestionState.OPEN)
    rows = list(open_ones.select_related("feature", "location", "service"))
    places = {row.location_id for row in rows if row.service_id is None}
    at_place: dict[int | None, set[int]] = defaultdict(set)
    used = ServiceAtLocation.objects.filter(location__in=places, page__live=True)
    for place, provider in used.values_list("location_id", "page__provider_id"):
        if provider:
            at_place[place].add(provider)
    found = []
    for row in rows:
        own = {row.service.provider_id} if row.service else at_place[row.location_id]
        found.append((row, {one for one in own if one is not None}))
    return found


def _assessments(today: datetime.date) -> list[AccessibilityAssessment]:
    """Providers' own that are due within 14 days or were, where nobody has published a newer one of the subject."""
    newest: dict[tuple[int | None, int | None], AccessibilityAssessment] = {}
    for one in AccessibilityAssessment.objects.published().select_related("location", "service"):
        newest.setdefault((one.location_id, one.service_id), one)
    return [
        one
        for one in newest.values()
        if one.assessor_kind == AssessorKind.PROVIDER
        and one.provider_id
        and one.next_due_on <= today + NOTICE
    ]


def _not_told(
    of_provider: dict[int, AccessNews], members: dict[int, list[Keeper]]
) -> Iterable[tuple[Keeper, AccessNews]]:
    notices = AccessNotice.objects.values_list("user_id", "question_id", "assessment_id")
    told = set(notices.filter(question__state=QuestionState.OPEN)) | set(
        notices.filter(assessment__isnull=False)
    )
    seen: set[tuple[int | None, int | None, int | None]] = (
        set()
    )  # a building's question reaches a person of two providers once
    for provider, news in of_provider.items():
        for keeper in members.get(provider, []):
            user = keeper.key[0]
            questions = [one for one in news.questions if (user, one.pk, None) not in told | seen]
            assessments = [one for one in news.assessments if (user, None, one.pk) not in told | seen]
            seen |= {(user, one.pk, None) for one in questions}
            seen |= {(user, None, one.pk) for one in assessments}
            if questions or assessments:
                yield keeper, AccessNews(news.provider, questions, assessments)
