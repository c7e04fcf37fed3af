"""The addresses of reviews."""

from django.urls import path

from marketplace.reviews import views

pages = [
    path("sounds/<str:public_id>/reviews/", views.reviews, name="reviews"),
    path("sounds/<str:public_id>/review/", views.review_write, name="review-write"),
    path("sounds/<str:public_id>/review/remove/", views.review_remove, name="review-remove"),
    path("reviews/<str:public_id>/reply/", views.review_reply, name="review-reply"),
    path("reviews/<str:public_id>/report/", views.review_report, name="review-report"),
]
