"""What the directory tells whoever wants to know; it does not know who listens.

``mistake_reported`` is sent after commit with ``report`` (a ``MistakeReport``), once for each report. A later app that
counts what families say of the offer connects to it, or asks ``MistakeReport.objects.about_content()``.
"""

from django.dispatch import Signal

mistake_reported = Signal()
