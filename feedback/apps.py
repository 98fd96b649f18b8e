from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "Comments and answers"

    def ready(self) -> None:
        from feedback.domain import triggers
        from feedback.models import append_only

        append_only.connect()
        pre_migrate.connect(triggers.before_migrating, sender=self)
        post_migrate.connect(triggers.after_migrating, sender=self)
