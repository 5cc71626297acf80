"""Every model is scoped to a region or says why it isn't: generated, so that a new one can't be forgotten."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from cms.regions.scoping import RegionScoped, region_scope


def holds_back(manager):
    """Whether a manager shows nothing without a region, and only the region's rows with one."""
    with region_scope(None):
        nothing = manager.all().query.is_empty()
    with region_scope(7):
        return nothing and '"region_id" = 7' in str(manager.all().query)


def unguarded(candidates):
    """Models that are neither RegionScoped, with the scoped manager as their default, nor say why not."""
    wrong = []
    for model in candidates:
        if issubclass(model, RegionScoped):
            if not holds_back(model._default_manager):
                wrong.append(f"{model._meta.label}: the default manager isn't scoped")
        elif not str(model.__dict__.get("region_free", "")).strip():
            wrong.append(f"{model._meta.label}: neither RegionScoped nor region_free with a reason")
    return wrong


def ours():
    found = [
        model for label in ("cms", "forms_engine", "workflows") for model in apps.get_app_config(label).get_models()
    ]
    return [model for model in found if not model._meta.auto_created]


def test_every_model_is_scoped_or_says_why_not():
    assert len(ours()) > 10
    assert unguarded(ours()) == []


@isolate_apps("cms")
def test_a_model_without_declaration_fails_the_check():
    class Stray(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "cms"

    class Leaky(RegionScoped):
        objects = models.Manager()

        class Meta:
            app_label = "cms"

    assert [line.split(":")[0] for line in unguarded([Stray, Leaky])] == ["cms.Stray", "cms.Leaky"]


def test_the_region_is_never_a_field_of_a_form():
    for model in ours():
        if issubclass(model, RegionScoped):
            assert not model._meta.get_field("region").editable, model._meta.label


@pytest.mark.django_db
def test_with_no_region_set_nothing_is_visible():
    from tests.support.people import make_places

    here, _there = make_places()
    for model in ours():
        if issubclass(model, RegionScoped):
            assert list(model.objects.all()) == [], model._meta.label
            assert model.objects.count() == 0
    assert here.position.holders.count() == 0, "related managers are scoped too"
