"""What a description tells of a person."""

import pytest

from shared.persons import age_of, gender_of


@pytest.mark.parametrize(
    ("name", "description", "gender"),
    [
        ("Mrs. Zhang", "", "female"),
        ("张夫人", "", "female"),
        ("王先生", "", "male"),
        ("Alex", "a woman in her forties, her hair in a bun", "female"),
        ("老板", "他总是穿灰色西装", "male"),
        ("Emma", "", "female"),
        ("Daniel", "", "male"),
        ("林晚", "", "female"),
        ("张枫", "", "male"),
        ("Officer", "sharp features", None),
        ("Theresa", "", None),
        ("", "", None),
    ],
)
def test_a_gender_is_read_off_title_description_and_name(name, description, gender):
    assert gender_of(name, description) == gender


def test_what_a_title_says_goes_before_a_description():
    assert gender_of("Mr. Li", "husband of a woman whom she and her mother fear") == "male"


@pytest.mark.parametrize(
    ("name", "description", "age"),
    [("Old Wang", "", 68), ("张夫人", "", 50), ("Tim", "a schoolboy", 10), ("Emma", "young lawyer", 24), ("Emma", "green coat", None)],
)
def test_an_age_is_read_off_title_and_description(name, description, age):
    assert age_of(name, description) == age
