"""Outside the language prefixes: companies and their pages call these by one address."""

from payments.inbox.urls import urlpatterns as inbox
from payments.providers.sandbox.urls import urlpatterns as sandbox

urlpatterns = [*inbox, *sandbox]
