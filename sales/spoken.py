"""How a line reads when it is spoken: in one breath, and without tall words.

A breath holds 22 words of English or 40 characters of Chinese. A variable counts as a word, or as four
characters.
"""

from __future__ import annotations

import re

BREATH = 22  # words
BREATH_ZH = 40  # characters, punctuation included
TALL = (
    "leading", "best", "greatest", "finest", "ultimate", "unbeatable", "unrivalled", "unmatched", "perfect",
    "amazing", "incredible", "fantastic", "revolutionary", "world-class", "cutting-edge", "state-of-the-art",
    "solution", "solutions", "seamless", "peace of mind", "second to none", "number one", "cheapest",
    "absolutely",
)  # fmt: skip
TALL_ZH = (
    "最好", "最佳", "最强", "最优", "最低价", "最便宜", "第一品牌", "顶级", "顶尖", "极致", "完美",
    "卓越", "领先", "无敌", "独一无二", "国家级", "世界级", "首选", "性价比", "解决方案",
    "绝对", "全网", "史上", "神器", "超值", "亲，", "亲～",
)  # fmt: skip
_TALL = re.compile(rf"\b(?:{'|'.join(TALL)})\b|{'|'.join(TALL_ZH)}")
_HAN = re.compile("[\u3400-\u9fff]")
_VARIABLE = re.compile(r"\{[^{}]*\}")


def breath(line: str) -> tuple[int, bool]:
    """The length of a line, and whether it is Chinese: then it is counted in characters, else in words."""
    bare = line.replace("**", "")
    if _HAN.search(_VARIABLE.sub("", bare)):
        return len("".join(_VARIABLE.sub("变量变量", bare).split())), True
    return len(re.findall(r"\w\S*", _VARIABLE.sub("variable", bare))), False


def tall_words(line: str) -> tuple[str, ...]:
    """The superlatives and sales words in a line, in small letters."""
    return tuple(_TALL.findall(line.lower()))
