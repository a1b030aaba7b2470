"""Texts that are hard on a tokenizer, made from a seed.

Used by make_tokenizer_fixture.py. `texts()` yields (text, group) pairs: text is a str, bytes where
it is not UTF-8, or (unit, count) for a unit repeated many times.
"""

import random
import unicodedata

SENTENCES = """
The quick brown fox jumps over the lazy dog.
I'm sure they've said we'll go; it's what you'd expect, isn't it? They're LATE, DON'T wait.
Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.
Dès Noël, où un zéphyr haï me vêt de glaçons würmiens, je dîne d’exquis rôtis de bœuf.
El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío; ¿añoraba a su cachorro?
Luís argüia à Júlia que «brações, fé, chá, óxido, pôr, zângão» eram palavras do português.
Pchnąć w tę łódź jeża lub ośm skrzyń fig.
Příliš žluťoučký kůň úpěl ďábelské ódy.
Árvíztűrő tükörfúrógép.
Pijamalı hasta yağız şoföre çabucak güvendi. İstanbul'da IŞIK ışık.
Kæmi ný öxi hér, ykist þjófum nú bæði víl og ádrepa.
Trăm năm trong cõi người ta, chữ tài chữ mệnh khéo là ghét nhau.
Съешь же ещё этих мягких французских булок, да выпей чаю.
Жебракують філософи при ґанку церкви в Гадячі, ще й шатро їхнє п’яне знаємо.
Ξεσκεπάζω τὴν ψυχοφθόρα βδελυγμία.
דג סקרן שט בים מאוכזב ולפתע מצא חברה.
صِف خَلقَ خَودِ كَمِثلِ الشَمسِ إِذ بَزَغَت — يَحظى الضَجيعُ بِها نَجلاءَ مِعطارِ
همهٔ افراد بشر آزاد به دنیا می‌آیند و حیثیت و حقوقشان با هم برابر است.
تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔
सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।
সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে।
ਸਾਰਾ ਮਨੁੱਖੀ ਪਰਿਵਾਰ ਆਪਣੀ ਮਹਿਮਾ, ਸ਼ਾਨ ਅਤੇ ਹੱਕਾਂ ਦੇ ਪੱਖੋਂ ਜਨਮ ਤੋਂ ਹੀ ਆਜ਼ਾਦ ਹੈ।
પ્રતિષ્ઠા અને અધિકારોની દૃષ્ટિએ સર્વ માનવો જન્મથી સ્વતંત્ર અને સમાન હોય છે.
மனிதப் பிறவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்; அவர்கள் மதிப்பிலும் உரிமைகளிலும் சமமானவர்கள்.
ప్రతిపత్తిస్వత్వముల విషయమున మానవులెల్లరును జన్మతః స్వతంత్రులును సమానులును నగుదురు.
ಎಲ್ಲಾ ಮಾನವರೂ ಸ್ವತಂತ್ರರಾಗಿಯೇ ಜನಿಸಿದ್ದಾರೆ.
മനുഷ്യരെല്ലാവരും തുല്യാവകാശങ്ങളോടും അന്തസ്സോടും സ്വാതന്ത്ര്യത്തോടുംകൂടി ജനിച്ചിട്ടുള്ളവരാണ്.
සියලු මනුෂ්‍යයෝ නිදහස්ව උපත ලබා ඇත.
มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ
ມະນຸດທຸກຄົນເກີດມາມີກຽດສັກສີ ສິດທິ ເສລີພາບ ແລະຄວາມສະເໝີພາບເທົ່າທຽມກັນ.
လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် လည်းကောင်း မွေးဖွားလာသူများ ဖြစ်သည်။
មនុស្សទាំងអស់កើតមកមានសេរីភាពនិងភាពស្មើៗគ្នា។
བོད་ཀྱི་སྐད་ཡིག་ནི་ཧ་ཅང་མཛེས་པོ་ཡོད།
ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით.
Բոլոր մարդիկ ծնվում են ազատ ու հավասար՝ իրենց արժանապատվությամբ ու իրավունքներով։
የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው።
人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。
人人生而自由,在尊嚴和權利上一律平等。
すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。ｶﾀｶﾅ
모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 제1조
ᏂᎦᏓ ᎠᏂᏴᏫ ᏂᎨᎫᏓᎸᎾ ᎠᎴ ᎤᏂᏠᏱ ᎤᎾᏕᎿ ᏚᏳᎧᏛ ᎨᏒᎢ.
ᐃᓄᓕᒫᑦ ᐊᓂᖅᑎᕆᔪᑦ ᐃᓅᓚᐅᕐᒪᑕ ᐃᓱᒪᕐᓱᕐᓂᖃᖅᖢᑎᒃ.
ᠬᠥᠮᠦᠨ ᠪᠦᠷ ᠲᠥᠷᠥᠵᠦ ᠮᠡᠨᠳᠡᠯᠡᠬᠦ ᠡᠷᠬᠡ ᠴᠢᠯᠥᠭᠡ ᠲᠡᠢ
Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor.
SELECT name, COUNT(*) AS n FROM users WHERE age >= 21 AND email LIKE '%@example.com' GROUP BY 1;
https://user:pa%20ss@example.com:8080/a/b.html?q=1&r=%E2%9C%93#frag-7
E = mc², ∑_{i=0}^{n} x_i ≠ ∞; 10 × 5 ÷ 2 = 25 ± 0.5‰, ¼ + ½ = ¾, ⅷ + Ⅳ = Ⅻ, H₂O, x⁻¹
Temperatures: −40 °C = −40 °F, 98.6℉, 37℃; 5′ 11″; 50 €, £3.20, ¥1,000, ₹99, ₿0.01, 10¢
1234567890 3.14159 1e-10 0xDEADBEEF 007 1,000,000.00 ٠١٢٣٤٥٦٧٨٩ ०१२३ ๐๑๒ ㊿ ① ➓ 𝟘𝟙𝟚 Ⅷ 〇一二三
""".strip().split("\n")

