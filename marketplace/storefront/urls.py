"""The addresses of stores. Images carry no language."""

from django.urls import path

from marketplace.storefront import views
from sellers.profiles.views import profile_image

files = [path("sellers/images/<str:public_id>.webp", profile_image, name="profile-image")]

pages = [
    path("sellers/<str:public_id>/", views.storefront, name="storefront"),
    path("studio/profile/", views.studio_profile, name="studio-profile"),
    path("studio/profile/images/", views.studio_profile_images, name="studio-profile-images"),
]
