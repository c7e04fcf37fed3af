"""Addresses of export and erasure."""

from django.urls import path

from marketplace.privacy import views

pages = [
    path("account/export/", views.account_export, name="account-export"),
    path("account/erase/", views.account_erase, name="account-erase"),
]
