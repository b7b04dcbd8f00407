from django.urls import path

from alongside.cases.referrals import receiver_views, sender_views

urlpatterns = [
    path("cases/<case:reference>/shared", sender_views.shared),
    path("cases/<case:reference>/shared/add", sender_views.add),
    path("cases/<case:reference>/shared/<uuid:referral_id>", sender_views.one),
    path("cases/<case:reference>/shared/<uuid:referral_id>/again", sender_views.again),
    path("cases/<case:reference>/shared/<uuid:referral_id>/end", sender_views.end),
    path("cases/<case:reference>/shared/<uuid:referral_id>/write", sender_views.write),
    path("cases/referrals", receiver_views.inbox),
    path("cases/referrals/export.csv", receiver_views.export_csv),
    path("cases/referrals/export.xlsx", receiver_views.export_xlsx),
    path("cases/referrals/<uuid:referral_id>", receiver_views.one),
    path("cases/referrals/<uuid:referral_id>/accept", receiver_views.accept),
    path("cases/referrals/<uuid:referral_id>/refuse", receiver_views.refuse),
    path("cases/referrals/<uuid:referral_id>/write", receiver_views.write),
]
