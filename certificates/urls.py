from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.find, name="find"),
    path("<str:code>.pdf", views.pdf, name="pdf"),
    path("<str:code>/", views.verify, name="verify"),
    path("<str:code>/manage/", views.manage, name="manage"),
    path("<str:code>/name/", views.name, name="name"),
    path("<str:code>/visibility/", views.visibility, name="visibility"),
]
