"""Work that a worker does for a row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField

# The states of a job, as stored. Its own model names them, and adds what else its row can be in.
RECEIVED, PROCESSING, READY, REJECTED = "received", "processing", "ready", "rejected"


class Job(models.Model):
    """The row says what is due; the broker only wakes a worker. `operations` change it."""

    public_id = PublicIdField()
    state = models.CharField(_("state"), max_length=10, default=RECEIVED)
    error_code = models.CharField(_("error code"), max_length=30, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    progress = models.PositiveSmallIntegerField(_("progress in per cent"), default=0)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    # Renewed while a worker is alive.
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    # Since when our own storage or machine, not the file, has kept the work from going on.
    trouble_since = models.DateTimeField(_("held up since"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def can_retry(self) -> bool:
        return self.state == REJECTED
