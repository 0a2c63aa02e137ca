"""Says of words what they are: a label, boilerplate, which language, one language or two."""

import re
from collections import Counter

HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LOWER = re.compile(r"[a-zà-öø-ÿß]")
_STOP = {
    "en": "the of and with for to in is are this from by or not on your product size weight colour",
    "de": "der die das und mit für von zu im ist aus oder nicht auf den ein eine bei wird gewicht",
    "fr": "le la les des et avec pour de du en est une dans par sur ou poids couleur",
    "es": "el la los las y con para de del en es una por o peso color",
    "it": "il la i gli e con per di del in è una da o peso colore",
}
# Words that name attributes: a label that holds one is a label, whatever stands around it.
_KNOWN = re.compile(
    r"\b(?:material|colou?rs?|sizes?|dimensions?|weight|height|width|length|depth|diameter|thickness|"
    r"volume|capacity|brand|model|item|sku|ean|gtin|upc|article|part|product|name|type|style|series|"
    r"category|power|voltage|current|frequency|battery|wattage|input|output|temperature|humidity|pressure|speed|"
    r"range|resolution|display|screen|memory|storage|processor|connectivity|interface|ports?|warranty|"
    r"certifications?|standards?|origin|made|country|package|packaging|contents?|carton|quantity|"
    r"features?|functions?|usage|application|care|finish|surface|pattern|fabric|lining|sole|closure|"
    r"fill|shape|age|gender|season|flavou?r|ingredients?|net|gross|shelf|storage|allerg\w*|energy|fat|"
    r"protein|sugars?|salt|noise|light|lumen|luminous|beam|cri|rating|protection|class|cable|cord|plug|waterproof|"
    r"water|operating|charging|runtime|time|life|compatib\w+|sensor|camera|weight|load|grade|"
    r"abmessungen|maße|gewicht|höhe|breite|länge|tiefe|farbe|werkstoff|leistung|spannung|"
    r"marke|modell|artikel\w*|art\.?[- ]?(?:nr|no)|inhalt|hersteller|herkunft\w*|garantie|durchmesser|stärke|fassungsvermögen|"
    r"couleur|poids|hauteur|largeur|longueur|profondeur|matière|matériau|marque|modèle|puissance|tension)\b|"
    r"材质|材料|面料|里料|颜色|色号|尺寸|规格|重量|净重|毛重|高度|宽度|长度|深度|直径|厚度|容量|容积|品牌|型号|货号|款号|"
    r"名称|品名|类型|类别|系列|功率|电压|电流|频率|电池|温度|湿度|压力|速度|分辨率|屏幕|内存|存储|处理器|接口|保修|质保|"
    r"认证|标准|产地|原产|包装|装箱|数量|功能|特点|用途|适用|工艺|表面|图案|款式|风格|形状|年龄|性别|季节|口味|配料|"
    r"成分|保质期|贮存|储存|净含量|防水|续航|充电|噪音|光通量|色温|光源|等级|执行|生产|电源|线长|承重|兼容|待机",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?:page|seite|pages?|tel|tel\.|telephone|telefon|phone|mobile|fax|e-?mail|email|mail|web|website|url|www|"
    r"homepage|https?|ftp|address|adresse|contact|kontakt|company|manufacturer address|copyright|©.*|note|notes|"
    r"hinweis|remark|remarks|warning|caution|attention|disclaimer|important|price|prices|unit price|retail price|"
    r"msrp|rrp|preis|.*\bprices?\b.*|.*\bdiscount\b.*|.*preis(?:e|liste)?|fob.*|exw.*|cif.*|moq|payment.*|delivery time|lead time|terms.*|incoterms|quotation.*|"
    r"table of contents|contents|index|fig\.?.*|figure.*|table \d+.*|source|reference|references|see also|"
    r"prepared by|approved by|checked by|drawn by|signature|date|datum|revision|rev\.?|version|issue|"
    r"document.*|.*\b(?:data|information|spec|specifications?|product|style|fact)[ -]?sheets?\b.*|.*datenblatt.*|scheda (?:tecnica|prodotto).*|generated|content hash|following|.*following|includ(?:es?|ing)|e\.g\.?|i\.e\.?|for example|below|revision .*|note: .*|product revision|customer|q|a|example|step \d*|tip|tips|author|whatsapp|wechat|skype|"
    r"invoice.*|rechnung\w*|order (?:no|number|date).*|bank.*|iban.*|bic|swift.*|vat.*|tax id.*|ust.*|p\. ?iva.*|bill to|ship to|due date|responsible person|serving suggestion|"
    r"add\.?|attn\.?|file (?:no|number|name)\.?|doc\.? ?(?:no|number)\.?|(?:issued?|reviewed|released|written|edited|compiled|signed) by|"
    r"(?:issue|effective|release|print|revision|valid(?:ity)?) (?:date|from|until|no\.?)|valid|status|zip(?: code)?|post ?code|dept\.?|department|"
    r"ansprechpartner|erstellt.*|geprüft.*|freigegeben.*|stand|dokument.*|bearbeiter|"
    r"文件(?:号|名称?|编码)|文档编号|版本号|版号|修订(?:号|日期|记录)|(?:制表|编制|审核|批准|发布|生效|打印|签发|修订|更新)(?:人|者|日期|时间)|制单.*|拟制.*|会签|"
    r"页数|共.{1,3}页|部门|负责人|业务员|联系(?:地址|邮箱|手机)|手机号?|热线|客户确认.*|确认.*签.*|盖章|"
    r"地址|电话|手机|传真|邮箱|电子邮件|网址|官网|网站|公司|公司名称|公司地址|联系人|联系方式|联系电话|客服.*|微信|"
    r".*价格|.*单价|折扣|报价|售价|零售价|市场价|付款.*|交期|交货.*|起订量|备注|注|注意|注意事项|说明|.*提示|.*须知|发票.*|税号|开户行|账号|声明|免责.*|警告|目录|页码|"
    r"图\s*\d*|表\s*\d*|审核|批准|编制|制表|日期|版本|版次|修订|文件编号|页次|客户|签名|.*热线|邮编)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"www\.|https?://|\S+@\S+\.\w|\.{4,}|…{2,}|_{4,}|(?:\+\d[\d ()/-]{8,})$", re.IGNORECASE
)
_TWO = re.compile(
    rf"(?P<zh>[^A-Za-z]*[{HAN}](?:[^A-Za-z]|[A-Za-z](?=[{HAN}]))*?)(?P<gap>\s*[/|／]\s*|\s*[(（]|\s*\n\s*|\s*)"
    rf"(?P<other>[A-Za-zÀ-ÿ0-9][^{HAN}]*)"
)
_TWO_BACK = re.compile(
    rf"(?P<other>[A-Za-zÀ-ÿ0-9][^{HAN}]*?)(?P<gap>\s*[/|／]\s*|\s*[(（]|\s*\n\s*|\s+)(?P<zh>[{HAN}][^A-Za-z]*)"
)
# What both begin with stands in neither's letters: PC 阻燃 PC flame-retardant.
_TWO_CODED = re.compile(
    rf"(?P<zh>(?P<code>[A-Z][A-Z0-9+\-]*)\s*[{HAN}][^A-Za-z]*?)(?P<gap>\s*[/|／]\s*|\s*[(（]|\s*\n\s*|\s+)"
    rf"(?P<other>(?P=code)\b[^{HAN}]*)"
)
# A code written onto Chinese words belongs to them: 食品级PP Food-grade PP.
_TWO_GLUED = re.compile(
    rf"(?P<zh>[^A-Za-z]*[{HAN}][A-Z][A-Z0-9+\-]*)(?P<gap>\s+)(?P<other>[A-Za-zÀ-ÿ0-9][^{HAN}]*)"
)
_SIGN = re.compile(r"\s*[/|／]\s*|\s*\n\s*")
# Where Chinese words end and the same in Latin letters begins.
_BETWEEN = re.compile(rf"(?<=[{HAN}])\s*[/|]?\s*(?=[A-Za-z])")
# Capitals that stand for words: N.W., G/W, O.D.
_SHORT = re.compile(r"(?:\S{3,} )?[A-Z](?:\s?[./]\s?[A-Z]){1,2}\.?")
# Words cut short: Art., Max. temp.
_CUT = re.compile(r"(?:\S+ )?[^\W\d_]{1,12}\.")
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\])")
MAX_LABEL = 60
CELL_WORDS = 12


