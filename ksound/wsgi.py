import os
import threading

from django.core.wsgi import get_wsgi_application

from catalog.ucs import suggest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ksound.settings")
application = get_wsgi_application()
# Beside the first requests, so that neither the start nor the first seller waits for the indexes.
threading.Thread(target=suggest.warm, daemon=True).start()
