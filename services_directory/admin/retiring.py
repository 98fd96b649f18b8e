"""Deleting places and terms at the desk: explained and refused while something refers to them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.snippets.views.snippets import DeleteView

from services_directory.domain.retirement import StillUsed, uses_of
from services_directory.models import Location, TaxonomyTerm


class RetireInsteadDeleteView(DeleteView):
    """Asks before it deletes; says what to do instead where something is used."""

    template_name = "services_directory/admin/confirm_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With ``uses``, words such as "2 services"."""
        uses = uses_of(self.object)
        return {**super().get_context_data(**kwargs), "uses": uses, "is_protected": bool(uses)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, or go back to the form with the reason."""
        if uses := uses_of(self.object):
            messages.error(request, str(StillUsed(self.object, uses)))
            return redirect(self.edit_url_name, self.object.pk)
        return super().post(request, *args, **kwargs)


def refuse_deleting_used(request: HttpRequest, objects: list[Any]) -> HttpResponse | None:
    """Hook ``before_delete_snippet``, which the bulk action runs too: say what is used, and delete none."""
    used = [thing for thing in objects if isinstance(thing, Location | TaxonomyTerm) and uses_of(thing)]
    if not used or request.method != "POST":
        return None
    for thing in used:
        messages.error(request, str(StillUsed(thing, uses_of(thing))))
    return redirect(used[0].snippet_viewset.get_url_name("list"))