def is_known(name: str) -> bool:
    """Return whether the words name what products are described by."""
    return bool(_KNOWN.search(name))


def is_wholly_known(name: str) -> bool:
    """Return whether the words name what products are described by, and nothing besides."""
    rest = _KNOWN.sub(" ", _ASIDE.sub(" ", name))
    return is_known(name) and not any(
        word not in {"and", "of", "und"} for word in rest.casefold().split() if word.isalnum()
    )


def without_asides(text: str) -> str:
    """Return the words without what stands in brackets, unless that is all."""
    return _ASIDE.sub("", text).strip() or text.strip()


def is_sentence(text: str) -> bool:
    """Return whether the words are a whole sentence rather than a value; a list is none."""
    if not text.endswith((".", "。", "!", "！")):
        return False
    pieces = [piece for piece in re.split(r"[,，、;；]", text) if piece.strip()]
    words = sum(len(piece.split()) for piece in pieces) / len(pieces)
    if len(pieces) > 3 and words < 4 and len(text) < 14 * len(pieces) + 40:
        return False
    return len(text.split()) > 3 or len(_HAN.findall(text)) > 9


def is_boilerplate(name: str, value: str = "") -> bool:
    """Return whether this is about a company, a paper or a price rather than a product."""
    bare = name.strip().rstrip(":：").strip()
    both = [bare, *_BETWEEN.split(bare)]
    if any(_BOILERPLATE.fullmatch(part) for part in both):
        return True
    return bool(_CONTACT.search(name) or _CONTACT.search(value))


