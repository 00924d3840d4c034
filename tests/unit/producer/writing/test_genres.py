import pytest

from producer.writing.genre import GENERAL, genre_of, load_genres

NEEDED = {
    "romance", "revenge", "hidden_identity", "inheritance", "suspense", "comedy", "billionaire", "rebirth", "palace", "family",
    "thriller", "workplace", "xianxia", "sweet", GENERAL,
}  # fmt: skip


def test_every_file_is_read_and_none_is_missing():
    assert load_genres().keys() >= NEEDED


@pytest.mark.parametrize("name", sorted(load_genres()))
def test_a_genre_is_found_by_its_own_names(name):
    genre = load_genres()[name]
    for asked in (genre.name.zh, genre.name.en, name, *genre.aliases):
        if name != GENERAL:
            assert genre_of(asked) == genre, asked


def test_no_alias_is_that_of_two_genres():
    aliases = [alias.casefold() for genre in load_genres().values() for alias in genre.aliases]

    assert len(aliases) == len(set(aliases))


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Romance/Drama", "romance"), ("romantic comedy", "comedy"), ("REVENGE", "revenge"), ("hidden_identity", "hidden_identity"),
        ("Sweet CEO love", "sweet"), ("CEO, romance", "billionaire"), ("霸总甜宠", "billionaire"), ("重生/复仇", "rebirth"),
        ("古装宫斗", "palace"), ("豪门恩怨", "inheritance"), ("Werewolf romance", "xianxia"), ("drama", GENERAL), ("melodrama", GENERAL),
        ("", GENERAL), ("inoffice", GENERAL),
    ],
)  # fmt: skip
def test_a_seasons_own_words_name_the_genre(asked, name):
    assert genre_of(asked) == load_genres()[name]


@pytest.mark.parametrize("name", sorted(load_genres()))
def test_each_text_is_in_its_own_language(name):
    genre = load_genres()[name]
    texts = [genre.name, genre.promise, genre.tone, *genre.hooks, *genre.reversals, *genre.cliffhangers, *genre.taboos]
    for text in texts:
        assert text.en.isascii() or text.en.replace("é", "e").isascii(), text.en
        assert any("一" <= character <= "鿿" for character in text.zh), text.zh


@pytest.mark.parametrize("broken", ["name: {zh: 一, en: x, fr: y}", "aliases: 3", "{", "hooks: [1]"])
def test_a_wrong_file_is_refused_by_its_name(tmp_path, broken):
    (tmp_path / "odd.yaml").write_text(broken, encoding="utf-8")

    with pytest.raises(ValueError, match=r"odd\.yaml"):
        load_genres(tmp_path)
