"""Vocabularies of some 300 tokens that can spell any text, byte by byte if need be."""

import pathlib
import re
from collections import Counter

from gguf import TokenType

TEXTS = pathlib.Path(__file__).parent / "texts"
SPACE = "\u2581"


def words():
    text = (TEXTS / "story.txt").read_text(encoding="utf-8")
    text += (TEXTS / "korean.txt").read_text(encoding="utf-8")
    return Counter(re.findall(r" ?\w+", text))


def learn_merges(counts, limit):
    """Byte-pair merges, the commonest pair first, ties in alphabetical order."""
    spelled = {word: list(word) for word in counts}
    merges = []
    while len(merges) < limit:
        pairs = Counter()
        for word, symbols in spelled.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += counts[word]
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word, symbols in spelled.items():
            joined = []
            for symbol in symbols:
                if joined and (joined[-1], symbol) == best:
                    joined[-1] += symbol
                else:
                    joined.append(symbol)
            spelled[word] = joined
    return merges


def byte_letters():
    """GPT-2's printable letter for each byte: itself, or the next free one above 255."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    free = iter(range(256, 512))
    return [chr(byte if byte in printable else next(free)) for byte in range(256)]


def byte_level_bpe(size):
    """(tokens, types, merges): three control tokens, 256 bytes, and merges up to size."""
    letters = byte_letters()
    counts = Counter()
    for word, count in words().items():
        counts["".join(letters[byte] for byte in word.encode())] += count
    merges = learn_merges(counts, size - 3 - 256)
    tokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *letters]
    tokens += [left + right for left, right in merges]
    types = [TokenType.CONTROL] * 3 + [TokenType.NORMAL] * (size - 3)
    return tokens, types, [f"{left} {right}" for left, right in merges]


def sentencepiece(size, single=24):
    """(tokens, scores, types): four control tokens, 256 bytes, merged pieces, then letters."""
    counts = Counter()
    for word, count in words().items():
        counts[word.replace(" ", SPACE)] += count
    letters = Counter()
    for word, count in counts.items():
        for letter in word:
            letters[letter] += count
    common = sorted(letters, key=lambda letter: (-letters[letter], letter))[:single]
    spellable = Counter({w: c for w, c in counts.items() if set(w) <= set(common)})
    merges = learn_merges(spellable, size - 4 - 256 - single)
    pieces = [left + right for left, right in merges] + common
    tokens = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{byte:02X}>" for byte in range(256))]
    scores = [-1000.0] * (4 + 256) + [-float(rank) for rank in range(len(pieces))]
    types = [TokenType.CONTROL] * 3 + [TokenType.UNKNOWN] + [TokenType.BYTE] * 256
    return tokens + pieces, scores, types + [TokenType.NORMAL] * len(pieces)
