"""Tells what a letter says of itself, its sender and its prices from what is said of a product."""

import re
from collections.abc import Sequence

from assets.reading.pairs import Pair
from assets.reading.units import is_measure
from assets.reading.wording import is_known

MANY = 2
_WORDS = re.compile(
    r"to|from|cc|attn|attention|an|von|z\.? ?hd\.?|à l'attention de|destinataire|expéditeur|spett\.?(?:le)?|alla c\.?a\.?|"
    r"date|datum|data|fecha|(?:date|datum) (?:of issue|d'émission|der ausgabe)|last (?:update|change|modified)|"
    r"(?:issued?|exported|printed|created|generated|updated|modified|sent|received)(?: (?:on|at|by|to|for|date))?|"
    r"(?:exportiert|gedruckt|erstellt|geändert|aktualisiert|ausgestellt)(?: (?:am|von))?|(?:imprimé|édité|exporté|émis) le|"
    r"(?:quote|quotation|offer|order|inquiry|enquiry|rfq|proforma|angebot|anfrage|auftrag|devis|offerta|oferta|presupuesto)s?"
    r"(?:\W*(?:no|nr|n°|nº|number|nummer|ref|date|id))?\.?|"
    r"(?:our|your|unser|ihr|n(?:os|otre)|v(?:os|otre))e? (?:ref|zeichen|réf)\w*\.?|kunde|käufer|client|cliente|buyer|acheteur|"
    r"prepared (?:for|by)|city|town|ort|stadt|plz|ville|città|ciudad|street|straße|strasse|postal code|salesperson|sales rep\w*\.?|"
    r"(?:uvp|rrp|msrp|srp)\b.*|报价(?:单号?|编号|日期|人|方)|收件人|发件人|致|导出.*|打印.*|更新.*",
    re.IGNORECASE,
)
# Whose number this is depends on what it stands among.
_REFERENCE = re.compile(r"(?:re|ref|subject|betreff|objet|oggetto|asunto)\.?", re.IGNORECASE)
_PRICED = re.compile(
    r".*\bpric(?:es?|ing)\b.*|.*preise?\b.*|prix\b.*|prezz[oi]\b.*|precios?\b.*|.*(?:价格|单价|报价).*",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"[^\W\d][^\d,]*(?:str\.|stra(?:ß|ss)e|weg|allee|gasse|platz|ring|damm|ufer|gade|gatan|vägen|vej|straat|laan)\s*\d{1,4}\s?[a-z]?|"
    r"\d{1,5}[a-z]?,?\s.*\b(?:street|st\.|road|rd\.?|avenue|ave\.?|lane|drive|boulevard|blvd\.?|rue|quai|allée|chemin|place)\b.*|"
    r"(?:rue|via|viale|corso|piazza|calle|avenida|avenue)\s[^\d]+\d{1,4}\s?[a-z]?",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r".*\s(?:GmbH|OHG|& Co\. KG|Ltd|Limited|LLC|Inc|Corp|S\.?A\.?R\.?L|S\.?p\.?A|S\.?r\.?l|S\.A|B\.V|Oy|ApS|A/S)\.?|"
    r".*有限(?:责任)?公司.*"
)


def without_furniture(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the page's pairs that are of a product: none of a letter's head, of places and prices."""
    ours = [pair for pair in pairs if not _is_furniture(pair)]
    if len(pairs) - len(ours) < MANY:
        return ours
    return [pair for pair in ours if not _REFERENCE.fullmatch(_bare(pair.name))]


def _is_furniture(pair: Pair) -> bool:
    name = _bare(pair.name)
    named = _WORDS.fullmatch(name) or _WORDS.fullmatch(name.rstrip("."))
    if named and not is_measure(_bare(pair.value)):
        return True
    if _PRICED.fullmatch(_bare(pair.section)):
        return True
    if _STREET.fullmatch(name) or _COMPANY.fullmatch(name):
        return True
    return bool(_STREET.fullmatch(_bare(pair.value))) and not is_known(name)


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(":： ")
