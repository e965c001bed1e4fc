# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue that planners are told to copy, and every piece of YAML in the guide, is one that can be read."""

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

import egovplan
from egovplan.terms import KEYS, fold_key

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "musterhain.yaml"
GUIDE = sorted((ROOT / "docs" / "anleitung").glob("*.md"))


def _keys(value):
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


def test_the_example_has_nothing_to_complain_about():
    """No error, no warning, not even a hint; and what it promises to show is in it."""
    catalogue = egovplan.load_catalogue(EXAMPLE)
    assert catalogue.issues == ()
    for part in (
        catalogue.offices, catalogue.budgets, catalogue.bodies, catalogue.embargoes, catalogue.externals,
        catalogue.templates, catalogue.status.actuals, catalogue.status.decisions, catalogue.limits,
        catalogue.risks, catalogue.factors, [m for m in catalogue.measures if m.estimate],
    ):  # fmt: skip
        assert part
    assert {stage.hard for stage in catalogue.stages} == {True, False}
    assert any(len(resource.capacity) > 1 for resource in catalogue.resources)
    assert any(len(activity.modes) > 1 for activity in catalogue.activities)


def test_the_example_speaks_german():
    """None of its keys is the English identifier."""
    words = [key for key in _keys(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))) if isinstance(key, str)]
    english = {key for key in words if KEYS.get(fold_key(key)) == key}
    assert not english


@pytest.mark.parametrize("as_of", [None, dt.date(2026, 3, 31)])
def test_the_example_can_be_planned(as_of):
    """There is a plan from the start, and one from the status date, and both keep every rule."""
    catalogue = egovplan.load_catalogue(EXAMPLE)
    result = egovplan.schedule(catalogue, as_of=as_of, time_limit=3, workers=1)
    assert egovplan.verify(result.plan, catalogue) == []


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_yaml_in_the_guide_is_a_catalogue(page, tmp_path):
    """Whatever stands in the guide as YAML can be copied into a file and read."""
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        path = tmp_path / "katalog.yaml"
        path.write_text(block, encoding="utf-8")
        assert egovplan.load_catalogue(path).measures
