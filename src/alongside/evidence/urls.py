from django.urls import path

from alongside.evidence.uploading import views as uploading

urlpatterns = [
    path("evidence/uploads", uploading.uploads),
    path("evidence/uploads/<uuid:upload>", uploading.upload),
    path("evidence/uploads/<uuid:upload>/cancel", uploading.cancel),
]
