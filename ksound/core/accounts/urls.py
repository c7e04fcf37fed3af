"""Addresses of the account's settings; allauth's own stand under /accounts/."""

from django.urls import path

from ksound.core.accounts import views

pages = [
    path("account/", views.account, name="account"),
    path("account/language/", views.choose_language, name="account-language"),
    path("account/news/", views.choose_news, name="account-news"),
]