CODE = [
    "def f(x):\n    return [i ** 2 for i in range(x) if i % 3 == 0]\n\n\nprint(f(10))  # done\n",
    "for (int i = 0; i < n; ++i) {\n\tsum += a[i] * b[i];\n}\n// end\r\n",
    "#include <stdio.h>\n\nint main(void) {\n\tprintf(\"%d\\n\", 42);\n\treturn 0;\n}\n",
    "func f<T: P>(_ x: T?) throws(E) -> [T]? { x.map { [$0] } ?? nil }\n",
    "<!DOCTYPE html>\n<html><body><h1>Hi</h1><p class=\"a\">x &amp; y</p><br/></body></html>\n",
    "{\"a\": [1, 2.5, -3e8, null, true], \"b\": {\"c\": \"\\u00e9\\n\"}}",
    "$ grep -rn 'x\\.y' src/ | awk '{print $1}' | sort -u > /tmp/out.txt && echo done",
    "\\begin{align}\n  \\frac{a}{b} &= \\sqrt{x^2 + y^2} \\\\\n\\end{align}",
    "| a | b |\n|---|:-:|\n| 1 | `x` |\n\n- [ ] todo\n  * sub\n\n> quote\n\n```swift\nlet x = 1\n```\n",
    "+----+----+\n|  1 |  2 |\n+====+====+\n~~~~~~~~ //////// ######## ........ -------- ________",
    "if x>=1&&y!=2||!(z<<3):a[i]--;b->c;d::e;f=>g;h|>i;j..k;l...m;n?.o;p??q;@r;$s;#t;\\u;%v;^w;",
    "           deep\n                indentation\n                                of blanks",
    "\tone\n\t\ttwo\n\t\t\tthree\n\t\t\t\t\t\t\tseven\n",
]

EMOJI = [
    "😀", "👍🏽", "👩‍💻", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🏴‍☠️", "🇩🇪", "🇯🇵🇰🇷", "❤️", "❤", "1️⃣", "#️⃣", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "🤷🏿‍♀️", "🫠", "🪿", "☃︎", "☃️", "✅", "🧑🏻‍❤️‍💋‍🧑🏿", "🕴️", "©️", "㊗️", "🀄", "🂡", "🇦", "🏽", "\ufe0f", "\u200d",
]

BLANKS = [
    " ", "  ", "   ", "    ", "\t", "\t\t", "\n", "\n\n", "\n\n\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1f",
    "\x85", "\xa0", "\u1680", "\u180e", "\u2000", "\u2003", "\u2009", "\u200a", "\u200b", "\u2028",
    "\u2029", "\u202f", "\u205f", "\u2060", "\u3000", "\ufeff", "\u2581", "\u2581\u2581",
]

