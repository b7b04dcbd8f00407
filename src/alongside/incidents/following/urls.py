"""Addresses of following a report, for the reporter and for us."""

from django.urls import path

from alongside.incidents.following import correct_views, news_views, our_views, views

urlpatterns = [
    path("report/track", views.track, name="track"),
    path("report/track/close", views.close, name="close_report"),
    path("report/track/<reference:reference>", views.follow, name="follow"),
    path("report/track/<reference:reference>/answer", views.answer, name="answer_report"),
    path("report/track/<reference:reference>/correct", correct_views.correct_page, name="correct_report"),
    path("report/track/<reference:reference>/take-back", views.withdraw, name="withdraw_report"),
    path("report/track/<reference:reference>/notices", views.notices, name="report_notices"),
    path("report/news/<str:news_key>", news_views.news, name="report_news"),
    path("report/mine", views.mine, name="my_reports"),
    path("incidents/answers", our_views.answers, name="waiting_answers"),
    path("incidents/feedback-measures", our_views.feedback_measures, name="feedback_measures"),
    path("incidents/<reference:reference>/tell", our_views.tell, name="tell_reporter"),
    path("incidents/<reference:reference>/agree-to-take-back", our_views.agree_to_take_back, name="agree_to_take_back"),
    path("incidents/<reference:reference>/answer-read", our_views.put_away, name="answer_read"),
    path("incidents/<reference:reference>/as-reporter", our_views.as_reporter, name="as_reporter"),
]
