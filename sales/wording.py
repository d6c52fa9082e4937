"""Words as people say them, made alike: what is meant to be the same is written the same afterwards.

English is cut into words, contractions are written out ("can't", "cant" and "cannot" are "can not"), and
endings go ("cheaper", "cheap"). Chinese stays in runs of characters, for its words have no gaps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

HAN = re.compile(r"[\u3400-\u9fff]+")
_TOKEN = re.compile(r"[\u3400-\u9fff]+|(?<![a-z])[a-z]{1,2}[0-9]+[a-z]?(?![a-z])|[a-z]+|[0-9]+(?:\.[0-9]+)?")
_APART = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")  # 2,499
_NOT = re.compile(r"\b(can|do|does|did|is|are|was|were|wo|would|should|could|has|have|had|ai|need)n't\b")
_ENDING = re.compile(r"'(?:re|ve|ll|s|d|m)\b")
UNWRITTEN = {
    "cant": "can not", "cannot": "can not", "dont": "do not", "doesnt": "does not", "didnt": "did not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "wont": "will not", "wouldnt": "would not",
    "shouldnt": "should not", "couldnt": "could not", "hasnt": "has not", "havent": "have not",
    "hadnt": "had not", "aint": "is not", "neednt": "need not", "wo": "will",
    "im": "i", "ive": "i", "id": "i", "youre": "you", "youve": "you", "youll": "you", "theyre": "they",
    "theyve": "they", "theyll": "they", "weve": "we", "hes": "he", "shes": "she", "thats": "that",
    "thatll": "that", "theres": "there", "whats": "what", "wheres": "where", "whos": "who", "hows": "how",
    "lets": "let", "gotta": "have to", "gonna": "going to", "wanna": "want to", "lemme": "let me",
    "gimme": "give me", "dunno": "do not know", "kinda": "kind of", "u": "you", "ur": "your", "r": "are",
    "pls": "please", "thx": "thanks", "cuz": "because", "cos": "because", "til": "until", "till": "until",
    "ya": "you", "yall": "you", "nope": "no", "nah": "no",
}  # fmt: skip
IRREGULAR = {
    "bought": "buy", "buying": "buy", "paid": "pay", "broke": "break", "broken": "break", "sold": "sell",
    "told": "tell", "said": "say", "says": "say", "got": "get", "gotten": "get", "getting": "get",
    "went": "go", "gone": "go", "goes": "go", "going": "go", "gave": "give", "given": "give",
    "giving": "give", "took": "take", "taken": "take", "taking": "take", "thought": "think",
    "known": "know", "came": "come", "coming": "come", "made": "make", "making": "make", "lost": "lose",
    "losing": "lose", "heard": "hear", "drank": "drink", "drunk": "drink", "woke": "wake", "woken": "wake",
    "waking": "wake", "spoke": "speak", "spoken": "speak", "fell": "fall", "fallen": "fall", "kept": "keep",
    "felt": "feel", "sent": "send", "spent": "spend", "ran": "run", "running": "run", "rang": "ring",
    "rung": "ring", "chose": "choose", "chosen": "choose", "found": "find", "wrote": "write",
    "written": "write", "writing": "write", "began": "begin", "begun": "begin", "stood": "stand",
    "saw": "see", "seen": "see", "swore": "swear", "died": "die", "dying": "die", "dies": "die",
    "dead": "dead", "children": "child", "kids": "kid", "women": "woman", "men": "man", "wives": "wife",
    "cheaper": "cheap", "cheapest": "cheap", "cheaply": "cheap", "dearer": "dear", "louder": "loud",
    "quieter": "quiet", "bigger": "big", "smaller": "small", "longer": "long", "shorter": "short",
    "faster": "fast", "slower": "slow", "newer": "new", "newest": "new", "older": "old", "later": "later",
    "higher": "high", "lower": "low", "hotter": "hot", "colder": "cold", "heavier": "heavy",
    "lighter": "light", "easier": "easy", "stronger": "strong", "weaker": "weak", "larger": "large",
    "pricey": "pricey", "pricier": "pricey", "colour": "color", "colours": "color", "using": "use",
    "used": "used", "its": "it", "always": "always", "this": "this", "was": "was", "has": "has",
    "does": "does", "as": "as", "is": "is", "us": "us", "yes": "yes", "less": "less", "plus": "plus",
    "gas": "gas", "bus": "bus", "thing": "thing", "anything": "anything", "something": "something",
    "everything": "everything", "nothing": "nothing", "morning": "morning", "evening": "evening",
    "brake": "break", "loose": "lose", "herd": "hear", "prise": "price", "prize": "price", "deer": "dear",
    "sail": "sale", "waist": "waste", "male": "mail", "knew": "know", "gaurantee": "guarantee",
    "during": "during", "wedding": "wedding", "ceiling": "ceiling", "need": "need", "feed": "feed",
    "speed": "speed", "seed": "seed", "bed": "bed", "red": "red", "shed": "shed", "nothings": "nothing",
}  # fmt: skip
# Words that carry little of what is meant, and that a phrase may have or not have between its words.
FILLERS = frozenset((
    "a", "an", "the", "my", "your", "his", "her", "our", "their", "this", "that", "these", "those", "it",
    "i", "you", "he", "she", "we", "they", "me", "us", "him", "them", "is", "are", "was", "were", "be",
    "been", "being", "am", "do", "does", "did", "have", "has", "had", "will", "would", "shall", "should",
    "can", "could", "may", "might", "must", "to", "of", "in", "on", "at", "for", "with", "and", "or", "but",
    "so", "if", "then", "than", "as", "just", "really", "very", "quite", "some", "any", "there", "here",
    "what", "which", "who", "by", "from", "up", "down", "out", "get", "about", "into", "over", "all",
    "also", "too", "even", "still", "only", "much", "many", "how", "when", "where", "why", "because",
    "well", "oh", "hm", "hmm", "hey", "yeah", "yes", "ok", "okay", "please", "thanks", "sorry", "honestly",
    "actually", "basically", "like", "let", "anyway", "maybe", "right", "now", *"abcdefghijklmnopqrstuvwxyz",
))  # fmt: skip

# Characters that hold a sentence together and say little of what it is about.
FILLING = frozenset(
    "的了吗呢吧啊呀哦嘛么嗯哎就还要没不我你您他她它们咱这那哪个一是在有得地着过儿能会可都也很太真好啥什怎"
    "给把被跟和与或再又才只来去到上下里点些几回次为以所之而且但如果因"
)


def tokens(text: str) -> list[str]:
    """The words of a text in order, each as it is written when it is made alike; Chinese in runs."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("`", "'")
    plain = _NOT.sub(lambda match: f"{_written(match[1])} not", _APART.sub("", plain))
    plain = _ENDING.sub("", plain).replace("'", "")
    return [stem(word) for token in _TOKEN.findall(plain) for word in _spelt(token)]


def runs(text: str) -> list[str]:
    """The runs of Chinese characters in a text."""
    return HAN.findall(text)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """An English word without its ending. The ending is cut alike everywhere, rather than rightly."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    return _undoubled(_singular(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undoubled(word: str) -> str:
    """Without "-ing", "-ed" or "-ly", and the letter doubled before it; "-e" goes too: "using" has none."""
    for ending, least in (("ing", 6), ("edly", 7), ("ed", 5), ("ly", 6)):
        if word.endswith(ending) and len(word) >= least:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if word.endswith("y") and len(word) > 4:
        word = word[:-1] + "i"
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _spelt(token: str) -> Iterator[str]:
    yield from UNWRITTEN[token].split() if token in UNWRITTEN else (token,)


def _written(stub: str) -> str:
    return {"wo": "will", "ai": "is"}.get(stub, stub)
