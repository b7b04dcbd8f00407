from django.urls import path

from alongside.cases.lessons import views, working_views

urlpatterns = [
    path("lessons", views.found),
    path("lessons/export.csv", views.export_csv),
    path("lessons/export.xlsx", views.export_xlsx),
    path("lessons/<uuid:lesson_id>", views.lesson),
    path("lessons/<uuid:lesson_id>/useful", views.useful),
    path("cases/<case:reference>/review/lessons/add", working_views.add),
    path("cases/<case:reference>/review/lessons/<uuid:lesson_id>/change", working_views.change),
    path("cases/<case:reference>/review/lessons/<uuid:lesson_id>/<slug:lesson_act>", working_views.move),
]
