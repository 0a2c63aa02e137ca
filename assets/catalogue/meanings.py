"""What the columns of a sheet mean, told by their headings in English and Chinese."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets.catalogue.texts import folded
from workspaces.currencies import CURRENCIES

FIELDS = ("sku", "name", "name_zh", "brand", "category", "price", "currency", "photos")
FACT = "fact"
IGNORE = "ignore"
MAX_ATTRIBUTE, MAX_UNIT, MAX_LANGUAGE = 80, 16, 10
CHINESE = re.compile("[\u3400-\u9fff]")

_SYNONYMS: dict[str, str] = {
    "sku": "sku skuid skucode skuno skunumber sellersku itemno itemnumber itemcode itemid articleno"
    " articlenumber article productcode productid productno partnumber modelno stylecode"
    " sku编码 sku编号 sku码 货号 款号 商品编码 商品编号 商品货号 产品编码 产品编号 商家编码 编码 编号 物料编码",
    "name": "name title productname producttitle itemname itemtitle englishname nameen titleen"
    " 名称 标题 商品名称 商品标题 产品名称 产品标题 品名 商品名 产品名 英文名 英文名称 英文标题",
    "name_zh": "namezh chinesename titlezh chinesetitle namecn titlecn 中文名 中文名称 中文标题 中文品名",
    "brand": "brand brandname manufacturer 品牌 品牌名称 厂牌",
    "category": "category producttype categoryname department 类目 分类 类别 品类 商品分类 产品分类 商品类目",
    "price": "price unitprice saleprice sellingprice retailprice listprice rrp msrp"
    " 价格 售价 单价 零售价 销售价 销售价格 商品价格 一口价 定价",
    "currency": "currency currencycode pricecurrency 币种 货币 货币代码",
    "photos": "photo photos image images picture pictures mainimage mainphoto imageurl imageurls"
    " photourl imagelink imagesrc imagefile imagefiles filename 主图 图片 商品图片 产品图片 商品主图 图片链接"
    " 图片地址 图片文件 照片 主图链接",
}
_BY_WORD = {word: name for name, words in _SYNONYMS.items() for word in words.split()}
_LANGUAGES: dict[str, str] = {
    **dict.fromkeys(("en", "eng", "english", "英文", "英语", "英"), "en"),
    **dict.fromkeys(
        ("zh", "zh-cn", "zh-hans", "cn", "chinese", "中文", "汉语", "中", "简体中文"), "zh-hans"
    ),
}
_UNITS = frozenset(
    re.split(
        r"\s+",
        "mm cm m km in inch inches ft g kg mg lb lbs oz t ml cl dl l ltr litre liter w kw v mv a ma mah"
        " wh kwh hz khz mhz ghz db lm lx k °c °f c f % pa kpa mpa bar psi rpm s sec min h hr days months"
        " years m² m2 cm² cm2 m³ m3 cm³ cm3 pcs pc px gb mb tb 毫米 厘米 米 克 千克 公斤 毫升 升 瓦 伏 毫安 小时"
        " 分钟 天 个月 年 件 个 寸 英寸 ℃ g/m² gsm",
    )
)
_TAIL = re.compile(
    r"^(?P<base>.*?)\s*(?:\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\])$", re.DOTALL
)
_CURRENCY = re.compile(r"[\s(（/,，-]+([A-Za-z]{3})[)）]?\s*$")
_WIDE = str.maketrans("（）【】［］", "()[][]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means: a field of a product, `fact` with its attribute, or `ignore`.

    unit: of a fact; of a price, its currency.
    """

    means: str
    attribute: str = ""
    unit: str = ""
    language: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Meaning":
        """Return the meaning that was kept as JSON."""
        names = ("means", "attribute", "unit", "language")
        return cls(**{name: str(given.get(name, "")) for name in names})

    def to_json(self) -> dict[str, str]:
        """Return it as JSON, without what is empty."""
        kept = {"attribute": self.attribute, "unit": self.unit, "language": self.language}
        return {"means": self.means, **{name: text for name, text in kept.items() if text}}

    @property
    def fact_key(self) -> tuple[str, str]:
        """What makes it the same fact of a product: upper and lower case do not."""
        return folded(self.attribute), self.language


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart. plain: it says by empty or square brackets that it is a fact."""

    base: str
    unit: str = ""
    language: str = ""
    plain: bool = False


def memory_key(heading: str) -> str:
    """Return by what a heading is remembered: spaces, width and case make no other."""
    return folded(" ".join(heading.split()))[:120]


def word_of(heading: str) -> str:
    """Return a heading as the synonyms have it: without spaces, dashes and marks."""
    return re.sub(r"[\s_\-·:：.*/#]+", "", heading).lower()


def field_of(heading: str) -> str:
    """Return the field of a product that a heading names, or nothing."""
    parts = taken_apart(heading)
    if parts.plain:
        return ""
    name = _BY_WORD.get(word_of(parts.base)) or _BY_WORD.get(word_of(heading), "")
    if not name and _currency_in(heading):
        name = "price" if _BY_WORD.get(word_of(_CURRENCY.sub("", heading))) == "price" else ""
    return "name_zh" if name == "name" and parts.language == "zh-hans" else name


def guess(heading: str, *, samples: Sequence[str] = ()) -> Meaning:
    """Return what a column of this heading most likely means."""
    parts, name = taken_apart(heading), field_of(heading)
    if not parts.base or (parts.base.startswith("#") and not parts.plain):
        return Meaning(IGNORE)
    if name == "price":
        return Meaning("price", unit=_currency_in(heading))
    if name:
        return Meaning(name)
    language = parts.language
    if not language and not parts.plain and any(CHINESE.search(text) for text in samples):
        language = "zh-hans"
    return Meaning(FACT, parts.base[:MAX_ATTRIBUTE], parts.unit[:MAX_UNIT], language)


def guesses(
    columns: Iterable[tuple[str, Sequence[str]]], *, known: Mapping[str, Meaning]
) -> list[Meaning]:
    """Return what each column means: no field twice, and nothing from memory that clashes.

    columns: heading and samples of each. known: what headings meant last time, by `memory_key`.
    """
    taken: set[tuple[str, ...]] = set()
    found: list[Meaning] = []
    for heading, samples in columns:
        told = known.get(memory_key(heading)) or guess(heading, samples=samples)
        place = _place(told)
        if told.means != IGNORE and place in taken:
            told = Meaning(IGNORE)
        taken.add(place)
        found.append(told)
    return _with_a_name(found)


def taken_apart(heading: str) -> Heading:
    """Return a heading's words, and the unit and language that stand in brackets behind them."""
    base, unit, language, plain = heading.strip(), None, None, False
    for _ in range(2):
        found = _TAIL.match(base.translate(_WIDE))
        if found is None:
            break
        inside = found["round"] if found["round"] is not None else found["square"]
        before = base[: len(found["base"])].strip()
        is_square = found["square"] is not None
        if not before:
            break
        if is_square and language is None and unit is None:
            language, plain = inside.strip()[:MAX_LANGUAGE], True
        elif not is_square and language is None and not plain and inside.lower() in _LANGUAGES:
            language = _LANGUAGES[inside.lower()]
        elif not is_square and unit is None and _is_unit(inside, plain=plain):
            unit, plain = inside.strip(), plain or not inside
        else:
            break
        base = before
    return Heading(base, unit or "", language or "", plain)


def heading_for(meaning: Meaning, *, chinese_values: bool) -> str:
    """Return a fact's heading for a sheet that reads back as the same: 'Capacity (ml) [en]'."""
    unit = f" ({meaning.unit})" if meaning.unit else ""
    language = f" [{meaning.language}]" if meaning.language else ""
    short = f"{meaning.attribute}{unit}{language}"
    if guess(short, samples=("中",) if chinese_values else ()) == meaning:
        return short
    return f"{meaning.attribute} ({meaning.unit}) [{meaning.language}]"


def _is_unit(inside: str, *, plain: bool) -> bool:
    return plain or not inside or inside.strip().lower() in _UNITS


def _currency_in(heading: str) -> str:
    found = _CURRENCY.search(heading)
    code = found[1].upper() if found else ""
    return code if code in CURRENCIES else ""


def _place(told: Meaning) -> tuple[str, ...]:
    return (FACT, *told.fact_key, told.unit) if told.means == FACT else (told.means,)


def _with_a_name(found: list[Meaning]) -> list[Meaning]:
    """Let the Chinese name be the name where there is no other: a product has to have one."""
    if any(one.means == "name" for one in found):
        return found
    return [Meaning("name") if one.means == "name_zh" else one for one in found]
