# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What has moved, as text: in all and measure by measure, with signs that are no hyphens."""

from egovplan.plan.drift import drift
from egovplan.views.drift_summary import drift_summary, signed_days
from tests.plan.plans import T0, catalogue_of, measure, plan_from


def of(*names, **changes):
    return catalogue_of(measures=[measure(name, title=f"Maßnahme {name}") for name in names], **changes)


def test_nothing_moved():
    """One sentence."""
    plan = plan_from(of("A"), T0)
    assert drift_summary(drift(plan, plan)) == "Gegen den Basisplan hat sich nichts verschoben."


def test_what_moved_is_told_the_furthest_first():
    """With the days, and the reason of the first activity."""
    before = plan_from(of("A", "B", "C"), T0, T0 + 3, T0 + 20)
    after = plan_from(of("A", "B", "C"), T0 + 1, T0 + 9, T0 + 17)
    lines = drift_summary(drift(after, before)).splitlines()
    assert lines[:3] == [
        "Gegen den Basisplan",
        "  3 Vorgänge verschoben, zusammen um 10 Arbeitstage",
        "  alles fertig: 02.02.2016 (−3 Arbeitstage)",
    ]
    heads = [line.strip().partition(":")[0] for line in lines[3:] if line.startswith("  Maßnahme")]
    assert heads == ["Maßnahme B", "Maßnahme C", "Maßnahme A"]
    assert "  Maßnahme C: Ende 02.02.2016 statt 05.02.2016 (−3 Arbeitstage)" in lines


def test_what_is_new_or_gone_is_counted():
    """And named."""
    before, after = plan_from(of("A", "B"), T0, T0), plan_from(of("A", "N"), T0, T0)
    text = drift_summary(drift(after, before))
    assert "kein Vorgang verschoben" in text
    assert "1 neu, 1 entfallen" in text
    assert "Maßnahme N: neu" in text
    assert "Maßnahme B: entfallen" in text


def test_a_long_list_is_cut():
    """A screen holds a dozen."""
    names = [f"M{i:02}" for i in range(14)]
    before, after = plan_from(of(*names), *[T0] * 14), plan_from(of(*names), *[T0 + 1] * 14)
    assert drift_summary(drift(after, before)).endswith("und 2 weitere Maßnahmen")


def test_what_lasts_longer_has_not_moved():
    """Another duration is no move."""
    longer = catalogue_of(measures=[measure("A", 7, title="Maßnahme A")])
    text = drift_summary(drift(plan_from(longer, T0), plan_from(of("A"), T0)))
    assert "1 durch den Stand oder die Dauer anders" in text
    assert "(+2 Arbeitstage)" in text


def test_days_have_a_sign():
    """A minus, not a hyphen."""
    assert [signed_days(days) for days in (2, -1, 0)] == ["+2 Arbeitstage", "−1 Arbeitstag", "wie bisher"]
