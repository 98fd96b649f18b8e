"""A superuser tries to publish words of their own, without anybody else. None of these ways shows anything new."""

import datetime
from contextlib import suppress

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, models, transaction
from wagtail.snippets.models import get_snippet_models

from feedback.domain.publication import agree_to_put_back, approve, ask_to_put_back, submit, take_down, write
from feedback.domain.words import canonical, digest
from feedback.enums import ApprovalCheck, DraftState
from feedback.exceptions import AppendOnly, FourEyesNeeded, OutOfDate
from feedback.models import ApprovedText, PutBack, SubmittedText, SummaryItem, TakeDown
from feedback.models.append_only import AppendOnlyModel, WrittenByPublication
from tests.factories.people import UserFactory
from tests.feedback.publishing import new_item

pytestmark = pytest.mark.django_db

CHECKS = ApprovalCheck.values
# Any other error would mean that the attack is badly made.
REFUSALS = (AppendOnly, FourEyesNeeded, IntegrityError, OutOfDate, PermissionDenied)


class Attack:
    """One superuser, their own submitted words, and words of somebody else that are taken down."""

    def __init__(self):
        self.me = UserFactory(is_superuser=True, is_staff=True)
        self.other = UserFactory(is_superuser=True, is_staff=True)
        self.submission = submit(write(new_item(heading="Mine"), by=self.me), by=self.me)
        self.item = self.submission.item
        shown = submit(write(new_item(heading="Shown"), by=self.me), by=self.me)
        self.shown = self.approve(shown, self.other)
        hidden = submit(write(new_item(heading="Down"), by=self.me), by=self.me)
        self.down = self.approve(hidden, self.other).item
        self.take_down = take_down(self.down, by=self.me, reason="x")

    @staticmethod
    def approve(submission, by):
        return approve(
            submission, by=by, seen=submission.digest, checks=CHECKS, lift_reason="Nobody is named."
        )

    def forged(self, **fields):
        words = {**self.submission.words, "heading": "Forged"}
        content = canonical(words)
        return {
            "submission": self.submission,
            "kind": "item",
            "item": self.item,
            "content": content,
            "digest": digest(content),
            "author": self.other,
            "approver": self.me,
            "shown_from": datetime.date(2020, 1, 1),
            **fields,
        }

    def insert(self, model, **row):
        names = ", ".join(row)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(row))})",
                list(row.values()),
            )


def own_words(attack):
    attack.approve(attack.submission, attack.me)


def edit_then_approve_the_earlier_submission(attack):
    write(attack.item, by=attack.other)
    attack.approve(attack.submission, attack.me)


def approve_what_was_approved_again(attack):
    write(attack.shown.item, by=attack.me, heading="Changed")
    attack.approve(attack.shown.submission, attack.me)


def put_another_name_under_the_item(attack):
    attack.item.author = attack.other
    attack.item.save()
    attack.approve(submit(attack.item, by=attack.me), attack.me)


def put_another_name_by_update(attack):
    SummaryItem.objects.filter(pk=attack.item.pk).update(author=attack.other)


def put_another_name_by_the_base_manager(attack):
    SummaryItem._base_manager.filter(pk=attack.item.pk).update(author=attack.other)


def put_another_name_by_bulk_update(attack):
    attack.item.author = attack.other
    SummaryItem.objects.bulk_update([attack.item], ["author"])


def put_another_name_in_sql(attack):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE feedback_summaryitem SET author_id = %s", [attack.other.pk])
    attack.approve(attack.submission, attack.me)  # the submission still knows who wrote it


def say_that_the_item_is_approved(attack):
    attack.item.state = DraftState.APPROVED
    attack.item.save(update_fields=["state"])


def say_in_sql_that_the_item_is_approved(attack):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE feedback_summaryitem SET state = 'approved', heading = 'Forged'")


def copy_the_item_under_another_name(attack):
    attack.item.pk = None
    attack.item._state.adding = True
    attack.item.author = attack.other
    attack.item.save()
    attack.approve(submit(attack.item, by=attack.me), attack.me)


def import_the_item_under_another_name(attack):
    attack.item.author = attack.other
    for row in serializers.deserialize("json", serializers.serialize("json", [attack.item])):
        row.save()
    attack.approve(submit(attack.item, by=attack.me), attack.me)


def create_the_items_in_bulk(attack):
    SummaryItem.objects.bulk_create([new_item(author=attack.other)])


def create_approved_words(attack):
    ApprovedText.objects.create(**attack.forged())


def save_approved_words(attack):
    ApprovedText(**attack.forged()).save()


def save_approved_words_raw(attack):
    ApprovedText(**attack.forged()).save_base(raw=True)


def create_approved_words_in_bulk(attack):
    ApprovedText.objects.bulk_create([ApprovedText(**attack.forged())])


