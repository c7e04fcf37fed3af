from django.urls import path

from payments.providers.sandbox import views

urlpatterns = [path("pay/sandbox/<str:ref>/", views.sandbox_payment, name="sandbox-payment")]
