"""
What the text below each setting of a model says: the words of the manual and of an editor's completion.

They are read from the source when somebody asks. pydantic can do the same as each model is made
(``use_attribute_docstrings``), but then every command reads all models' sources as it starts, for 45 ms.
"""

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from channelmix.scenario.settings import Settings


def meaning_of(model: type[Settings], name: str) -> str:
    """
    Return what is said of a setting; "" if nothing is.

    Examples:
        >>> from channelmix.scenario.period import Period
        >>> meaning_of(Period, "start")
        'First local day that counts.'
    """
    return next((_texts(each)[name] for each in model.__mro__ if name in _texts(each)), "")


@cache
def _texts(model: type[Any]) -> dict[str, str]:
    """Return the text below each setting that a class states itself."""
    if not issubclass(model, Settings):
        return {}
    (statement,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(statement, ast.ClassDef)
    return {
        setting.target.id: inspect.cleandoc(text.value.value)
        for setting, text in pairwise(statement.body)
        if isinstance(setting, ast.AnnAssign) and isinstance(setting.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }


class WithMeanings(GenerateJsonSchema):
    """Writes a JSON Schema that says of each setting what it means."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Return the schema of a model."""
        written, model = super().model_schema(schema), schema["cls"]
        for name, field in model.model_fields.items():
            property_ = written["properties"][field.alias or name]
            if meaning_of(model, name):
                property_.setdefault("description", meaning_of(model, name))
        return written
