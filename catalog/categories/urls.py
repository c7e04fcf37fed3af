from django.urls import path

from catalog.categories import views

urlpatterns = [
    path("categories/", views.categories, name="categories"),
    path("categories/<str:code>/", views.category, name="category"),
    path("categories/<str:code>/<str:cat_id>/", views.cat_id, name="cat-id"),
]
