"""The addresses of projects."""

from django.urls import path

from marketplace.projects import item_views, sharing_views, sheet_views, views

pages = [
    path("projects/", views.project_list, name="projects"),
    path("projects/add/", item_views.project_add, name="project-add"),
    path("projects/<str:public_id>/", views.project_detail, name="project-detail"),
    path("projects/<str:public_id>/edit/", views.project_edit, name="project-edit"),
    path("projects/<str:public_id>/duplicate/", views.project_duplicate, name="project-duplicate"),
    path("projects/<str:public_id>/delete/", views.project_delete, name="project-delete"),
    path("projects/<str:public_id>/restore/", views.project_restore, name="project-restore"),
    path("projects/<str:public_id>/share/", sharing_views.project_share, name="project-share"),
    path("projects/<str:public_id>/buy/", sheet_views.buy_missing, name="project-buy"),
    path("projects/<str:public_id>/move/", item_views.item_move, name="project-move"),
    path("projects/<str:public_id>/remove/", item_views.item_remove, name="project-remove"),
    path("projects/<str:public_id>/put-back/", item_views.item_put_back, name="project-put-back"),
    path("projects/<str:public_id>/items/<str:item_id>/", item_views.item_edit, name="project-item"),
    path("projects/<str:public_id>/cue-sheet/", sheet_views.cue_sheet, name="project-cue-sheet"),
    path(
        "projects/<str:public_id>/cue-sheet.<str:format>", sheet_views.cue_sheet_file, name="project-cue-file"
    ),
    path("projects/<str:public_id>/import/", sheet_views.cue_import, name="project-import"),
    path("projects/<str:public_id>/import/take/", sheet_views.cue_import_take, name="project-import-take"),
    path("projects/<str:public_id>/credits/", sheet_views.credit_list, name="project-credits"),
    path("projects/<str:public_id>/credits.csv", sheet_views.credit_table, name="project-credit-table"),
    path("projects/<str:public_id>/sounds.zip", sheet_views.owned_archive, name="project-archive"),
    path("shared/<str:token>/", sharing_views.project_shared, name="project-shared"),
]
