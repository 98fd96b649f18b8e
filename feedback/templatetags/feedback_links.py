"""Ways into the comment form for pages of the directory, which themselves know nothing of comments."""

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def comment_address(service_id: int | None = None, missing: bool = False) -> str:
    """Where a comment begins: about a service, or about something that a search did not find."""
    address = reverse("feedback:comment")
    if service_id:
        return f"{address}?service={service_id}"
    return f"{address}?missing=1" if missing else address
