"""Which worker runs: one at a time, on any database."""

from django.db import models


class WorkerLease(models.Model):
    """The right to run the jobs until ``expires_at``. The worker that holds it renews it; another waits."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=64, help_text="A random name of the process.")
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = "lease of the worker"
        verbose_name_plural = "leases of the worker"

    def __str__(self) -> str:
        return f"{self.name} until {self.expires_at:%H:%M:%S}"
