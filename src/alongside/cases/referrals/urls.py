from django.urls import path

from alongside.cases.referrals import legal_views, receiver_views, returning_views, sender_views

urlpatterns = [
    path("cases/<case:reference>/shared", sender_views.shared),
    path("cases/<case:reference>/shared/add", sender_views.add),
    path("cases/<case:reference>/shared/<uuid:referral_id>", sender_views.one),
    path("cases/<case:reference>/shared/<uuid:referral_id>/again", sender_views.again),
    path("cases/<case:reference>/shared/<uuid:referral_id>/end", sender_views.end),
    path("cases/<case:reference>/shared/<uuid:referral_id>/take-back", sender_views.take_back),
    path("cases/<case:reference>/shared/<uuid:referral_id>/write", sender_views.write),
    path("cases/<case:reference>/shared/<uuid:referral_id>/costs", sender_views.agree_costs),
    path("cases/referrals", receiver_views.inbox),
    path("cases/referrals/export.csv", receiver_views.export_csv),
    path("cases/referrals/export.xlsx", receiver_views.export_xlsx),
    path("cases/referrals/learning", legal_views.learning),
    path("cases/referrals/returned", returning_views.returned),
    path("cases/referrals/returned/export.csv", returning_views.export_csv),
    path("cases/referrals/returned/export.xlsx", returning_views.export_xlsx),
    path("cases/referrals/<uuid:referral_id>", receiver_views.one),
    path("cases/referrals/<uuid:referral_id>/files/<uuid:file_id>", receiver_views.file),
    path("cases/referrals/<uuid:referral_id>/chase", returning_views.chase),
    path("cases/referrals/<uuid:referral_id>/help", returning_views.offer_help),
    path("cases/referrals/<uuid:referral_id>/step-in", returning_views.step_in),
    path("cases/referrals/<uuid:referral_id>/accept", receiver_views.accept),
    path("cases/referrals/<uuid:referral_id>/refuse", receiver_views.refuse),
    path("cases/referrals/<uuid:referral_id>/write", receiver_views.write),
    path("cases/referrals/<uuid:referral_id>/advise", legal_views.advise),
    path("cases/referrals/<uuid:referral_id>/decide", legal_views.decide),
    path("cases/referrals/<uuid:referral_id>/costs", legal_views.costs),
    path("cases/referrals/<uuid:referral_id>/outcome", legal_views.outcome),
    path("cases/referrals/<uuid:referral_id>/learning", legal_views.keep_learning),
]
