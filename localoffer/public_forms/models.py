"""How often something was done lately, in one place for all processes."""

from django.db import models


class RateCount(models.Model):
    """How often ``who`` did ``what`` in one window of time. ``who`` is a keyed hash, never an address."""

    what = models.CharField(max_length=40)
    who = models.CharField(max_length=64)
    window_ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "rate count"
        constraints = [
            models.UniqueConstraint(
                fields=["what", "who", "window_ends_at"], name="rate_counted_once_a_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.count}"
