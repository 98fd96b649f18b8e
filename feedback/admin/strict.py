"""Pages of the desk that show what strangers wrote: the public site's strict policy, kept in no cache."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.admin.auth import require_admin_access


@method_decorator(never_cache, name="dispatch")
class StrictDeskView(View):
    """For officers with ``permission`` only; its page runs no script but our own files."""

    permission = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sign-in first, then the permission."""

        def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(self.permission):
                raise PermissionDenied
            return super(StrictDeskView, self).dispatch(request, *args, **kwargs)

        response: HttpResponseBase = require_admin_access(allowed)(request, *args, **kwargs)
        response.is_strict = True  # type: ignore[attr-defined]  # read by ContentSecurityPolicy
        return response
