# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The base of all models: frozen, strict about keys, open to German ones."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ModelWrapValidatorHandler, model_validator

from egovplan.catalogue.values import parse_tuple, refuse, shown
from egovplan.terms import identifier_of

_T = TypeVar("_T")
Many = Annotated[tuple[_T, ...], BeforeValidator(parse_tuple)]
"""A sequence; a single text stands for a list of one."""


class Model(BaseModel):
    """A frozen record whose keys may be German; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, hide_input_in_errors=True)

    @model_validator(mode="wrap")
    @classmethod
    def _english_keys(cls, value: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        return handler(rename_keys(cls, value) if isinstance(value, dict) else value)


def rename_keys(model: type[BaseModel], value: dict[Any, Any]) -> dict[str, Any]:
    """Return a mapping with the model's own field names, whatever language its keys are in.

    An empty value counts as a missing key. Two spellings of one key are an error.
    """
    renamed: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise refuse("key", "Schlüssel als Text", key)
        identifier = identifier_of(key)
        name = identifier if identifier in model.model_fields else key
        if name in renamed:
            raise refuse("duplicate-key", f"nur eine Angabe »{shown(name)}«", key)
        if item is not None:
            renamed[name] = item
    return renamed
