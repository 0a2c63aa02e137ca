"""Writes the letters of a PDF as they are typed: some printers name Chinese ones by their radicals."""

import unicodedata

# Radicals that Unicode keeps apart, and the letters they stand for (its Equivalent_Unified_Ideograph).
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺳⺴⺶⺹⺺"
    "⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_LETTERS = (
    "厂乛乚乙亻冂刀刂卜㔾小尐兀尣尢巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爬丬牛犭王目示礻糹纟罓罒㓁冗羊耂肀"
    "聿肉艹艺艻虎衤覀西见角讠贝车辶辷辸邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_KANGXI = range(0x2F00, 0x2FD6)
_TYPED = str.maketrans(_RADICALS, _LETTERS) | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI
}


def typed(text: str) -> str:
    """Return the text with radicals written as the letters that look like them: ⾊ → 色, ⻓ → 长."""
    return text.translate(_TYPED)
