# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A risk result as tables, sentences and files."""

import dataclasses

import numpy as np
import pytest

from egovplan import risk_table
from egovplan.views.risk_export import export_risk
from egovplan.views.risk_summary import risk_summary
from egovplan.views.risk_tables import driver_table
from egovplan.views.tables import write_csv
from egovplan.whatif.risk.distribution import AmountDistribution, JointConfidence
from tests.views.plans import plan_of
from tests.views.risks import START, milestone, result_of, risk_of
from tests.views.test_risk_bars import changed


def test_the_table_holds_each_date_with_its_certainty(tmp_path):
    """Whole, stages, measures; deadlines as in the catalogue, dates as Germans write them."""
    result = risk_of()
    frame = risk_table(result)
    assert frame["Ebene"].value_counts().to_dict() == {"Maßnahme": 40, "Stufe": 3, "Gesamt": 1}
    stage = frame[frame["Kürzel"] == "S1"].iloc[0]
    assert str(stage["Frist"]) == "31.12.2017"
    assert stage["Frist gehalten [%]"] == round(100 * result.stages[0].probability, 1)
    assert [str(stage[f"P{p}"]) for p in (50, 80)] == [
        f"{result.stages[0].distribution.date(p / 100):%d.%m.%Y}" for p in (50, 80)
    ]
    write_csv(frame, tmp_path / "risiko.csv")
    assert '"31.12.2017"' in (tmp_path / "risiko.csv").read_text(encoding="utf-8-sig")


def test_dates_beyond_the_calendar_are_empty():
    """There is none to write; without a calendar there are numbers."""
    frame = risk_table(result_of(milestone([1, 1], never=8, due=START + 300)))
    assert frame["P10"].notna().all()
    assert frame["P50"].isna().all()
    days = risk_table(result_of(milestone([1, 1], line=None, first=7, due=9)))
    assert (days["P50"][0], days["Frist"][0]) == (7, 9)


def test_drivers_are_named():
    """Measures and offices by name, shares in per cent, the strongest first."""
    result = risk_of()
    frame = driver_table(result)
    assert len(frame) == len(result.activities)
    best = max(result.activities, key=lambda a: a.sensitivity)
    assert frame["Kürzel"][0] == best.id
    assert frame["Maßnahme"][0] == result.catalogue.measure_by_id[best.measure].title
    assert frame["Kritikalität [%]"].between(0, 100).all()
    assert driver_table(result_of(milestone([1]))).empty
    bare = driver_table(changed(result, catalogue=None))
    assert bare["Maßnahme"][0] == best.measure


def test_the_summary_answers_what_a_council_asks():
    """When, how sure, what drives it, whom one waits for, what may happen, what it costs, what it rests on."""
    cost = AmountDistribution(np.array([0, 100_00, 200_00]), np.array([40, 60]), 90_00)
    joint = JointConfidence(np.array([0, 9000]), cost.edges, np.array([[40, 60]]), 100)
    text = risk_summary(changed(risk_of(never=0.02, events=4), cost=cost, joint=joint))
    for heading in ("Alles fertig", "Stufen", "Was das Ende treibt", "Worauf gewartet wird", "Risikoereignisse",
                    "Einmalige Kosten", "Worauf die Dauern beruhen"):  # fmt: skip
        assert f"\n\n{heading}\n" in text
    assert "In 2 % der Läufe reicht der Kalender nicht" in text
    assert "dann im Mittel 85 AT später fertig" in text
    assert "dann im Mittel 0,3 AT früher fertig (kann Zufall sein)" in text
    assert "ohne Vergleich" in text
    assert "beides in" in text
    assert "12 Vorgänge: Referenzklasse IT-Vorhaben" in text
    assert all(len(line) <= 140 for line in text.splitlines())


def test_a_summary_of_almost_nothing():
    """Only what there is; a hard deadline is called so."""
    item = dataclasses.replace(milestone([2, 2], due=START + 200), hard=True)
    text = risk_summary(result_of(item, sources={}, precision=float("nan"), interrupted=True))
    assert "verbindliche Frist 25.02.2016: in 50 % der Läufe gehalten" in text
    assert "abgebrochen" in text
    assert "Stufen" not in text
    assert "liegt" not in text


def test_what_chance_alone_gives_is_no_driver():
    """Of few runs only what is clear is named."""
    risk = risk_of()
    weak = tuple(dataclasses.replace(activity, cruciality=-0.3) for activity in risk.activities)
    assert "Was das Ende treibt" in risk_summary(changed(risk, activities=weak))
    assert "Was das Ende treibt" not in risk_summary(changed(risk, activities=weak, n=40))


def test_a_folder_holds_pictures_tables_and_text(tmp_path):
    """Everything that the command line writes, the same bytes each time."""
    plan = plan_of(3, 2)
    risk = risk_of(plan)
    written = export_risk(risk, tmp_path / "neu" / "a")
    names = [path.name for path in written]
    assert {"risiko.txt", "risiko.csv", "treiber.csv", "stufen.pdf", "gantt.svg"} <= set(names)
    assert {"verteilung.svg", "treiber.png", "kritikalitaet.pdf", "ereignisse.svg"} <= set(names)
    assert sorted(written) == sorted((tmp_path / "neu" / "a").iterdir())
    text = written[0].read_text(encoding="utf-8")
    for words in ("Terminrisiko:", "Wann fertig?", "Was das Ende treibt:", "Wie oft kritisch?", "mit Unsicherheit P10"):
        assert words in text
    pictures = [path for path in written if path.stem in ("verteilung", "treiber")]
    again = {path.name: path.read_bytes() for path in export_risk(risk, tmp_path / "b")}
    assert [path.read_bytes() for path in pictures] == [again[path.name] for path in pictures]


def test_what_there_is_nothing_of_is_left_out(tmp_path):
    """No plan, no events, no stages."""
    names = {path.name for path in export_risk(result_of(milestone([1, 2])), tmp_path)}
    assert not {"gantt.svg", "ereignisse.svg", "stufen.pdf"} & names


@pytest.mark.parametrize("function", [risk_table, driver_table, risk_summary])
def test_only_results_are_accepted(function):
    """With a word on where to get one."""
    with pytest.raises(TypeError, match=r"egovplan\.simulate"):
        function("x")
