"""The shapes: Google's messages as the discovery documents of Sheets v4 and Drive v3 give them, read from `shapes.txt`.

Types there are str, int, double, float (32 bits), bool, any, an enum `A|B`, a message name, `[T]` for a list and `{T}`
for a map from text. Here stands only what the documents do not tell and recordings do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Printed even when zero or false; all other fields follow proto3 and vanish from replies at their default.
PRESENCE = frozenset(
    [
        "SheetProperties.sheetId",
        "SheetProperties.index",
        "ExtendedValue.numberValue",
        "ExtendedValue.stringValue",
        "ExtendedValue.boolValue",
        "ExtendedValue.formulaValue",
        "Color.alpha",
        "TextFormat.bold",
        "TextFormat.italic",
        "TextFormat.strikethrough",
        "TextFormat.underline",
        "GridRange.startRowIndex",
        "GridRange.endRowIndex",
        "GridRange.startColumnIndex",
        "GridRange.endColumnIndex",
        "DimensionRange.startIndex",
        "DimensionRange.endIndex",
        "DeveloperMetadataLocation.sheetId",
        "DeveloperMetadataLookup.metadataId",
        "DeveloperMetadataLookup.metadataKey",
        "DeveloperMetadataLookup.metadataValue",
        "DuplicateSheetRequest.newSheetId",
        "UpdateConditionalFormatRuleRequest.newIndex",
        "FindReplaceRequest.sheetId",
        # Members of a oneof, which knows that it was set.
        "EmbeddedObjectPosition.sheetId",
        "FilterSpec.columnIndex",
        "SortSpec.dimensionIndex",
        "SlicerSpec.applyToPivotTables",
    ]
)
# A colour's share is one of 256 steps; `payload` cuts it to one.
CHANNELS = frozenset({"Color.red", "Color.green", "Color.blue"})
# Of these a message may have one; more are refused.
CHARTS = ("basic", "pie", "bubble", "candlestick", "org", "histogram", "waterfall", "treemap", "scorecard")
ONEOFS: Mapping[str, tuple[str, frozenset[str]]] = {
    "DataFilter": ("filter", frozenset({"developerMetadataLookup", "a1Range", "gridRange"})),
    "DeveloperMetadataLocation": ("location", frozenset({"spreadsheet", "sheetId", "dimensionRange"})),
    "EmbeddedObjectPosition": ("location", frozenset({"sheetId", "overlayPosition", "newSheet"})),
    "ConditionalFormatRule": ("rule", frozenset({"booleanRule", "gradientRule"})),
    "UpdateConditionalFormatRuleRequest": ("instruction", frozenset({"rule", "newIndex"})),
    "ConditionValue": ("value", frozenset({"relativeDate", "userEnteredValue"})),
    "ChartSpec": ("chart", frozenset(f"{kind}Chart" for kind in CHARTS)),
    "ChartData": ("type", frozenset({"sourceRange", "columnReference"})),
    "ExtendedValue": (
        "value",
        frozenset({"numberValue", "stringValue", "boolValue", "formulaValue", "errorValue"}),
    ),
    "ColorStyle": ("kind", frozenset({"rgbColor", "themeColor"})),
    "TextRotation": ("type", frozenset({"angle", "vertical"})),
    "UpdateCellsRequest": ("area", frozenset({"start", "range"})),
    "FindReplaceRequest": ("scope", frozenset({"range", "sheetId", "allSheets"})),
    "AutoFillRequest": ("area", frozenset({"range", "sourceAndDestination"})),
    "PasteDataRequest": ("kind", frozenset({"delimiter", "html"})),
    "PivotValue": ("value", frozenset({"sourceColumnOffset", "formula", "dataSourceColumnReference"})),
}
# What a refusal calls the type of an enum, by its field: the documents name enums only where they stand by themselves.
# That of insertDataOption stands within the request, as others do that were seen (facts §1 [3P]).
ENUM_TYPES: Mapping[str, str] = {
    "dimension": "Dimension",
    "majorDimension": "Dimension",
    "valueRenderOption": "ValueRenderOption",
    "responseValueRenderOption": "ValueRenderOption",
    "dateTimeRenderOption": "DateTimeRenderOption",
    "responseDateTimeRenderOption": "DateTimeRenderOption",
    "valueInputOption": "ValueInputOption",
    "insertDataOption": "AppendValuesRequest.InsertDataOption",
    "commentsViewMode": "CommentsViewMode",
    "locationType": "DeveloperMetadataLocationType",
    "locationMatchingStrategy": "DeveloperMetadataLocationMatchingStrategy",
    "visibility": "DeveloperMetadataVisibility",
}
# Values that the Drive document only names in prose.
DRIVE_ENUMS: Mapping[str, str] = {
    "Permission.type": "user|group|domain|anyone",
    "Permission.role": "owner|organizer|fileOrganizer|writer|commenter|reader",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message. `keyed`: a map from text to the type."""

    name: str
    type: str
    many: bool
    keyed: bool
    presence: bool
    choices: frozenset[str]
    snake: str  # the name as protobuf and Google's error paths spell it


def snake(name: str) -> str:
    """Turn camelCase into snake_case."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def camel(name: str) -> str:
    """Turn snake_case into camelCase; camelCase stays."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def enum_type(field: str) -> str:
    """Return the type of an enum as a refusal names it; where that is not known, only what kind of type it is."""
    return f"type.googleapis.com/google.apps.sheets.v4.{ENUM_TYPES[field]}" if field in ENUM_TYPES else "TYPE_ENUM"


@cache
def fields_of(message: str) -> dict[str, Field]:
    """Return a message's fields by camelCase name; empty for a type without a known shape."""
    return {name: _field(message, name, kind) for name, kind in _table().get(message, {}).items()}


@cache
def knows(message: str) -> bool:
    """Tell whether the type is a message of the table."""
    return message in _table()


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return the types of all fields of all messages."""
    table: dict[str, dict[str, str]] = {}
    message = ""
    for line in (files(__package__) / "shapes.txt").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if line.startswith("  "):
            table[message][words[0]] = words[1]
        elif not line.startswith("#"):
            message = words[0]
            table[message] = {}
    return table


def _field(message: str, name: str, kind: str) -> Field:
    place = f"{message}.{name}"
    inner = DRIVE_ENUMS.get(place, kind.strip("[]{}"))
    if kind == "[[any]]":
        inner = "rows"
    if place in CHANNELS:
        inner = "channel"
    choices = frozenset(inner.split("|") if "|" in inner else ())
    return Field(
        name,
        "enum" if choices else inner,
        many=kind.startswith("[") and inner != "rows",
        keyed=kind.startswith("{"),
        presence=place in PRESENCE,
        choices=choices,
        snake=snake(name),
    )
