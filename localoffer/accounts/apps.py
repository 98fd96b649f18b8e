from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "localoffer.accounts"
    label = "accounts"

    def ready(self) -> None:
        from localoffer.accounts import checks, session_limits  # noqa: F401  the imports register them

        # Django sends the signal once for each app that has models, in their order: permissions are
        # complete with the last.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(_sync_roles, sender=last, dispatch_uid="sync_roles")


def _sync_roles(apps: Any, **kwargs: Any) -> None:
    """Not while only some apps are migrated: then a table may be missing."""
    from localoffer.accounts.roles import sync_roles

    try:
        apps.get_model("services_directory", "AccessibilityAssessment")
        apps.get_model("localoffer", "HomePage")
    except LookupError:
        return
    sync_roles()
