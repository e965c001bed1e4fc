# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The base of all models: frozen, strict about keys, open to German ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ModelWrapValidatorHandler, model_validator

from egovplan.catalogue.values import key_value, parse_entries, parse_tuple, refuse, shown
from egovplan.terms import fold_key, identifier_of

_T = TypeVar("_T")
_identifier_of = lru_cache(maxsize=4096)(identifier_of)
Many = Annotated[tuple[_T, ...], BeforeValidator(parse_tuple)]
"""A sequence; a single text stands for a list of one."""
OneOrMany = Annotated[tuple[_T, ...], BeforeValidator(parse_entries)]
"""A sequence of records, of which a single one needs no list."""


class Model(BaseModel):
    """A frozen record whose keys may be German; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, hide_input_in_errors=True)

    @model_validator(mode="wrap")
    @classmethod
    def _english_keys(cls, value: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        return handler(rename_keys(cls, value) if isinstance(value, dict) else value)


def rename_keys(model: type[BaseModel], value: dict[Any, Any]) -> dict[str, Any]:
    """Return a mapping with the model's own field names, whatever language its keys are in.

    An empty value counts as a missing key, unless the field can be empty and by default is not. A key that is not known
    stays, empty or not: in ``{VZÄ: 1,5}`` it is half of a number. Two spellings of one key are an error.
    """
    renamed: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise refuse("key", "Schlüssel als Text", key)
        identifier = _identifier_of(key)
        name = identifier if identifier in model.model_fields else key
        if name in renamed:
            raise refuse("duplicate-key", f"nur eine Angabe »{shown(name)}«", key, key=key)
        if item is not None or name not in model.model_fields or _can_be_emptied(model, name):
            renamed[name] = item
    return renamed


def reworded(value: Any, words: Mapping[str, str]) -> Any:
    """Return a mapping in which some folded words, which mean something else elsewhere, are a model's own names."""
    if not isinstance(value, dict):
        return value
    renamed: dict[str, Any] = {}
    for key, item in value.items():
        name = words.get(fold_key(key)) or key
        if name in renamed:
            raise refuse("duplicate-key", f"nur eine Angabe »{shown(name)}«", key, key=key)
        renamed[name] = item
    return renamed


@cache
def _can_be_emptied(model: type[BaseModel], name: str) -> bool:
    """Whether None is a value of a field, and not the one it has anyway."""
    field = model.model_fields.get(name)
    return field is not None and field.default is not None and type(None) in get_args(field.annotation)


def unique_keys(value: Any) -> Any:
    """Return a mapping whose keys stay different when they are read: ``012`` and ``12`` are one number, NFC and NFD one id."""
    if isinstance(value, dict):
        seen: set[object] = set()
        for key in value:
            read = key_value(key)
            if read in seen:
                raise refuse("duplicate-key", f"nur eine Angabe »{shown(key)}«", key, key=str(key))
            seen.add(read)
    return value


_K = TypeVar("_K")
_V = TypeVar("_V")
Table = Annotated[dict[_K, _V], BeforeValidator(unique_keys)]
"""A mapping from ids or numbers to values."""
