from django.urls import path

from alongside.evidence.keeping import listing
from alongside.evidence.keeping import views as keeping
from alongside.evidence.uploading import views as uploading

urlpatterns = [
    path("evidence", listing.files),
    path("evidence/export.<str:ending>", listing.export),
    path("evidence/checks", listing.checks),
    path("evidence/destruction", listing.destruction_queue),
    path("evidence/destruction/<uuid:destruction>", keeping.destruction),
    path("evidence/<uuid:file>", keeping.file),
    path("evidence/<uuid:file>/<str:deed>", keeping.act),
    path("evidence/uploads", uploading.uploads),
    path("evidence/uploads/<uuid:upload>", uploading.upload),
    path("evidence/uploads/<uuid:upload>/cancel", uploading.cancel),
]
