# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Risks and common causes: read in German and English, in several spellings, and told apart from nonsense."""

from decimal import Decimal

import pytest
from pydantic_core import PydanticCustomError

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.risks import Overrun, Risk
from egovplan.catalogue.values import parse_share
from egovplan.errors import CatalogueError
from egovplan.whatif.scenario import Scenario
from tests.samples import city_data


def _catalogue(**parts):
    return Catalogue.from_dict(city_data() | parts)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("0.2", "0.2"), ("20 %", "0.2"), (20, "0.2"), (0.2, "0.2"), ("0,2", "0.2"), (1, "1"), ("1 %", "0.01"), ("2,5", "0.025"),
        (0, "0"), ("100%", "1"), (Decimal("0.125"), "0.125"), ("0.000001 %", "0"), (0.1 + 0.2, "0.3"),
    ],
)  # fmt: skip
def test_shares(value, share):
    """Up to 1 a number is a share, above it per cent; what comes out can be read again."""
    assert str(parse_share(value)) == share
    assert parse_share(str(parse_share(value))) == Decimal(share)


@pytest.mark.parametrize("value", ["oft", "", None, True, -0.1, "1e-3", float("nan"), "20 % %", []])
def test_what_is_no_share(value):
    """Words, truth values and negative numbers are refused."""
    with pytest.raises(PydanticCustomError):
        parse_share(value)


@pytest.mark.parametrize("value", [101, "120 %"])
def test_more_than_all_is_refused(value):
    """There is no more than 100 per cent."""
    with pytest.raises(PydanticCustomError, match="0 bis 100"):
        parse_share(value)


def test_an_overrun_is_one_number_or_three():
    """The short forms mean what the long one says."""
    assert Overrun.model_validate(5) == Overrun(optimistic=5, likely=5, pessimistic=5)
    assert Overrun.model_validate(["3", 5, 9]) == Overrun(optimistic=3, likely=5, pessimistic=9)


def test_german_keys():
    """A planner writes risks and causes in German."""
    catalogue = _catalogue(
        Risiken=[{"Kürzel": "R", "Titel": "Vakanz", "Eintrittswahrscheinlichkeit": "20 %", "Mehrdauer": [5, 10, 30], "Maßnahmen": "EPAY"}],
        **{"gemeinsame Ursachen": [{"Kürzel": "F", "Korrelation": "40 %", "Ämter": "16"}]},
    )  # fmt: skip
    risk = Risk(
        id="R", title="Vakanz", probability="0.2", overrun=Overrun(optimistic=5, likely=10, pessimistic=30), measures=("EPAY",)
    )  # fmt: skip
    assert catalogue.risks == (risk,)
    assert catalogue.factors[0].correlation == Decimal("0.4")
    assert Catalogue.from_dict(catalogue.to_dict()) == catalogue


def test_correlations_of_one_activity_do_not_exceed_one():
    """Two causes may explain an activity together, but not more than wholly."""
    causes = [
        {"id": "A", "correlation": "0.5", "offices": ["16"]},
        {"id": "B", "correlation": "0.5", "measures": ["EPAY"]},
        {"id": "C", "correlation": "0.01", "activities": ["EPAY"]},
    ]
    assert len(_catalogue(factors=causes[:2]).factors) == 2
    with pytest.raises(CatalogueError, match="zusammen mehr als 100 %") as caught:
        _catalogue(factors=causes)
    assert [i.value for i in caught.value.issues if i.code == "correlation-sum"] == ["101 % bei EPAY"]


def test_risks_change_no_plan_but_the_hash():
    """The catalogue knows that it says something else; its activities stay."""
    risky = _catalogue(risks=[{"id": "R", "title": "x", "probability": 0.5, "overrun": 3, "measures": ["EPAY"]}])
    assert risky.hash != _catalogue().hash
    assert risky.activities == _catalogue().activities


def test_a_dropped_measure_leaves_the_risks_too():
    """What only hit the dropped measure goes with it, what also hits others stays."""
    catalogue = _catalogue(
        risks=[
            {"id": "A", "title": "a", "probability": 0.5, "overrun": 3, "measures": ["LIVE"]},
            {"id": "B", "title": "b", "probability": 0.5, "overrun": 3, "measures": ["LIVE", "GIS"], "activities": ["LIVE"]},
        ],
        factors=[{"id": "F", "correlation": 0.5, "offices": ["16"], "measures": ["LIVE"]}],
        status=None,
    )  # fmt: skip
    without = Scenario("ohne").drop("LIVE").apply(catalogue)
    assert [(risk.id, risk.measures, risk.activities) for risk in without.risks] == [("B", ("GIS",), ())]
    assert without.factors[0].measures == ()
