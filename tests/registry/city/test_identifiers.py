"""Codes of recipients: well-formed, each once, and nobody's."""

from stdnum.cn import uscc

from duixian.registry.city.identifiers import (
    credit_codes,
    numbered_credit_codes,
    numbered_person_codes,
    object_codes,
    person_codes,
)

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def test_every_credit_code_has_its_check_digit() -> None:
    codes = [*credit_codes(1, 0, 5_000).to_pylist(), *numbered_credit_codes("DP", 300)]
    assert [code for code in codes if not uscc.is_valid(code)] == []


def test_the_organisation_code_inside_has_its_check_digit_too() -> None:
    # GB 11714: the weighted sum of the eight signs and the check digit is a multiple of 11; X is 10.
    for code in [*credit_codes(1, 0, 1_000).to_pylist(), *numbered_credit_codes("DR", 50)]:
        signs, check = code[8:16], code[16]
        weighted = sum(w * int(sign, 36) for w, sign in zip(ORGANISATION_WEIGHTS, signs, strict=True))
        assert (weighted + (10 if check == "X" else int(check))) % 11 == 0, code


def test_no_department_registers_anyone_under_0() -> None:
    codes = [*credit_codes(1, 0, 1_000).to_pylist(), *numbered_credit_codes("DP", 10)]
    assert {code[:8] for code in codes} == {"00370200"}


def test_no_two_recipients_have_one_code() -> None:
    firms = [*credit_codes(1, 0, 100_000).to_pylist(), *credit_codes(1, 100_000, 100_000).to_pylist()]
    persons = person_codes(1, 0, 100_000).to_pylist()
    told = [*numbered_credit_codes("DP", 500), *numbered_credit_codes("DR", 500), *numbered_person_codes(50)]
    every = [*firms, *persons, *told]
    assert len(set(every)) == len(every) == 301_050


def test_rows_keep_their_codes_whatever_block_they_are_made_in() -> None:
    whole = credit_codes(5, 0, 300).to_pylist()
    assert [*credit_codes(5, 0, 100).to_pylist(), *credit_codes(5, 100, 200).to_pylist()] == whole


def test_another_seed_gives_other_codes_but_the_same_boundary_cases() -> None:
    assert not set(credit_codes(1, 0, 1_000).to_pylist()) & set(credit_codes(2, 0, 1_000).to_pylist())
    assert numbered_credit_codes("DP", 1) == ["00370200DP0000014U"]  # as the documentation says


def test_a_person_has_no_number_like_that_of_an_identity_card() -> None:
    codes = [*person_codes(1, 0, 1_000).to_pylist(), *numbered_person_codes(10)]
    assert all(len(code) == 8 and code.startswith("P") for code in codes)


def test_records_of_different_blocks_have_different_codes() -> None:
    codes = [*object_codes("T", 0, 1_000).to_pylist(), *object_codes("T", 1, 1_000).to_pylist()]
    assert len(set(codes)) == 2_000
