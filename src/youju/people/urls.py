"""Addresses of the pages about oneself."""

from __future__ import annotations

from django.urls import include, path

from youju.people import views
from youju.people.outside import views as outside
from youju.people.second_factor.views import login_code, second_factor

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/code/", login_code, name="login_code"),
    path("login/oidc/", outside.oidc_login, name="oidc_login"),
    path("login/oidc/back/", outside.oidc_back, name="oidc_back"),
    path("login/cas/", outside.cas_login, name="cas_login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password, name="password"),
    path("second-factor/", second_factor, name="second_factor"),
    path("organisation/", views.organisation, name="organisation"),
    path("administration/", include("youju.people.administration.urls")),
]
