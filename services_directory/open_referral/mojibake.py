"""Text that was written as UTF-8 and read as Windows-1252 somewhere on its way: “â€™” for an apostrophe."""

import re


def _windows_character(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)  # five bytes have no Windows character and come through as they are


_BYTE_OF = {_windows_character(byte): byte for byte in range(0x80, 0x100)}
_BYTE_OF.update({chr(byte): byte for byte in range(0x80, 0xA0)})
_TAIL = "[" + re.escape("".join(letter for letter, byte in _BYTE_OF.items() if byte < 0xC0)) + "]"
_SEQUENCE = re.compile(f"[Â-ß]{_TAIL}|[à-ï]{_TAIL}{{2}}|[ð-ô]{_TAIL}{{3}}")
_PUNCTUATION = range(0x2000, 0x2C00)
_EMOJI = range(0x1F000, 0x20000)


def _mended(match: re.Match[str]) -> str:
    try:
        letter = bytes(_BYTE_OF[part] for part in match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
    # Letters no British listing uses are more likely a chance sequence than a broken word.
    code = ord(letter)
    is_likely = code < 0x250 or code in _PUNCTUATION or code in _EMOJI or letter == "\ufeff"
    return letter if is_likely else match[0]


def mend(text: str) -> str:
    """``text`` with such sequences read again, twice at most (some feeds break it twice)."""
    for _ in range(2):
        if text.isascii():
            break
        text = _SEQUENCE.sub(_mended, text)
    return text.replace("\ufeff", "")
