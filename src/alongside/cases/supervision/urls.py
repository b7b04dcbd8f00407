from django.urls import path

from alongside.cases.supervision import case_views, views

ONE = "cases/supervision/<uuid:supervision_id>"

urlpatterns = [
    path("cases/supervision", views.found),
    path("cases/supervision/export.csv", views.export_csv),
    path("cases/supervision/export.xlsx", views.export_xlsx),
    path("cases/supervision/rule", views.rule),
    path("cases/supervision/with/<uuid:specialist_id>", views.hold),
    path("cases/supervision/with/<uuid:specialist_id>/next", views.plan_next),
    path(ONE, views.one),
    path(f"{ONE}/add", views.add),
    path(f"{ONE}/agree", views.agree),
    path(f"{ONE}/agreed/<uuid:agreed_id>/end", views.end),
    path("cases/<case:reference>/supervision", case_views.supervision),
    path("cases/<case:reference>/supervise", case_views.supervise),
]
