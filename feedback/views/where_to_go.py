"""Where complaints, appeals and urgent worries go: a comment cannot settle them. Code of practice 4.25."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from feedback.models import SignpostRoute


@require_safe
@cache_control(public=True, max_age=300)
def where_to_go(request: HttpRequest) -> HttpResponse:
    """Every route with its body, who may use it, its time limit, the law behind it and when that was checked."""
    routes = SignpostRoute.objects.filter(is_shown=True)
    return render(request, "feedback/where_to_go.html", {"routes": routes})
