"""Numbers in running text: in words up to twelve, in digits above, as Språkrådet advises for both languages."""

from __future__ import annotations

from dokumentverk.model.language import Language

_WORDS = {
    Language.NB: "null én to tre fire fem seks sju åtte ni ti elleve tolv",
    Language.NN: "null éin to tre fire fem seks sju åtte ni ti elleve tolv",
    Language.EN: "zero one two three four five six seven eight nine ten eleven twelve",
}


def counted(language: Language, number: int, one: str, noun: str) -> str:
    """``one`` as it stands for one (the gender is the noun's: «én uke», «éi veke»), else the number and ``noun``."""
    if number == 1:
        return one
    words = _WORDS[language].split()
    return f"{words[number] if 0 <= number < len(words) else number} {noun}"
