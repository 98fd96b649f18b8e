from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "Comments and answers"

    def ready(self) -> None:
        from feedback.domain import triggers
        from feedback.domain.marking import mark_new_comments
        from feedback.domain.receipts import tell_senders_of_new_answers
        from feedback.domain.retention import purge_once_a_day
        from feedback.models import append_only
        from services_directory.worker import JOBS, Job

        append_only.connect()
        JOBS.append(Job("danger and identifiers in comments", 2, mark_new_comments))
        JOBS.append(Job("answers whose day has come", 3600, tell_senders_of_new_answers))
        JOBS.append(Job("what has had its time", 3600, purge_once_a_day))
        pre_migrate.connect(triggers.before_migrating, sender=self)
        post_migrate.connect(triggers.after_migrating, sender=self)
