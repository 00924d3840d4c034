"""A text in another language is told, where there is enough of it to be sure."""

import pytest

from worker.writing.tongue import wrong_language

TEXTS = {
    "en": "You never told me the truth about that night. I have been waiting for you all this time, and now it is too late for us.",
    "es": "Nunca me dijiste la verdad sobre esa noche. Te he esperado todo este tiempo y ahora ya es muy tarde para nosotros, lo sé.",
    "pt": "Você nunca me disse a verdade sobre aquela noite. Eu estou esperando há muito tempo e agora já é tarde para nós, não é?",
    "fr": "Tu ne m'as jamais dit la vérité sur cette nuit. Je suis là depuis tout ce temps et il est trop tard pour nous, c'est fini.",
    "de": "Du hast mir nie die Wahrheit über diese Nacht gesagt. Ich habe die ganze Zeit auf dich gewartet, und es ist nun zu spät.",
    "it": "Non mi hai mai detto la verità su quella notte. Ho aspettato tutto questo tempo e adesso è troppo tardi per noi, lo sai.",
    "id": "Kamu tidak pernah bilang yang sebenarnya tentang malam itu. Aku sudah menunggu kamu dan sekarang sudah terlambat untuk kita.",
    "vi": "Anh không bao giờ nói cho em biết sự thật về đêm đó. Em đã chờ anh và bây giờ thì đã quá muộn cho chúng ta rồi.",
    "tr": "Bana o gece hakkında hiç gerçeği söylemedin. Ben seni çok bekledim ve artık bizim için çok geç, bu kadar.",
    "pl": "Nigdy nie powiedziałeś mi prawdy o tej nocy. Czekam na ciebie cały ten czas i teraz jest już za późno dla nas.",
    "nl": "Je hebt me nooit de waarheid verteld over die nacht. Ik heb de hele tijd op je gewacht en nu is het te laat voor ons.",
    "zh-CN": "那天晚上的真相你从来没有告诉过我。我一直在等你，现在一切都太晚了，你明白吗？",
    "ja": "あの夜の本当のことを、あなたは一度も話してくれなかった。ずっと待っていたのに、もう遅いのよ。",
    "ko": "그날 밤의 진실을 당신은 한 번도 말해 주지 않았어요. 계속 기다렸는데 이제는 너무 늦었어요.",
    "th": "คุณไม่เคยบอกความจริงกับฉันเกี่ยวกับคืนนั้นเลย ฉันรอคุณมาตลอด",
    "ru": "Ты никогда не говорил мне правду о той ночи. Я ждала тебя всё это время, а теперь слишком поздно.",
    "ar": "لم تخبرني الحقيقة أبدا عن تلك الليلة. كنت أنتظرك طوال هذا الوقت والآن فات الأوان.",
    "hi": "तुमने मुझे उस रात की सच्चाई कभी नहीं बताई। मैं इतने समय से तुम्हारा इंतज़ार कर रही थी।",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_is_in_its_own_language_and_in_no_other(language: str) -> None:
    lines = [TEXTS[language]] * 3

    assert [asked for asked in TEXTS if wrong_language(lines, asked) is None] == [language]


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (["OK!", "Hello, Mr. Smith."], "zh-CN"),
        (["我们去Starbucks喝一杯Caramel Macchiato吧，好吗？"] * 10, "zh-CN"),
        (["Namaste ji.", "Chai?"], "hi"),
        ([TEXTS["en"], TEXTS["en"], TEXTS["es"]] * 2, "en"),
        ([TEXTS["zh-CN"]] * 2 + [TEXTS["en"]], "zh-TW"),
        ([TEXTS["zh-CN"]] * 5, "zh-TW"),
        ([TEXTS["zh-CN"]] * 5, "yue"),
        ([TEXTS["id"]] * 5, "ms"),
        (["Oui, mon ami, je ne sais pas."], "en"),
        ([TEXTS["en"]] * 5, "fi"),
        ([TEXTS["en"]] * 5, "xx"),
        ([], "en"),
    ],
)
def test_names_loan_words_and_what_is_short_are_not_judged(lines: list[str], language: str) -> None:
    assert wrong_language(lines, language) is None


SHORT = {
    "en": ["Where is the letter?", "You burned it.", "She signed before he died.", "Don't you dare."],
    "es": ["¿Dónde está la carta?", "Mírame a los ojos.", "Ese dinero nunca fue tuyo.", "Mi madre me habló de ti."],
    "fr": ["Où est la lettre ?", "Regarde-moi dans les yeux.", "Cet argent n'a jamais été à toi.", "Ils sont déjà en bas."],
    "pt": ["Onde está a carta?", "Você sabia de tudo.", "Esse dinheiro nunca foi seu.", "Minha mãe me falou de você."],
    "de": ["Wo ist der Brief?", "Du hast ihn verbrannt.", "Das Geld war nie deins.", "Sie sind schon unten."],
    "ja": ["手紙は？", "何故だ。", "嘘をつくな。", "もう遅い。"],
    "ko": ["편지는 어디?", "왜 그랬어?", "거짓말하지 마.", "너무 늦었어."],
    "zh-CN": ["信呢？", "你烧了它？", "看着我的眼睛。", "那不是你的钱。"],
}


@pytest.mark.parametrize("language", SHORT)
def test_four_short_lines_tell_their_language(language: str) -> None:
    assert [asked for asked in SHORT if wrong_language(SHORT[language], asked) is None] == [language]


@pytest.mark.parametrize(
    ("lines", "told"), [(SHORT["ja"], "Japanese"), (SHORT["zh-CN"], "Chinese"), (SHORT["es"] * 2, "the language 'es'")]
)
def test_the_other_language_is_called_by_its_name(lines: list[str], told: str) -> None:
    assert wrong_language(lines, "ko") == (told if "'" not in told else "Latin letters")
    assert wrong_language(lines, "en") == told


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (["Señora Vega, por favor!", "Mi amor, no. Stop it.", "Adiós, Diego. Adiós.", "You will never see me again."], "en"),
        (["Emma! Stop!", "Police! Hands up!", "Victor, run!", "Blood everywhere.", "Damn, Victor. Dead.", "Call Emma. Fast."], "en"),
        (["Monsieur Morel? C'est la vie.", "Merci, Claire.", "I told you, no more champagne at the Café de la Paix."], "en"),
        (["Okay, Mr. President.", "Das Meeting ist cancelled.", "Sorry, Emma, der Deal ist off.", "No way! Never!"], "de"),
        (["OK!", "Hello, Mr. Smith."], "ko"),
        (["東京大学病院第三会議室。", "はい。"], "ja"),
    ],
)
def test_short_lines_with_names_and_loan_words_are_in_their_own_language(lines: list[str], language: str) -> None:
    assert wrong_language(lines, language) is None
