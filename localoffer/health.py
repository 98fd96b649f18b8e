"""Whether the process runs, and whether it can serve."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from services_directory.domain.geography import PostcodesNotBuilt, postcode_file
from services_directory.models import IndexOutbox, IndexState
from services_directory.search.engine import get_server, server_problem

STALE_OUTBOX = timedelta(minutes=5)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and there is an index; else 503. What is late or missing is named."""
    checks: dict[str, str] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = "ok"
        state = IndexState.objects.first()
        has_index = state is not None and state.version > 0
        checks["search"] = "ok" if has_index else "no index yet: run manage.py rebuild_search_index"
        oldest = IndexOutbox.objects.order_by("marked_at").values_list("marked_at", flat=True).first()
        late = oldest is not None and timezone.now() - oldest > STALE_OUTBOX
        if server := get_server():
            # Families are answered either way: by the embedded engine until this is mended.
            checks["search_server"] = server_problem(server) or "ok"
        checks["outbox"] = (
            f"oldest update waits since {oldest:%H:%M}: is run_worker running?" if late else "ok"
        )
    except DatabaseError:
        checks["database"] = "does not answer"
    try:
        postcode_file()
        checks["postcodes"] = "ok"
    except PostcodesNotBuilt:
        checks["postcodes"] = "not built: run manage.py build_postcodes"
    ready = checks["database"] == "ok" and checks.get("search") == "ok"
    return JsonResponse({"status": "ok" if ready else "not ready", **checks}, status=200 if ready else 503)