def create_approved_words_in_bulk_past_the_manager(attack):
    models.QuerySet(ApprovedText).bulk_create([ApprovedText(**attack.forged())])


def create_approved_words_with_the_true_author_past_the_manager(attack):
    words = attack.forged(
        author=attack.me, content=attack.submission.content, digest=attack.submission.digest
    )
    models.QuerySet(ApprovedText).bulk_create([ApprovedText(**words)])


def get_or_create_approved_words(attack):
    ApprovedText.objects.get_or_create(**attack.forged())


def import_approved_words(attack):
    rows = serializers.serialize("json", [ApprovedText(pk=99, **attack.forged())])
    for row in serializers.deserialize("json", rows):
        row.save()


def change_approved_words(attack):
    attack.shown.content = attack.shown.content.replace("Shown", "Forged")
    attack.shown.save()


def change_approved_words_by_update(attack):
    ApprovedText.objects.update(content="{}")


def change_approved_words_past_the_manager(attack):
    models.QuerySet(ApprovedText).update(content='{"heading": "Forged"}')


def change_approved_words_in_sql(attack):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE feedback_approvedtext SET content = '{}'")


def insert_approved_words_in_sql(attack):
    attack.insert(
        ApprovedText,
        submission_id=attack.submission.pk,
        kind="item",
        item_id=attack.item.pk,
        content='{"heading": "Forged"}',
        digest=attack.submission.digest,
        author_id=attack.other.pk,
        approver_id=attack.me.pk,
        approved_at="2026-01-01 00:00:00",
        shown_from="2020-01-01",
        checks="[]",
        gate_kinds="[]",
        lift_reason="",
    )


def submit_under_another_name(attack):
    SubmittedText.objects.create(
        kind="item", item=attack.item, content="{}", digest=digest("{}"), author=attack.other
    )


def change_who_submitted(attack):
    models.QuerySet(SubmittedText).filter(pk=attack.submission.pk).update(author=attack.other)


def add_a_service_after_submission(attack):
    from tests.factories.directory import ServicePageFactory

    attack.item.services.add(ServicePageFactory(title="Forged"))
    attack.approve(attack.submission, attack.other)


def put_back_alone(attack):
    ask_to_put_back(attack.down, by=attack.me, reason="x")
    agree_to_put_back(attack.down, by=attack.me)


def create_the_putting_back(attack):
    PutBack.objects.create(take_down=attack.take_down, asked_by=attack.other, agreed_by=attack.me)


def create_the_putting_back_past_the_manager(attack):
    row = PutBack(take_down=attack.take_down, asked_by=attack.other, agreed_by=attack.me)
    models.QuerySet(PutBack).bulk_create([row])


def delete_the_taking_down(attack):
    attack.take_down.delete()


def delete_every_taking_down(attack):
    TakeDown.objects.all().delete()


def move_the_taking_down_elsewhere(attack):
    models.QuerySet(TakeDown).update(item=attack.item)


def approve_without_being_active(attack):
    attack.other.is_active = False
    attack.other.save()
    attack.approve(attack.submission, attack.other)


WAYS = [
    value
    for name, value in list(globals().items())
    if callable(value)
    and getattr(value, "__module__", "") == __name__
    and getattr(value, "__code__", None) is not None
    and value.__code__.co_varnames[:1] == ("attack",)
]


def everything_shown():
    return [text.words["heading"] for text in ApprovedText.objects.shown().order_by("pk")]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nothing_new_is_shown(way):
    attack = Attack()
    assert everything_shown() == ["Shown"]

    with suppress(*REFUSALS), transaction.atomic():
        way(attack)

    assert everything_shown() == ["Shown"]


def test_there_are_enough_ways():
    assert len(WAYS) >= 12


def test_no_editor_of_wagtails_own_is_offered_for_what_publication_writes():
    ours = [
        model
        for model in apps.get_app_config("feedback").get_models()
        if issubclass(model, (AppendOnlyModel, WrittenByPublication))
    ]

    assert set(ours).isdisjoint(get_snippet_models())
    assert not apps.is_installed("django.contrib.admin")


def test_only_publication_opens_the_door(settings):
    users = [
        str(path.relative_to(settings.BASE_DIR))
        for folder in ("feedback", "localoffer", "services_directory")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if "publishing()" in path.read_text()
    ]

    assert sorted(users) == ["feedback/domain/publication.py", "feedback/models/append_only.py"]


def test_two_people_can_publish_all_of_it():
    """The other side: what is refused above is done by two."""
    attack = Attack()

    attack.approve(attack.submission, attack.other)
    ask_to_put_back(attack.down, by=attack.me, reason="x")
    agree_to_put_back(attack.down, by=attack.other)

    assert sorted(everything_shown()) == ["Down", "Mine", "Shown"]
