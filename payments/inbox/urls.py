from django.urls import path

from payments.inbox import views

urlpatterns = [
    path("webhooks/stripe/", views.webhook_stripe, name="webhook-stripe"),
    path("webhooks/toss/", views.webhook_toss, name="webhook-toss"),
]
