from django.urls import path

from payments.charges import views

urlpatterns = [path("pay/window/<str:public_id>/", views.payment_window, name="payment-window")]