PUNCTUATION = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + [
    "...", "…", "—", "–", "‘", "’", "“”", "«»", "„", "¿", "¡", "、", "。", "！", "？", "：", "「」", "·", "•", "§", "¶", "†", "‰",
    "'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'RE", "’s", "''s", "'sat", "'rent", "'r", "'v", "'l", "'",
]

WORDS = """
the of and to in is it was for on with as be at by I you he she we they Hello World hello world
HELLO wOrLd don't can't O'Neill naïve café résumé Straße ΑΒΓ αβγ привет мир 世界 日本語 한국어 สวัสดี नमस्ते
tokenization antidisestablishmentarianism x y z foo_bar camelCase PascalCase SCREAMING_CASE kebab-case
""".split()

SPECIALS = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|im_start|>user\n", "<|im_start|>system\nYou", "<repo_name>",
    "<reponame>", "<file_sep>", "<filename>", "<gh_stars>", "<issue_start>", "<jupyter_code>", "<empty_output>",
    "<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "[multimodal]", "<unused0>", "<unused1>", "<unused10>",
    "<unused99>", "<unused6241>", "<start_of_turn>", "<end_of_turn>", "<start_of_turn>user\n",
    "<start_of_image>", "<end_of_image>", "<h1>", "</h1>", "<b>", "</b>", "<i>", "<s>", "</s>", "<table>", "<td>",
    "<code>", "<strong>", "<0x0A>", "<0xFF>", "<0x0a>", "<|im_start", "im_end|>", "<unused", "<<b>>", "<|", "|>", "</",
]


def chunk(rng, pool, low, high):
    return "".join(rng.choice(pool) for _ in range(rng.randint(low, high)))


def scalar(rng, first, last):
    while True:
        code_point = rng.randint(first, last)
        if not 0xD800 <= code_point < 0xE000:
            return chr(code_point)


def decodes_alike(data):
    """Whether llama.cpp's lenient decoder finds no surrogate, overlong form or number past U+10FFFF.

    It takes those for characters (or, the last, aborts); a strict decoder does not.
    """
    position = 0
    while position < len(data):
        lead = data[position]
        length = 1 if lead < 0x80 else 2 if 0xC0 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4
        tail = data[position + 1 : position + length]
        if lead < 0x80 or lead < 0xC0 or lead >= 0xF8:
            position += 1
        elif len(tail) < length - 1 or any(byte & 0xC0 != 0x80 for byte in tail):
            position += 1
        else:
            try:
                data[position : position + length].decode("utf-8")
            except UnicodeDecodeError:
                return False
            position += length
    return True


def broken(rng):
    """Bytes that are not UTF-8: valid text with bytes cut out, put in or changed."""
    while True:
        data = bytearray(
            chunk(rng, WORDS + EMOJI + [" ", "é", "世", "€", "𝄞"], 1, 6).encode("utf-8")
        )
        for _ in range(rng.randint(1, 4)):
            position = rng.randrange(len(data)) if data else 0
            what = rng.randrange(4)
            if what == 0 and data:
                del data[position]
            elif what == 1:
                data.insert(position, rng.randrange(0x80, 0x100))
            elif what == 2 and data:
                data[position] = rng.randrange(0x80, 0x100)
            else:
                data[position:position] = bytes(rng.choices(range(0x80, 0x100), k=2))
        data = bytes(data)
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            if decodes_alike(data):
                return data


