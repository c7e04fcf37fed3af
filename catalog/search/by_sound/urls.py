from django.urls import path

from catalog.search.by_sound import views

urlpatterns = [
    path("search/by-sound/", views.by_sound, name="search-by-sound"),
    path("search/by-sound/<str:public_id>/", views.clip, name="search-by-sound-clip"),
]
