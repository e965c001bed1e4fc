# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The glossary is one-to-one, complete for the model, and speaks both languages."""

import inspect

import pytest

from egovplan.catalogue import catalogue, limits, model, risks, status
from egovplan.catalogue.base import Model
from egovplan.terms import KEYS, LABEL, TERMS, fold_key, identifier_of, label_of

MODELS = sorted(
    {
        cls
        for module in (catalogue, limits, model, risks, status)
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, Model) and cls is not Model
    },
    key=lambda cls: cls.__name__,
)


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_every_field_has_a_german_key(cls):
    """A planner can write every field of every model in German."""
    missing = [name for name in cls.model_fields if name not in LABEL]
    assert not missing


def test_identifiers_are_unique_and_labels_lead_back():
    """No label stands for two identifiers."""
    assert len({term.identifier for term in TERMS}) == len(TERMS)
    for term in TERMS:
        for key in (term.identifier, term.label, *term.keys):
            assert KEYS[fold_key(key)] == term.identifier


@pytest.mark.parametrize("key", ["Priorität", "PRIORITÄT", "prioritaet", "priority", " Prio ", "Priorita\u0308t"])
def test_keys_are_compared_folded(key):
    """Case, umlauts, blanks and Unicode form make no difference."""
    assert identifier_of(key) == "priority"


def test_unknown_keys_come_back_as_they_are():
    """The glossary guesses nothing."""
    assert identifier_of("Prioritätchen") == "Prioritätchen"
    assert label_of("unheard_of") == "unheard_of"
    assert label_of("gate") == "Gremium"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.identifier)
def test_every_term_says_what_it_means(term):
    """The tables of the guide have no empty cell."""
    assert term.meaning.endswith((".", "…"))
