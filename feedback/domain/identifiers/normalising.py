"""Text as the rules read it, with the way back: invisible characters out, look-alikes made plain, spaces single."""

import re
import unicodedata
from dataclasses import dataclass

APOSTROPHES = dict.fromkeys("’‘ʼʹ´`＇‛", "'")
HYPHENS = dict.fromkeys("‐‑﹣－", "-")
PLAIN = {**APOSTROPHES, **HYPHENS}
# Letters of other alphabets that look Latin; read as Latin only inside a word that has Latin letters too.
LOOK_ALIKES = dict(
    zip(
        "аеіоорсухкмтвнАВЕКМНОРСТУХІοαερτνιΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeiooocyxkmtbhABEKMHOPCTYXIoaeptviABEZHIKMNOPTYX",
        strict=False,
    )
)
LOOK_ALIKES.update({"р": "p", "ѕ": "s", "ј": "j", "һ": "h", "ӏ": "l", "ԁ": "d"})
MIXED_WORD = re.compile(r"[^\W\d_]+")
LONGEST_EXPANSION = 3  # U+FDFA alone becomes 18 characters: a hostile text must not grow


@dataclass(frozen=True)
class Normalised:
    """``text`` to read; character ``i`` of it stands for ``original[starts[i]:ends[i]]``."""

    text: str
    starts: list[int]
    ends: list[int]

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text as it was given."""
        return self.starts[start], self.ends[end - 1]


def normalise(original: str) -> Normalised:
    """Read ``original`` character by character; linear in its length."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, raw in enumerate(original):
        if raw.isspace():
            _add_space(characters, ends, index, raw, starts)
            continue
        category = unicodedata.category(raw) if raw > "~" else "L"
        if category in ("Cf", "Cc", "Co", "Cn") or raw < " ":
            continue
        if category == "Mn" and characters:
            joined = unicodedata.normalize("NFC", characters[-1] + raw)
            if len(joined) == 1:
                characters[-1], ends[-1] = joined, index + 1
            continue
        for character in _plain(raw):
            characters.append(character)
            starts.append(index)
            ends.append(index + 1)
    return Normalised(_one_alphabet("".join(characters)), starts, ends)


def _add_space(characters: list[str], ends: list[int], index: int, raw: str, starts: list[int]) -> None:
    is_line = raw in "\n\r\u2028\u2029\x0b\x0c\x85"
    if characters and characters[-1] in " \n":
        ends[-1] = index + 1
        if is_line:
            characters[-1] = "\n"
        return
    characters.append("\n" if is_line else " ")
    starts.append(index)
    ends.append(index + 1)


def _plain(raw: str) -> str:
    if raw <= "~":
        return PLAIN.get(raw, raw)
    if raw in PLAIN:
        return PLAIN[raw]
    plain = unicodedata.normalize("NFKC", raw)
    if len(plain) > LONGEST_EXPANSION or any(character.isspace() for character in plain):
        return raw
    return plain


def _one_alphabet(text: str) -> str:
    if text.isascii():
        return text
    return MIXED_WORD.sub(_latin_word, text)


def _latin_word(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii() or not any(character.isascii() for character in word):
        return word
    return "".join(LOOK_ALIKES.get(character, character) for character in word)


WITHOUT_STROKES = str.maketrans("łøđðþæœßıŁØĐÐÞÆŒ", "loddtaosilodddao"[:16])


def fold(word: str) -> str:
    """Small letters without accents, for looking a word up."""
    lower = word.lower()
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFKD", lower.translate(WITHOUT_STROKES))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
