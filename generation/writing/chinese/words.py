"""What Chinese says of things that are worded, not measured."""

from generation.writing.chinese.wording import Wording

WORDED: dict[str, Wording] = {
    "material": Wording(
        ("用{v}做成", "由{v}制成", "以{v}制成", "材质为{v}", "选用{v}", "·{v}材质", "·{v}{body}", "采用{v}",
         "材质是{v}", "用料是{v}"),
        warm=("摸上去是{v}",), lively=("用的是{v}",),
        answers=("材质是{v}。", "用{v}制成。"), heads=("{v}{body}", "{v}材质", "{v}"),
    ),
    "two": Wording(  # 粗陶，食品级釉
        ("·{a}搭配{b}", "·{a}配{b}", "选用{a}，搭配{b}", "·{a}{body}配{b}", "材质为{a}，配{b}", "用{a}制成，配{b}",
         "采用{a}，搭配{b}", "用料是{a}和{b}", "·{a}{body}，搭配{b}"),
        lively=("·{a}，加上{b}",), warm=("用{a}做成，搭配{b}",),
        answers=("{a}搭配{b}。", "材质是{a}，配{b}。"), heads=("{a}{body}配{b}", "{a}配{b}", "{a}"),
    ),
    "treated": Wording(  # 头层牛皮，植鞣工艺
        ("选用{a}，{b}", "·{a}，{b}", "用{a}制成，{b}", "材质为{a}，{b}", "采用{a}，{b}"),
        answers=("是{a}，{b}。", "材质是{a}，{b}。"), heads=("{a}",),
    ),
    "blend": Wording(  # 棉 98%，氨纶 2%
        ("成分为{v}", "材质为{v}", "含{v}", "用料是{v}"), lines=("材质：{v}",),
        answers=("材质是{v}。",), heads=("{v}",),
    ),
    "craft": Wording(
        ("{v}", "{v}", "采用{noun_v}", "{done}", "·{noun_v}工艺"), lines=("工艺：{v}",),
        answers=("{v}。", "工艺是{v}。"), heads=("{a}",),
    ),
    "colour": Wording(
        ("颜色为{v}", "配色为{c}", "·{c}配色", "颜色是{v}", "·{v}外观", "选用{c}配色", "外观是{v}", "外观为{v}", "配色是{c}"),
        warm=("颜色选了{v}",), lively=("·一身{v}",),
        answers=("是{v}。", "{v}。", "颜色为{v}。"), heads=("{c}配色", "{v}"),
    ),
    "origin": Wording(
        ("产自{v}", "产地为{v}", "产地是{v}", "来自{v}", "·{v}制造", "·产地{v}", "·{v}生产"), lines=("产地：{v}",),
        answers=("产地是{v}。", "{v}。", "产自{v}。"), heads=("产自{v}", "{v}制造"),
    ),
    "ingredient": Wording(
        ("含{v}", "{l}为{v}", "添加{v}", "加入{v}", "{l}是{v}", "配方含{v}", "以{v}为{main}", "{main}有{v}", "配方中有{v}", "配方以{v}为主", "添加了{v}"),
        answers=("{l}是{v}。", "含{v}。"), heads=("含{v}", "{v}"),
    ),
    "texture": Wording(
        ("质地为{v}", "质地是{v}", "·{a}质地{rest}", "质感是{v}", "质感为{v}", "·{a}质感{rest}"), lines=("质地：{v}",),
        warm=("抹开是{v}", "推开是{v}"), lively=("质地{v}",),
        answers=("是{v}。", "质地是{v}。"), heads=("{a}质地", "{a}"),
    ),
    "feel": Wording(
        ("质感是{v}", "手感是{v}", "摸起来是{v}", "·{a}手感{rest}"), lines=("手感：{v}",),
        answers=("是{v}。",), heads=("{a}手感", "{a}"),
    ),
    "scent": Wording(
        ("香味是{v}", "带{v}的香味", "气味是{v}", "香型为{v}"),
        answers=("是{v}。", "香味是{v}。"), heads=("{v}香味",),
    ),
    "connection": Wording(
        ("支持{v}", "用{a}连接{rest}", "通过{a}连接{rest}", "可用{a}连接{rest}", "连接方式为{v}", "连接方式是{v}", "连接用{v}", "·{a}连接{rest}"),
        answers=("支持{v}。", "用{a}连接{rest}。"), heads=("{a}连接", "{a}"),
    ),
    "charger": Wording(
        ("用 {v} 充电", "·{v} 接口充电", "可用 {v} 接口充电", "充电口为 {v}", "充电接口为 {v}", "充电用 {v} 接口", "配 {v} 充电接口",
         "·{v} 充电"),
        answers=("用 {v} 接口充电。", "{v} 接口。"), heads=("{v} 充电",),
    ),
    "port": Wording(
        ("{l}为{v}", "{l}是{v}", "配{v}{l}"), answers=("{l}是{v}。",), heads=("{v}{l}", "{v}"),
    ),
    "fits": Wording(
        ("能放下{v}", "放得下{v}", "装得下{v}", "可放{v}", "能装{v}", "可收纳{v}"),
        warm=("你可以放进{v}",), lively=("一次装下{v}",),
        answers=("能放下{v}。", "{v}都能放。"), heads=(),
    ),
    "audience": Wording(
        ("适合{v}", "·{v}适用", "面向{v}", "适合{v}使用", "为{v}准备", "·{v}可用"),
        answers=("适合{v}。", "{v}适用。"), heads=("适合{v}",),
    ),
    "purpose": Wording(
        ("适用于{v}", "可用于{v}", "适合{v}"), answers=("适用于{v}。",), heads=("适用于{v}",),
    ),
    "compatible": Wording(
        ("兼容{v}", "适配{v}", "可与{v}配合使用"), answers=("兼容{v}。",), heads=("兼容{v}",),
    ),
    "contents": Wording(
        ("盒内有{v}", "包装内含{v}", "随附{v}", "内含{v}", "包装里有{v}", "到手包含{v}", "一并附上{v}", "包装内有{v}"), lines=("包装清单：{v}", "盒内清单：{v}"),
        warm=("打开盒子，有{v}",), lively=("开箱有{v}",),
        answers=("有{v}。", "盒内有{v}。"),
    ),
    "given": Wording(
        ("附赠{v}", "随附{v}", "另附{v}"), answers=("附赠{v}。", "有{v}。"), heads=("附赠{v}",),
    ),
    "packaging": Wording(
        ("采用{v}包装", "·{v}包装", "包装为{v}", "用{v}包装", "以{v}盛装", "包装是{v}", "装在{v}里", "包装采用{v}", "包装选了{v}"),
        answers=("包装是{v}。", "{v}。"), heads=("{v}包装", "{v}"),
    ),
    "packed": Wording(  # 玻璃瓶，可回收瓶盖
        ("·{a}包装，搭配{b}", "·{a}搭配{b}", "包装为{a}和{b}", "装在{a}里，配{b}", "采用{a}，配{b}", "包装是{a}，配{b}"),
        answers=("{a}，配{b}。", "包装是{a}，配{b}。"), heads=("{a}配{b}", "{a}包装"),
    ),
    "care": Wording(
        ("平时{v}即可", "平时{v}", "保养时{v}", "日常{v}", "打理时{v}"), lines=("保养方法：{v}", "{l}：{v}", "日常打理：{v}"),
        warm=("·你只需{v}", "得空时{v}"), lively=("打理起来，{v}",),
        answers=("{v}。", "平时{v}。", "{v}即可。"),
    ),
    "directions": Wording(
        ("使用时{v}", "用时{v}", "{v}即可", "{v}", "每次{v}", "{v}就好", "用起来{v}"), lines=("{l}：{v}",),
        warm=("用的时候，{v}",),
        answers=("{v}。", "{v}即可。"),
    ),
    "operation": Wording(
        ("{v}", "操作时{v}", "用时{v}"), lines=("{l}方式：{v}", "{l}：{v}"),
        answers=("{v}。",), heads=("{a}",),
    ),
    "part": Wording(  # 五金: 纯黄铜
        ("配{v}{l}", "采用{v}{l}", "{l}为{v}", "搭配{v}{l}", "{l}是{v}", "{l}选用{v}", "{l}采用{v}", "·{v}{l}"),
        answers=("{l}是{v}。", "是{v}。"), heads=("{v}{l}", "{l}为{v}"),
    ),
    "detail": Wording(
        ("{l}为{v}", "{l}是{v}", "{l}为{v}"), lines=("{l}：{v}",),
        answers=("{l}是{v}。", "是{v}。"), heads=("{l}为{v}",),
    ),
    "own": Wording(  # 灯泡: E14 LED 灯泡，已附
        ("·{v}",), answers=("{v}。",),
    ),
    "does": Wording(  # 肩带: 可拆卸
        ("{l}{v}", "{l}{v}"), answers=("{l}{v}。",), heads=("{l}{v}", "{l}{a}"),
    ),
    "bare": Wording(  # 香味: 不添加香精
        ("{v}",), answers=("{v}。",), heads=("{v}", "{a}"),
    ),
    "alone": Wording(  # sentences already
        (), lines=("{l}：{v}", "关于{l}，{v}"), answers=("{v}。",),
    ),
}  # fmt: skip
