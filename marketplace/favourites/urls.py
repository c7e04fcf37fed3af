"""The addresses of favourites."""

from django.urls import path

from marketplace.favourites import views

pages = [
    path("favourites/", views.favourite_list, name="favourites"),
    path("favourites/mark/", views.favourite_mark, name="favourite-mark"),
]
