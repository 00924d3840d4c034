"""The JSON Schema of jobs files, for editors and scripts."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from producer.batch.file import ENTRIES, SYNONYMS, JobsFile


class _AsWritten(GenerateJsonSchema):
    """A field that is not wanted is left out, not emptied; and no generated titles."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What there is, where there is something."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Without a default that stands for nothing."""
        made = super().default_schema(schema)
        return {name: value for name, value in made.items() if name != "default" or value is not None}

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # pydantic's own form
        """Never."""
        return False


def jobs_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a jobs file, as published in `docs/jobs.schema.json`."""
    schema = JobsFile.model_json_schema(schema_generator=_AsWritten)
    for kind, synonyms in SYNONYMS.items():
        entry = schema["$defs"][ENTRIES[kind].__name__]
        for other, name in synonyms.items():
            entry["properties"][other] = entry["properties"][name]
            entry["required"].remove(name)
            entry.setdefault("allOf", []).append({"oneOf": [{"required": [name]}, {"required": [other]}]})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Cliffhanger jobs file"}
