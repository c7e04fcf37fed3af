from django.urls import path

from sellers.registration.views import seller_register

urlpatterns = [path("sell/", seller_register, name="seller-register")]