def texts(seed):
    rng = random.Random(seed)

    for group, items in [
        ("sentence", SENTENCES), ("code", CODE), ("emoji", EMOJI), ("blank", BLANKS),
        ("punctuation", PUNCTUATION), ("word", WORDS), ("special", SPECIALS),
    ]:
        for item in items:
            yield item, group
    yield "", "empty"
    for sentence in SENTENCES:
        yield " " + sentence[: rng.randint(5, 40)], "leading blank"
        yield unicodedata.normalize("NFD", sentence[: rng.randint(20, 60)]), "decomposed"
        yield sentence.upper()[: rng.randint(10, 60)], "upper case"

    # Every script: three words of neighbours from each stretch of 128 code points that is assigned,
    # and from some that are not.
    for first in list(range(0x80, 0x3400, 0x80)) + list(range(0xA000, 0xAC00, 0x80)) + [
        0x3400, 0x4E00, 0x9F00, 0xAC00, 0xD700, 0xE000, 0xF900, 0xFB00, 0xFE00, 0xFF00,
        0x20000, 0x2A700, 0x2EBF0, 0x30000, 0x31350, 0x3FF80, 0x50000, 0xE0000, 0xF0000, 0x10FF80,
    ] + list(range(0x10000, 0x13000, 0x80)) + list(range(0x16800, 0x17000, 0x100)) + list(
        range(0x1B000, 0x1FC00, 0x100)
    ):
        words = [
            "".join(scalar(rng, first, first + 0x7F) for _ in range(rng.randint(1, 6)))
            for _ in range(3)
        ]
        yield " ".join(words), "script"

    pools = {
        "mixture": WORDS + PUNCTUATION + BLANKS + EMOJI + list("0123456789") + [" "] * 40,
        "blanks": BLANKS + [" ", "\n", "\t"] * 6 + ["a", "1", "."],
        "numbers": list("0123456789") * 2 + list("٣६๔²½Ⅷ①𝟗㊿.,-+ eExX") + [" ", "  ", " a"],
        "special tokens": SPECIALS + [" ", "\n", "a", "<", ">", "|", " x "],
        "punctuation run": PUNCTUATION + [" ", "a"],
        "code mixture": [line for text in CODE for line in text.split(" ")] + [" ", "  ", "\n    "],
        "emoji mixture": EMOJI + [" ", "a", "\u200d", "\ufe0f"],
        "control": [chr(i) for i in range(32)] + ["\x7f"] + [chr(i) for i in range(0x80, 0xA0)] + ["a", " "],
        "same letter": ["a" * n for n in (1, 2, 3, 7, 50)] + ["b" * 9, "A" * 5, "é" * 4, "=" * 30],
    }
    counts = {
        "mixture": 420, "blanks": 220, "numbers": 110, "special tokens": 220, "punctuation run": 90,
        "code mixture": 90, "emoji mixture": 70, "control": 70, "same letter": 40,
    }
    for group, count in counts.items():
        for _ in range(count):
            yield chunk(rng, pools[group], 1, 16), group

    syllables = [chr(rng.randint(0xAC00, 0xD7A3)) for _ in range(200)]
    for _ in range(30):
        text = chunk(rng, syllables + [" ", "은", "는", "다.", "1"], 3, 15)
        yield text, "Hangul"
        yield unicodedata.normalize("NFD", text), "jamo"
    for _ in range(20):
        yield "".join(scalar(rng, 0x3130, 0x318F) for _ in range(8)), "compatibility jamo"
        yield "".join(scalar(rng, 0x1100, 0x11FF) for _ in range(8)), "loose jamo"

    for _ in range(80):
        yield "".join(scalar(rng, 0, 0x10FFFF) for _ in range(rng.randint(1, 10))), "any scalar"
        yield "".join(scalar(rng, 0, 0xFFFF) for _ in range(rng.randint(1, 12))), "any of plane 0"
    for code_point in [0xFFFD, 0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF, 0xE000, 0x378, 0x2FE0, 0x1C89, 0xA7CB]:
        yield f"a{chr(code_point)}b {chr(code_point)}", "noncharacter"

    for _ in range(160):
        yield broken(rng), "broken"
    for data in [b"\xff", b"\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"a\xffb \xfe", b"\xc3(\xe2(\xf0("]:
        yield data, "broken"

    cjk = "".join(chr(0x4E00 + i * 7919 % 20000) for i in range(1000))
    for repeated in [
        ("a", 131072), ("Z", 4097), ("ab", 3001), (" ", 5003), ("\n", 3001), ("\t", 1009), ("0", 2000), ("é", 3000),
        (cjk, 26), ("한", 4000), ("👩‍💻", 700), ("!", 5000), ("\u3000", 500), ("<", 3000), ("\x00", 300), ("\u0301", 1500),
        (" a", 4000), ("a\n", 3000), ("<b>", 700), ("<|im_end|>", 500), (SENTENCES[0] + " ", 300), ("\u2581", 800),
    ]:
        yield repeated, "long"
