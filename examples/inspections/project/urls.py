"""The addresses of the pages."""

from django.contrib.auth.views import LoginView
from django.urls import path
from hazards import views

urlpatterns = [
    path("", views.hazards, name="hazards"),
    path("hazards", views.report, name="report"),
    path("hazards/<str:number>/<str:trigger>", views.act, name="act"),
    path("login/", LoginView.as_view(template_name="hazards/login.html")),
]
