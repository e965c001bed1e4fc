# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Explain random catalogues with a planted conflict, and check every word of it: ``python -m tests.whatif.planted_conflicts``.

A plain model that shares no line with the library must find that the named rules exclude each other, and that they do not
without any one of them. Each repair is applied once more, and its plan verified against the changed catalogue.
"""

from __future__ import annotations

import argparse
import sys
import time

from egovplan import explain_infeasible, verify
from tests.whatif.plain_model import PlainModel
from tests.whatif.planted import planted_case


def problems(case, found, catalogue):
    """Return what is wrong with an explanation, in words; empty if it holds."""
    if found.conflict is None or not found.is_proved:
        return ["kein Konflikt gefunden"]
    wrong = [text for conflict in found.conflicts for text in wrong_rules(case, conflict, catalogue)]
    broken = [repair for repair in found.repairs if verify(repair.plan, repair.scenario.apply(catalogue))]
    wrong += [f"Abhilfe hilft nicht: {repair.text}" for repair in broken]
    sizes = [repair.size for repair in found.repairs]
    return (
        wrong + (["Abhilfen nicht nach Größe"] if sizes != sorted(sizes) else []) + ([] if sizes else ["keine Abhilfe"])
    )


def wrong_rules(case, conflict, catalogue):
    """Return what is wrong with a conflict: no contradiction, a rule too many, or something that is not claimed."""
    wrong = [] if conflict.is_minimal and len(conflict.proofs) > 1 else ["nicht als minimal und wahr bewiesen"]
    if PlainModel(catalogue, conflict.rules, case.as_of).is_feasible() is not False:
        wrong.append(f"kein Widerspruch: {conflict.text}")
    for rule in conflict.rules:
        rest = closed([other for other in conflict.rules if other != rule])
        if PlainModel(catalogue, rest, case.as_of).is_feasible() is not True:
            wrong.append(f"unnötig: {rule.text}")
    return wrong


def closed(rules):
    """Return the rules without those on work that is not among them."""
    inside = {rule.subjects[0] for rule in rules if rule.kind.value in ("work", "fact")}
    kept = []
    for rule in rules:
        kind, subjects = rule.kind.value, rule.subjects
        names = {"precedence": subjects[:2], "sitting": subjects[:1]}.get(kind, ())
        if subjects[0] == "activity":
            names = subjects[1:]
        if set(names) <= inside:
            kept.append(rule)
    return kept


def main(argv=None):
    """Run the cases; return how many went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=float, default=10.0, help="seconds for each")
    asked = parser.parse_args(argv)
    bad, slowest, repairs, total = 0, 0.0, 0, 0.0
    for number in range(asked.first, asked.first + asked.count):
        case = planted_case(number, asked.seed)
        catalogue = case.catalogue()
        begin = time.perf_counter()
        found = explain_infeasible(catalogue, time_limit=asked.limit, as_of=case.as_of)
        seconds = time.perf_counter() - begin
        wrong = problems(case, found, catalogue)
        bad, slowest, total = bad + bool(wrong), max(slowest, seconds), total + seconds
        repairs += len(found.repairs)
        rules = sum(len(conflict.rules) for conflict in found.conflicts)
        what = f"{number:4} {'+'.join(case.kinds):32} {len(catalogue.activities):4} Vorgänge {rules:3} Regeln"
        print(f"{what} {len(found.repairs):3} Abhilfen {seconds:5.1f} s  {'; '.join(wrong) or 'gut'}", flush=True)
    times = f"{total / max(1, asked.count):.1f} s im Mittel, höchstens {slowest:.1f} s"
    print(f"{asked.count - bad} von {asked.count} gut, {repairs} Abhilfen, {times}")
    return bad


if __name__ == "__main__":
    sys.exit(min(main(), 1))
