"""The addresses of follows."""

from django.urls import path

from marketplace.follows import views

pages = [
    path("following/", views.following, name="following"),
    path("sellers/<str:public_id>/follow/", views.follow, name="follow"),
]
