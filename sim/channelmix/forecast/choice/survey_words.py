"""
What tables of surveys call their columns and kinds of question, beside the names that the documents give.
"""

from collections.abc import Sequence

OTHER = {"year": "date", "quantity": "question", "value": "share", "people": "n", "segment": "age", "note": "remark"}
"""Names that tables of facts use."""

_DUTCH_AND_GERMAN = {
    "date": ("datum", "jaar", "jahr", "peildatum", "stichtag"),
    "channel": ("kanaal", "kanal", "contactkanaal", "kontaktkanal"),
    "share": ("aandeel", "anteil", "waarde", "wert"),
    "kind": ("soort", "art", "type"),
    "n": ("steekproef", "stichprobe", "respondenten", "befragte", "ondervraagden"),
    "question": ("vraag", "frage", "vraagstelling", "fragestellung"),
    "country": ("land",),
    "age": ("leeftijd", "alter", "leeftijdsgroep", "altersgruppe"),
    "population": ("populatie", "doelgroep", "grundgesamtheit", "zielgruppe"),
    "source": ("bron", "quelle"),
    "address": ("adres", "adresse", "url", "link"),
    "remark": ("opmerking", "toelichting", "bemerkung", "anmerkung"),
    "unit": ("eenheid", "einheit"),
}
_TRANSLATED = {word: name for name, words in _DUTCH_AND_GERMAN.items() for word in words}
_KINDS = {
    "bereik": "reach", "reichweite": "reach", "gebruik": "use", "nutzung": "use", "gebrauch": "use",
    "voorkeur": "preference", "präferenz": "preference", "wens": "preference", "wunsch": "preference",
}  # fmt: skip


def names_of(columns: Sequence[str]) -> list[str]:
    """
    Return what each column holds; a Dutch or German name counts only where no other column has the name it means.

    Examples:
        >>> names_of(["datum", "kanaal", "aandeel", "soort"]), names_of(["year", "country", "land"])
        (['date', 'channel', 'share', 'kind'], ['date', 'country', 'land'])
    """
    plain = [OTHER.get(name, name) for name in columns]
    return [name if _TRANSLATED.get(name, name) in plain else _TRANSLATED.get(name, name) for name in plain]


def kind_in_english(word: str) -> str:
    """
    Return a kind of question by the name that it has here, any other word as it is.

    Examples:
        >>> kind_in_english("gebruik"), kind_in_english("use"), kind_in_english("else")
        ('use', 'use', 'else')
    """
    return _KINDS.get(word, word)
