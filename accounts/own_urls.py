"""Pages of ours about one's account; allauth's keep their names without a namespace in ``accounts.urls``."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [path("settings/", views.settings, name="settings")]
