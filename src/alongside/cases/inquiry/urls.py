from django.urls import path

from alongside.cases.inquiry import scene_views, signing_views, views

SECTION = "cases/<case:reference>/inquiry"
INTERVIEW = f"{SECTION}/interviews/<uuid:interview_id>"
STATEMENT = f"{SECTION}/statements/<uuid:statement_id>"
POLICY = f"{SECTION}/policies/<uuid:policy_id>"

urlpatterns = [
    path(SECTION, views.inquiry),
    path(f"{SECTION}/interviews/add", views.add_interview),
    path(INTERVIEW, views.change_interview),
    path(f"{INTERVIEW}/call-off", views.call_off_interview),
    path(f"{SECTION}/statements/add", views.add_statement),
    path(STATEMENT, views.statement),
    path(f"{STATEMENT}/version", views.new_version),
    path(f"{STATEMENT}/sign", signing_views.sign),
    path(f"{STATEMENT}/sign-here", signing_views.sign_here),
    path(f"{STATEMENT}/sign-by-link", signing_views.sign_by_link),
    path(f"{STATEMENT}/scans/<int:scan_number>", signing_views.scan),
    path("statements/sign/<str:signing_key>", signing_views.by_self),
    path(f"{STATEMENT}/withdraw", views.withdraw_statement),
    path(f"{STATEMENT}/stand-by", views.stand_by_statement),
    path(f"{STATEMENT}/document", views.statement_document),
    path(f"{SECTION}/scene/add", scene_views.note_scene),
    path(f"{SECTION}/scene/<uuid:note_id>", scene_views.correct_scene),
    path(f"{SECTION}/policies/add", scene_views.add_policy),
    path(POLICY, scene_views.correct_policy),
    path(f"{POLICY}/strike", scene_views.strike_policy),
    path(f"{POLICY}/file", scene_views.policy_file),
]
