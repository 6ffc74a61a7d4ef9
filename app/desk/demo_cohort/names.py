"""Names of people who do not exist: real surnames, given names out of weather, landscape and old poems.

Romanised as passports in Taiwan do. Beside the common three characters there are two and four, names of indigenous
graduates with their dot, and characters of Unicode's extension B, because those are what breaks papers and searches.
"""

from __future__ import annotations

from random import Random

SURNAMES = dict(
    pair.split(":")
    for pair in [
        "林:LIN",
        "陳:CHEN",
        "黃:HUANG",
        "張:CHANG",
        "李:LEE",
        "王:WANG",
        "吳:WU",
        "劉:LIU",
        "蔡:TSAI",
        "楊:YANG",
        "許:HSU",
        "鄭:CHENG",
        "謝:HSIEH",
        "郭:KUO",
        "洪:HUNG",
        "邱:CHIU",
        "曾:TSENG",
        "廖:LIAO",
        "賴:LAI",
        "徐:HSU",
        "周:CHOU",
        "葉:YEH",
        "蘇:SU",
        "莊:CHUANG",
        "江:CHIANG",
        "呂:LU",
        "何:HO",
        "羅:LO",
        "高:KAO",
        "潘:PAN",
        "簡:CHIEN",
        "朱:CHU",
        "鍾:CHUNG",
        "游:YU",
        "彭:PENG",
        "詹:CHAN",
        "歐陽:OUYANG",
        "張簡:CHANGCHIEN",
        "范姜:FANCHIANG",
    ]
)
GIVEN = dict(
    pair.split(":")
    for pair in [
        "雲峯:YUN-FENG",
        "晴嵐:CHING-LAN",
        "千帆:CHIEN-FAN",
        "望舒:WANG-SHU",
        "若谷:JO-KU",
        "青禾:CHING-HO",
        "映雪:YING-HSUEH",
        "拾光:SHIH-KUANG",
        "知秋:CHIH-CHIU",
        "聽瀾:TING-LAN",
        "霽月:CHI-YUEH",
        "星野:HSING-YEH",
        "疏影:SHU-YING",
        "暮山:MU-SHAN",
        "初曉:CHU-HSIAO",
        "汀蘭:TING-LAN",
        "松濤:SUNG-TAO",
        "雨橋:YU-CHIAO",
        "半夏:PAN-HSIA",
        "長庚:CHANG-KENG",
        "鹿鳴:LU-MING",
        "子衿:TZU-CHIN",
        "南喬:NAN-CHIAO",
        "北辰:PEI-CHEN",
        "海若:HAI-JO",
        "竹溪:CHU-HSI",
        "岸芷:AN-CHIH",
        "朝露:CHAO-LU",
        "孤帆:KU-FAN",
        "行舟:HSING-CHOU",
        "煙雨:YEN-YU",
        "春澗:CHUN-CHIEN",
        "冬青:TUNG-CHING",
        "夏蟬:HSIA-CHAN",
        "秋棠:CHIU-TANG",
        "平沙:PING-SHA",
        "遠岫:YUAN-HSIU",
        "白鷺:PAI-LU",
        "素問:SU-WEN",
        "玄圃:HSUAN-PU",
        "小滿:HSIAO-MAN",
        "穀雨:KU-YU",
        "白露:PAI-LU",
        "驚蟄:CHING-CHE",
        "清明:CHING-MING",
        "霜降:SHUANG-CHIANG",
        "嵐:LAN",
        "堃:KUN",
        "喆:CHE",
        "禾:HO",
        "川:CHUAN",
        "嶼:YU",
        "汐:HSI",
        "霽:CHI",
    ]
)
INDIGENOUS = (
    ("哈魯‧晨霧‧巴里坎", "HALU CHENWU PALIKAN"),
    ("巴奈‧星河‧卡吉法", "PANAI HSINGHO KACIFA"),
    ("拉罕‧雲豹‧達瓦林", "LAHAN YUNPAO TAWALIN"),
    ("依莎‧海風‧馬拉道恩", "ISA HAIFENG MALATAOEN"),
    ("谷木‧山櫻", "KUMU SHANYING"),
)
RARE = (
    ("林𠈌安", "LIN, FENG-AN"),
    ("黃𣲗霖", "HUANG, WEI-LIN"),
    ("吳𡘙恩", "WU, MAO-EN"),
    ("陳喆𤧛", "CHEN, CHE-TIAO"),
)
FROM_ABROAD = (
    ("阮雨橋", "NGUYEN, VU KIEU"),
    ("佐野初曉", "SANO, HATSUAKI"),
    ("金北辰", "KIM, BUK-JIN"),
    ("伊芙‧林德薇", "LINDVEI, EVE"),
)


def invented_names(random: Random, count: int) -> list[tuple[str, str]]:
    """``count`` different names, each in Chinese and in Latin letters."""
    found: dict[str, str] = {}
    surnames, given = list(SURNAMES), list(GIVEN)
    while len(found) < count:
        family, own = random.choice(surnames), random.choice(given)
        found[family + own] = f"{SURNAMES[family]}, {GIVEN[own]}"
    return list(found.items())
