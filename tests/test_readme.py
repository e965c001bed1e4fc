# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the README shows is what happens."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import egovplan as ep

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def block(language):
    return re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)[1]


def test_ten_lines_of_yaml_are_a_catalogue(tmp_path):
    lines = block("yaml")
    assert len(lines.splitlines()) <= 10
    path = tmp_path / "katalog.yaml"
    path.write_text(lines, encoding="utf-8")
    catalogue = ep.load_catalogue(path)
    assert [measure.id for measure in catalogue.measures] == ["DMS", "E-Payment", "KFZ", "Bauakte"]
    assert not [issue for issue in catalogue.issues if issue.is_error]
    result = ep.schedule(catalogue, time_limit=2)
    assert result.status.name == "OPTIMAL"
    assert not ep.verify(result.plan, catalogue)


@pytest.mark.slow
def test_the_lines_for_a_notebook_run(capsys):
    lines = block("python")
    assert "time_limit=15" in lines
    names = {}
    exec(lines.replace("time_limit=15", "time_limit=3"), names)
    assert not names["ep"].verify(names["result"].plan, names["catalogue"])
    assert "FEASIBLE" in capsys.readouterr().out.upper()
    plt.close("all")


@pytest.mark.parametrize("path", re.findall(r"`((?:docs|examples|CONTRIBUTING|CHANGELOG)[\w./-]*)`", README))
def test_what_the_readme_points_to_is_there(path):
    assert (Path(__file__).parent.parent / path).exists()
