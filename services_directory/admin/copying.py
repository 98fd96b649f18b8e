"""Copying a listing at the desk."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.views.pages.copy import CopyView


class ListingCopyForm(CopyForm):
    """Asks for a name, an address and whether to publish; a listing has one parent, no children and no alias."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alias", "copy_subpages"):
            self.fields.pop(name, None)


class ListingCopyView(CopyView):
    """Copies through the page's own ``copy``: Wagtail's view goes round it, and rows kept their identifiers."""

    def get_form_class(self) -> type[CopyForm]:
        """The form above."""
        return ListingCopyForm

    def form_valid(self, form: ListingCopyForm) -> HttpResponse:
        """Copy, and go to the form of the copy.

        Raises:
            PermissionDenied: the user may not put a page there.
        """
        data, user = form.cleaned_data, self.request.user
        parent = data["new_parent_page"] or self.parent_page
        if not self.page.permissions_for_user(user).can_copy_to(parent):
            raise PermissionDenied
        may_publish = parent.permissions_for_user(user).can_publish_subpage()
        copied = self.page.specific.copy(
            to=parent,
            update_attrs={"title": data["new_title"], "slug": data["new_slug"]},
            keep_live=bool(may_publish and data.get("publish_copies")),
            user=user,
        )
        messages.success(self.request, f"'{self.page.title}' is copied. This is the copy.")
        return redirect(reverse("wagtailadmin_pages:edit", args=[copied.pk]))
