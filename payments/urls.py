"""The money's addresses: companies call `webhooks` by one address, buyers read `pages` in their language."""

from payments.charges.urls import urlpatterns as windows
from payments.inbox.urls import urlpatterns as webhooks
from payments.payouts.urls import urlpatterns as payouts
from payments.providers.sandbox.urls import urlpatterns as sandbox

pages = [*windows, *sandbox, *payouts]

__all__ = ["pages", "webhooks"]
