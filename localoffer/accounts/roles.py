"""The groups of the officer desk, and exactly what each may do.

Models are named as ``app.model``: this package knows no other. Nobody below a superuser manages users, since
that right is worth as much as being one (Wagtail's own documentation says so).
"""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet

from localoffer.accounts.models import User

OFFICERS = "Officers"
FEEDBACK_OFFICERS = "Feedback officers"
APPROVERS = "Approvers"
ADMINISTRATORS = "Administrators"

# What Wagtail's first migration makes and this site does not use.
WAGTAILS_OWN_GROUPS = ("Moderators", "Editors")

PAGES = ("add", "change", "publish", "lock", "unlock")
# Wagtail grants by its own models, whichever model holds the pictures and documents.
MEDIA = ("wagtailimages.image", "wagtaildocs.document")


@dataclass(frozen=True)
class Role:
    """What one group may do.

    Args:
        models: for each ``app.model`` the actions that are allowed.
        pages: actions on every page of the site, from the home page down.
        media: actions on every picture and document.
        collections: actions on the collections that pictures and documents lie in.
    """

    name: str
    models: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    @property
    def codenames(self) -> set[tuple[str, str, str]]:
        """(app label, model, codename) of each permission on models."""
        return {
            _key(model, action)
            for model, actions in {"wagtailadmin.admin": ("access",), **self.models}.items()
            for action in actions
        }


KEEP_UP = ("add", "change", "view")
KEEP_UP_AND_DELETE = (*KEEP_UP, "delete")
OFFICER_MODELS: dict[str, tuple[str, ...]] = {
    "services_directory.location": (*KEEP_UP_AND_DELETE, "publish"),
    "services_directory.accessibilityassessment": (*KEEP_UP, "publish"),
    "services_directory.taxonomyterm": KEEP_UP,
    "services_directory.profilequestion": KEEP_UP,
    "services_directory.urgenthelp": KEEP_UP_AND_DELETE,
    "services_directory.glossaryentry": KEEP_UP_AND_DELETE,
    "services_directory.providermembership": KEEP_UP,
    "services_directory.providerinvitation": KEEP_UP,
    "services_directory.providerapplication": ("view", "change"),
    "services_directory.searchfailure": ("view",),
    "services_directory.offergap": KEEP_UP_AND_DELETE,
    "services_directory.listingchange": ("view", "decide"),
    "services_directory.reasonfordecision": KEEP_UP,
    "services_directory.reviewcontact": KEEP_UP_AND_DELETE,
    "services_directory.reviewtask": ("view", "change"),
    "services_directory.mistakereport": ("view", "change"),
    "services_directory.accessquestion": ("view", "change"),
}
FEEDBACK_OFFICER_MODELS: dict[str, tuple[str, ...]] = {
    "feedback.comment": ("view", "triage", "record", "erase"),
    "feedback.commentcontact": ("read",),
    "feedback.safeguardingreferral": ("view", "refer"),
    "feedback.summaryitem": (*KEEP_UP, "take_down"),
    "feedback.feedbackperiod": KEEP_UP,
    "feedback.theme": KEEP_UP_AND_DELETE,
    "feedback.howsought": KEEP_UP_AND_DELETE,
    "feedback.consultation": KEEP_UP,
    "feedback.annualreport": KEEP_UP,
    "feedback.forwardingrecord": KEEP_UP,
    "feedback.partner": KEEP_UP,
    "feedback.signpostroute": KEEP_UP,
}
# They approve what others wrote. They may write too, and then somebody else must approve it.
APPROVER_MODELS: dict[str, tuple[str, ...]] = {
    "feedback.comment": ("view", "triage"),
    "feedback.summaryitem": (*KEEP_UP, "approve", "take_down"),
    "feedback.feedbackperiod": ("view",),
    "feedback.theme": ("view",),
    "feedback.howsought": ("view",),
    "feedback.consultation": KEEP_UP,
    "feedback.annualreport": KEEP_UP,
    "feedback.forwardingrecord": ("view",),
    "feedback.partner": ("view",),
    "feedback.signpostroute": ("view",),
}
ROLES = (
    Role(OFFICERS, OFFICER_MODELS, pages=PAGES, media=("add", "change", "choose")),
    Role(FEEDBACK_OFFICERS, FEEDBACK_OFFICER_MODELS),
    Role(APPROVERS, APPROVER_MODELS),
    Role(
        ADMINISTRATORS,
        {
            **OFFICER_MODELS,
            "services_directory.accessibilityassessment": (*KEEP_UP_AND_DELETE, "publish"),
            "services_directory.taxonomyterm": KEEP_UP_AND_DELETE,
            "services_directory.profilequestion": KEEP_UP_AND_DELETE,
            "services_directory.reasonfordecision": KEEP_UP_AND_DELETE,
            "services_directory.changepolicy": ("change",),
            "services_directory.reviewpolicy": KEEP_UP_AND_DELETE,
            "localoffer.authoritysettings": ("change",),
            "feedback.feedbacksettings": ("change",),
            "wagtailredirects.redirect": ("add", "change", "delete"),
        },
        pages=PAGES,
        media=("add", "change", "choose", "delete"),
        collections=("add", "change", "delete"),
    ),
)
# Permissions of our own that Django does not make by itself: (model, action, words).
OWN_PERMISSIONS = (
    (
        "services_directory.accessibilityassessment",
        "publish",
        "Can approve and publish accessibility assessment",
    ),
    ("services_directory.listingchange", "decide", "Can decide about providers' changes"),
)


