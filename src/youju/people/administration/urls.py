"""Addresses of the administrators' pages."""

from __future__ import annotations

from django.urls import path

from youju.people.administration.views import audit, security, system
from youju.people.administration.views.tokens import tokens

app_name = "people"
urlpatterns = [
    path("organisations/", system.organisations, name="organisations"),
    path("organisations/<str:code>/", system.organisation, name="organisation"),
    path("accounts/", system.accounts, name="accounts"),
    path("accounts/<str:username>/", system.account, name="account"),
    path("roles/", security.given_roles, name="roles"),
    path("locks/", security.locks, name="locks"),
    path("locks/<str:username>/", security.lock, name="lock"),
    path("tokens/", tokens, name="tokens"),
    path("policies/", security.policies, name="policies"),
    path("trail/", audit.trail, name="trail"),
]
