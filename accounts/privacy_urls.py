from django.urls import path

from accounts import views

urlpatterns = [path("", views.privacy_policy, name="privacy")]
