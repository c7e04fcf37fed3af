from django.urls import path

from catalog.search.similar import views

urlpatterns = [path("sounds/<str:public_id>/similar/", views.effect_similar, name="effect-similar")]
