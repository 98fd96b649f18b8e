"""The content security policy by kind of page: strict in public, what Wagtail needs in its admin."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Wagtail's explorer and editor carry inline script and style (measured on 8.0.1); still no other host, no eval.
ADMIN_POLICY = {
    "script-src": [UNSAFE_INLINE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:", "blob:"],
}
# The desk shows a preview in a frame of its own; nobody else may frame a page.
FRAMED_BY_US = {"frame-ancestors": [SELF]}


class ContentSecurityPolicy(CSPMiddleware):
    """The public policy of the settings; loosened below ``/admin/`` and for a previewed page only."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy for this response; a preview is told by the flag that Wagtail puts on its request."""
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        if getattr(response, "is_strict", False):
            return parts  # a page of the desk that shows what strangers wrote keeps the public policy
        if request.path_info.startswith("/admin/"):
            parts.update = {**(parts.update or {}), **ADMIN_POLICY}
            parts.replace = {**(parts.replace or {}), **FRAMED_BY_US, "frame-src": [SELF]}
        elif request.path_info.startswith("/account/") and settings.OIDC_FORM_ORIGINS:
            # Browsers hold the redirect after a form to this too: the button leads to the council's sign-in service.
            parts.update = {**(parts.update or {}), "form-action": settings.OIDC_FORM_ORIGINS}
        elif getattr(request, "is_preview", False):
            parts.replace = {**(parts.replace or {}), **FRAMED_BY_US}
        return parts