def is_label(text: str, *, words: int = 7) -> bool:
    """Return whether the words could name an attribute: few, and not a figure or a sentence.

    words: how many at most; a cell of names may hold more than a line's begin.
    """
    text = without_asides(text)
    if _SHORT.fullmatch(text):
        return True
    if (
        not text
        or len(text) > MAX_LABEL + 3 * (words - 7)
        or not (_WORD.search(text) or _HAN.search(text))
    ):
        return False
    if len(_HAN.findall(text)) > 16 or len(text.split()) > words:
        return False
    if words >= CELL_WORDS and _CUT.fullmatch(text):
        return True
    return not text.endswith((".", "。", "!", "?", "？", ",", "，", ";")) or is_known(text)


def language_of(text: str, usual: str) -> str:
    """Return the language the words are in, '' for figures, codes and model numbers.

    usual: what words in Latin letters are written in throughout the document.
    """
    if re.search(r"[\u3040-\u30ff]", text):
        return "ja"
    if re.search(r"[\uac00-\ud7a3]", text):
        return "ko"
    if _HAN.search(text):
        return "zh"
    words = [word for word in _WORD.findall(text) if len(word) > 2 and _LOWER.search(word)]
    return usual if words else ""


def usual_language(text: str) -> str:
    """Return the language of the words in Latin letters: the one whose small words are most."""
    words = Counter(word.casefold() for word in _WORD.findall(text[:50_000]))
    scores = {name: sum(words[word] for word in stop.split()) for name, stop in _STOP.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 1.2 * scores["en"] else "en"


def is_chinese(text: str) -> bool:
    """Return whether the document is Chinese rather than in Latin letters with Chinese in it."""
    return len(_HAN.findall(text)) > 2 * len(_WORD.findall(text)) / 3


def two_languages(text: str, *, freely: bool) -> tuple[str, str] | None:
    """Return the Chinese and the other words of a text that says the same in both, else None.

    freely: a mere space, or none, may part them, as in labels; else only a sign does.
    """
    if not _HAN.search(text):
        return None
    parted = _parted(text)
    if parted is not None:
        return parted
    patterns = (_TWO_CODED, _TWO_GLUED, _TWO, _TWO_BACK)
    match = next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)
    if match is None:
        return None
    chinese, other = match["zh"].strip(" /|"), match["other"].strip(" /|")
    if "(" in match["gap"] or "（" in match["gap"]:
        chinese, other = chinese.rstrip(")）").strip(), other.rstrip(")）").strip()
    elif not freely and not match["gap"].strip(" ") and "\n" not in match["gap"]:
        return None
    return (chinese, other) if _is_worded(other) and _HAN.search(chinese) else None


def is_signed(text: str) -> bool:
    """Return whether a sign parts words of two languages, or one set stands in brackets."""
    return bool(_SIGN.search(text) or re.search("[(（]", text))


def _parted(text: str) -> tuple[str, str] | None:
    """Return the Chinese and the other words where a sign parts them: codes stand in both."""
    found = []
    for sign in _SIGN.finditer(text):
        one, other = text[: sign.start()].strip(), text[sign.end() :].strip()
        chinese, foreign = (one, other) if _HAN.search(one) else (other, one)
        strange = any(
            _is_worded(word) and not _HAN.search(word) and word not in foreign
            for word in chinese.split()
        )
        if _HAN.search(chinese) and not (_HAN.search(foreign) or strange) and _is_worded(foreign):
            # Lists in both languages have as many parts; a sign within either is drawn closer.
            uneven = abs(len(_SIGN.split(one)) - len(_SIGN.split(other)))
            found.append((uneven, not sign[0].startswith((" ", "\n")), chinese, foreign))
    if not found:
        return None
    _, _, chinese, foreign = min(found)
    return chinese, foreign


def _is_worded(text: str) -> bool:
    """Return whether there are words in Latin letters, not only codes."""
    return any(len(word) > 2 and _LOWER.search(word) for word in _WORD.findall(text))