def at_the_desk() -> QuerySet[User]:
    """Everybody who may enter the officer desk, in one query."""
    desk = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}
    may_enter = Permission.objects.filter(**desk)
    return User.objects.filter(
        Q(is_superuser=True) | Q(user_permissions__in=may_enter) | Q(groups__permissions__in=may_enter)
    ).distinct()


def works_at_the_desk(user: Any) -> bool:
    """Whether ``user`` may enter the officer desk, and so must have a password and a second factor."""
    return bool(user.has_perm("wagtailadmin.access_admin"))


def _key(model: str, action: str) -> tuple[str, str, str]:
    app_label, _, name = model.partition(".")
    return app_label, name, _codename(action, model)


def _codename(action: str, model: str) -> str:
    return "access_admin" if model == "wagtailadmin.admin" else f"{action}_{model.split('.')[1]}"


@transaction.atomic
def sync_roles() -> None:
    """Give each group its permissions and take away all others; groups that others have made stay as they are.

    Safe to run at any time. What does not exist yet (no home page, an app's tables not made) is left out.
    """
    _make_own_permissions()
    known = {
        (permission.content_type.app_label, permission.content_type.model, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.set(known[key] for key in role.codenames if key in known)
        _allow_pages(group, role, known)
        _allow_media(group, role, known)
    _replace_wagtails_groups()


def _make_own_permissions() -> None:
    for model, action, words in OWN_PERMISSIONS:
        content_type = ContentType.objects.get_for_model(apps.get_model(model))
        Permission.objects.get_or_create(
            content_type=content_type, codename=_codename(action, model), defaults={"name": words}
        )


Known = dict[tuple[str, str, str], Permission]


def _allow_pages(group: Group, role: Role, known: Known) -> None:
    home = apps.get_model("localoffer", "HomePage").objects.first()
    wanted = _permissions(known, {"wagtailcore.page": role.pages})
    grants = apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group=group)
    _exactly(grants, group, "page_id", home.pk if home else None, wanted)


def _allow_media(group: Group, role: Role, known: Known) -> None:
    top = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    wanted = _permissions(known, dict.fromkeys(MEDIA, role.media))
    wanted |= _permissions(known, {"wagtailcore.collection": role.collections})
    grants = apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(group=group)
    _exactly(grants, group, "collection_id", top.pk if top else None, wanted)


def _permissions(known: Known, models: dict[str, tuple[str, ...]]) -> set[int]:
    keys = [_key(model, action) for model, actions in models.items() for action in actions]
    return {known[key].pk for key in keys if key in known}


def _exactly(grants: QuerySet[Any], group: Group, where: str, place: int | None, wanted: set[int]) -> None:
    """Leave the group with these permissions at one place, and with no other grant anywhere."""
    missing = wanted if place is not None else set()
    for grant in grants:
        if getattr(grant, where) == place and grant.permission_id in missing:
            missing = missing - {grant.permission_id}
        else:
            grant.delete()
    for permission in sorted(missing):
        grants.create(group=group, permission_id=permission, **{where: place})


def _replace_wagtails_groups() -> None:
    """Wagtail's first groups go once nobody is in them; what waited for its moderators waits for our approvers."""
    approvers = Group.objects.get(name=APPROVERS)
    tasks = apps.get_model("wagtailcore", "GroupApprovalTask")
    for group in Group.objects.filter(name__in=WAGTAILS_OWN_GROUPS, user=None):
        for task in tasks.objects.filter(groups=group):
            task.groups.add(approvers)
        group.delete()
