"""What moderation announces, on commit, with the primary key of the effect."""

from django.dispatch import Signal

approved = Signal()
rejected = Signal()
held = Signal()
