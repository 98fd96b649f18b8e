"""Small things of the frame: telephone links, the council's logo, the bar that only staff see."""

import re
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar

register = template.Library()


@register.filter
def telephone(number: str) -> str:
    """``number`` as a ``tel:`` link wants it: digits and a leading plus only."""
    return re.sub(r"(?!^\+)\D", "", str(number).strip())


@register.simple_tag(takes_context=True)
def council_logo(context: Context) -> SafeString:
    """The logo of the authority, 40 pixels high, with empty alternative text: its name stands beside it."""
    logo = context["authority"].logo
    if logo is None:
        return SafeString("")
    small = logo.get_rendition("max-300x80")
    return format_html(
        '<img class="app-header__logo" src="{}" alt="" width="{}" height="{}">',
        small.url,
        small.width,
        small.height,
    )


@register.simple_tag(takes_context=True)
def staff_user_bar(context: Context) -> Any:
    """Wagtail's user bar, for signed-in staff only; a reader without a session costs no look at one."""
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    if getattr(request, "is_preview", False) or not request.user.has_perm("wagtailadmin.access_admin"):
        return ""
    return wagtailuserbar(context)
