"""The pace is the offline voices' own. What was measured is never what the weights were fitted to."""

import pytest

from generation.writing.pace import spoken_seconds

# (text, seconds espeak-ng spoke it for at 175 words a minute, silence at both ends cut off)
ENGLISH = (
    ("Meet the Trail insulated bottle from Northbay. Made for unhurried weekends.", 4.17),
    ("The switch works like this: touch the foot, three steps.", 3.32),
    (
        "Then there are the cushions: memory foam under woven cloth. Also to note: the driver size is 40 mm.",
        6.28,
    ),
    (
        "Make room for the Trail insulated bottle from Northbay: a bottle that keeps drinks cold for 24 hours and hot for 12 hours.",
        7.58,
    ),
    ("The shade is 255 mm across. And it runs at 6 W.", 4.42),
    ("In size, it is 380 mm high. Power is 6 W.", 4.06),
    (
        "The bottle comes in forest green. What goes into it: 18/8 stainless steel, powder coated.",
        5.95,
    ),
    ("Switch on: 520 lm.", 2.53),
    (
        "A mug for the first coffee of the day: that is the speckled stoneware mug from Northbay.",
        4.56,
    ),
    (
        "The practical side, then. This satchel takes a 10-inch tablet, a wallet and a water bottle.",
        5.71,
    ),
    ("18/8 stainless steel, powder coated: that is the material.", 4.01),
    ("To use it: smooth a hazelnut-sized amount over clean skin, morning and evening.", 4.44),
    ("The Arc desk lamp from Northbay.", 1.79),
    ("This lamp is 380 mm high and brings 1,650 g to the scale.", 5.51),
    (
        "There is a bottle that takes 750 ml, made for the hours after work: the Trail insulated bottle from Northbay. Drinks stay cold for 24 hours and hot for 12 hours.",
        11.04,
    ),
    ("The colour is cognac. Pick it up and you are holding 840 g.", 4.16),
    ("And the cream is alcohol free. From Jeju, South Korea.", 3.34),
    ("Yes, the mug is microwave safe. Born in Jingdezhen, China.", 3.76),
    (
        "Here is the speckled stoneware mug from Northbay, a mug that is made of stoneware with a food-safe glaze. There is space for all of 350 ml.",
        8.36,
    ),
    ("Say hello to the speckled stoneware mug.", 2.06),
    (
        "The bottle measures 268 mm high and 76 mm across and offers a capacity of 750 ml. Weight is 390 g.",
        9.36,
    ),
    ("For the bulb, we chose an E14 LED, included.", 3.14),
    ("These headphones charge over USB-C and come with noise cancelling.", 3.74),
    (
        "Some things are made for an ordinary day. The Calm cica cream from Northbay is one of them.",
        4.88,
    ),
)
CHINESE = (
    ("有些东西是给忙完的傍晚留着的，像 Northbay Halo 无线头戴式耳机。它充满后可用 40 小时。", 9.3),
    ("认识一下 Halo 无线头戴式耳机。", 2.93),
    ("秤上看，840 克。", 2.26),
    ("来自中国景德镇。同时，它能进微波炉。", 4.51),
    ("论亮度，520 流明。", 2.28),
    ("颜色选了干邑棕。", 1.8),
    ("看这里：Northbay 斑点粗陶马克杯。容量 350 毫升。", 5.6),
    ("上面有 3 个内袋。开合方式这里，翻盖按压锁扣。", 5.05),
    ("收到的有耳机、布袋、USB-C 充电线、音频线。", 4.72),
    ("Northbay Halo 无线头戴式耳机，适合忙完的傍晚。", 4.47),
    ("在找手提包？看它。", 2.08),
    ("它点亮是 520 流明。", 2.35),
    ("细看五金，是纯黄铜。里料：棉质斜纹布。", 4.98),
    ("台灯选用乳白玻璃灯罩、拉丝黄铜。", 3.76),
    ("Northbay 斑点粗陶马克杯。咖啡还是茶，你来定。", 4.55),
    ("给出门之前选一个：Northbay 山径保温水壶。材质是 18/8 不锈钢、粉末涂层。", 8.54),
    (
        "清单上新：Northbay 山径保温水壶，留给伏案的一天。高 268 毫米、直径 76 毫米，倒进去后保冷 24 小时、保温 12 小时。",
        13.9,
    ),
    ("舒缓积雪草面霜，来了。", 2.51),
    ("灯罩直径：255 毫米。", 2.86),
    ("线长？", 0.76),
    ("Northbay 舒缓积雪草面霜，适合出门之前。", 4.39),
    ("重量是 390 克。大小是这样：高 268 毫米、直径 76 毫米。", 7.65),
    ("说点实用的。", 1.33),
    ("性能写在这里。", 1.64),
)
MEAN_ERROR = 0.08


@pytest.mark.parametrize(("language", "spoken"), [("en", ENGLISH), ("zh-hans", CHINESE)])
def test_the_mean_error_is_small(language: str, spoken: tuple[tuple[str, float], ...]) -> None:
    errors = [abs(spoken_seconds(text, language) - seconds) / seconds for text, seconds in spoken]

    assert sum(errors) / len(errors) <= MEAN_ERROR
    assert max(errors) <= 0.35  # two words, alone


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_takes_no_time_and_more_takes_longer(language: str) -> None:
    assert spoken_seconds("", language) == spoken_seconds(" … ", language) == 0
    one, two = (
        ("Press play.", "Press play. Listen.")
        if language == "en"
        else ("按下播放。", "按下播放。听。")
    )
    assert 0 < spoken_seconds(one, language) < spoken_seconds(two, language)


def test_numbers_are_spoken_out() -> None:
    assert spoken_seconds("1,240", "en") > spoken_seconds("12", "en")
    assert spoken_seconds("1240 毫升", "zh-hans") > spoken_seconds("12 毫升", "zh-hans")
