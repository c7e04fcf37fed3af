"""The money's addresses: companies call `webhooks` by one address, buyers read `pages` in their language."""

from payments.inbox.urls import urlpatterns as webhooks
from payments.providers.sandbox.urls import urlpatterns as pages

__all__ = ["pages", "webhooks"]
