"""The groups of the desk: each may do what it needs, and nothing else."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission

from localoffer.accounts.roles import ADMINISTRATORS, APPROVERS, FEEDBACK_OFFICERS, OFFICERS, sync_roles
from tests.factories.directory import ServicePageFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

DESK = {"wagtailadmin.access_admin"}
OFFICER = DESK | {
    "services_directory.add_accessibilityassessment",
    "services_directory.change_accessibilityassessment",
    "services_directory.publish_accessibilityassessment",
    "services_directory.view_accessibilityassessment",
    "services_directory.add_location",
    "services_directory.change_location",
    "services_directory.delete_location",
    "services_directory.publish_location",
    "services_directory.view_location",
    "services_directory.add_profilequestion",
    "services_directory.change_profilequestion",
    "services_directory.view_profilequestion",
    "services_directory.add_providermembership",
    "services_directory.change_providermembership",
    "services_directory.view_providermembership",
    "services_directory.add_providerinvitation",
    "services_directory.change_providerinvitation",
    "services_directory.view_providerinvitation",
    "services_directory.change_providerapplication",
    "services_directory.view_providerapplication",
    "services_directory.view_searchfailure",
    "services_directory.add_offergap",
    "services_directory.change_offergap",
    "services_directory.delete_offergap",
    "services_directory.view_offergap",
    "services_directory.view_listingchange",
    "services_directory.decide_listingchange",
    "services_directory.add_reasonfordecision",
    "services_directory.change_reasonfordecision",
    "services_directory.view_reasonfordecision",
    "services_directory.add_reviewcontact",
    "services_directory.change_reviewcontact",
    "services_directory.delete_reviewcontact",
    "services_directory.view_reviewcontact",
    "services_directory.change_reviewtask",
    "services_directory.view_reviewtask",
    "services_directory.change_mistakereport",
    "services_directory.view_mistakereport",
    "services_directory.change_accessquestion",
    "services_directory.view_accessquestion",
    "services_directory.add_taxonomyterm",
    "services_directory.change_taxonomyterm",
    "services_directory.view_taxonomyterm",
    "services_directory.add_urgenthelp",
    "services_directory.add_glossaryentry",
    "services_directory.change_urgenthelp",
    "services_directory.change_glossaryentry",
    "services_directory.delete_urgenthelp",
    "services_directory.delete_glossaryentry",
    "services_directory.view_urgenthelp",
    "services_directory.view_glossaryentry",
}
ADMINISTRATOR = OFFICER | {
    "services_directory.delete_accessibilityassessment",
    "services_directory.add_reviewpolicy",
    "services_directory.change_reviewpolicy",
    "services_directory.delete_reviewpolicy",
    "services_directory.view_reviewpolicy",
    "services_directory.delete_profilequestion",
    "services_directory.delete_reasonfordecision",
    "services_directory.change_changepolicy",
    "services_directory.delete_taxonomyterm",
    "localoffer.change_authoritysettings",
    "feedback.change_feedbacksettings",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
}
FEEDBACK_OFFICER = DESK | {
    "feedback.view_comment",
    "feedback.triage_comment",
    "feedback.record_comment",
    "feedback.erase_comment",
    "feedback.read_commentcontact",
    "feedback.view_safeguardingreferral",
    "feedback.refer_safeguardingreferral",
    "feedback.add_summaryitem",
    "feedback.change_summaryitem",
    "feedback.view_summaryitem",
    "feedback.take_down_summaryitem",
    "feedback.add_feedbackperiod",
    "feedback.change_feedbackperiod",
    "feedback.view_feedbackperiod",
    "feedback.add_theme",
    "feedback.change_theme",
    "feedback.view_theme",
    "feedback.delete_theme",
    "feedback.add_howsought",
    "feedback.change_howsought",
    "feedback.view_howsought",
    "feedback.delete_howsought",
    "feedback.add_consultation",
    "feedback.change_consultation",
    "feedback.view_consultation",
    "feedback.add_annualreport",
    "feedback.change_annualreport",
    "feedback.view_annualreport",
    "feedback.add_forwardingrecord",
    "feedback.change_forwardingrecord",
    "feedback.view_forwardingrecord",
    "feedback.add_partner",
    "feedback.change_partner",
    "feedback.view_partner",
    "feedback.add_signpostroute",
    "feedback.change_signpostroute",
    "feedback.view_signpostroute",
}
APPROVER = DESK | {
    "feedback.view_comment",
    "feedback.triage_comment",
    "feedback.add_summaryitem",
    "feedback.change_summaryitem",
    "feedback.view_summaryitem",
    "feedback.approve_summaryitem",
    "feedback.take_down_summaryitem",
    "feedback.view_feedbackperiod",
    "feedback.view_theme",
    "feedback.view_howsought",
    "feedback.add_consultation",
    "feedback.change_consultation",
    "feedback.view_consultation",
    "feedback.add_annualreport",
    "feedback.change_annualreport",
    "feedback.view_annualreport",
    "feedback.view_forwardingrecord",
    "feedback.view_partner",
    "feedback.view_signpostroute",
}
EXPECTED = {
    OFFICERS: OFFICER,
    FEEDBACK_OFFICERS: FEEDBACK_OFFICER,
    APPROVERS: APPROVER,
    ADMINISTRATORS: ADMINISTRATOR,
}
PAGES = {"add_page", "change_page", "lock_page", "publish_page", "unlock_page"}
MEDIA = {
    "add_document",
    "add_image",
    "change_document",
    "change_image",
    "choose_document",
    "choose_image",
}


def member_of(name):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.mark.parametrize("name", EXPECTED)
def test_each_group_has_exactly_its_permissions_on_models(name):
    user = member_of(name)

    assert user.get_all_permissions() == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_no_group_may_touch_users_or_groups(name):
    user = member_of(name)

    touching = {
        permission
        for permission in user.get_all_permissions()
        if permission.startswith(("auth.", "accounts.", "account.", "mfa."))
    }

    assert touching == set()


@pytest.mark.parametrize(
    ("name", "pages"),
    [(OFFICERS, PAGES), (ADMINISTRATORS, PAGES), (FEEDBACK_OFFICERS, set()), (APPROVERS, set())],
)
def test_each_group_has_exactly_its_permissions_on_pages(name, pages, home):
    grants = GroupPagePermission.objects.filter(group__name=name)

    assert {grant.permission.codename for grant in grants} == pages
    assert {grant.page_id for grant in grants} <= {home.pk}


@pytest.mark.parametrize(
    ("name", "media"),
    [
        (OFFICERS, MEDIA),
        (
            ADMINISTRATORS,
            MEDIA
            | {"delete_document", "delete_image"}
            | {"add_collection", "change_collection", "delete_collection"},
        ),
        (FEEDBACK_OFFICERS, set()),
        (APPROVERS, set()),
    ],
)
def test_each_group_has_exactly_its_permissions_on_media(name, media):
    grants = GroupCollectionPermission.objects.filter(group__name=name)

    assert {grant.permission.codename for grant in grants} == media


@pytest.mark.parametrize(
    ("name", "may"),
    [(OFFICERS, True), (ADMINISTRATORS, True), (FEEDBACK_OFFICERS, False), (APPROVERS, False)],
)
def test_who_may_publish_a_service(name, may):
    service = ServicePageFactory()

    assert service.permissions_for_user(member_of(name)).can_publish() is may


def test_sync_roles_changes_nothing_the_second_time():
    before = list(GroupPagePermission.objects.order_by("pk").values_list("pk", flat=True))

    call_command("sync_roles", verbosity=0)

    assert list(GroupPagePermission.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_sync_roles_takes_away_what_somebody_added(home):
    officers = Group.objects.get(name=OFFICERS)
    administrators = Group.objects.get(name=ADMINISTRATORS)
    officers.permissions.add(*administrators.permissions.all())

    sync_roles()

    assert member_of(OFFICERS).get_all_permissions() == OFFICER


def test_sync_roles_leaves_other_groups_alone():
    other = Group.objects.create(name="Translators")
    other.permissions.add(Group.objects.get(name=OFFICERS).permissions.first())

    sync_roles()

    assert other.permissions.count() == 1


def test_wagtails_own_groups_are_gone_and_our_approvers_approve():
    names = set(Group.objects.values_list("name", flat=True))

    assert names == set(EXPECTED)
    assert [group.name for task in GroupApprovalTask.objects.all() for group in task.groups.all()] == [
        APPROVERS
    ]


def test_wagtails_own_group_stays_while_somebody_is_in_it():
    moderators = Group.objects.create(name="Moderators")
    UserFactory().groups.add(moderators)

    sync_roles()

    assert Group.objects.filter(name="Moderators").exists()
