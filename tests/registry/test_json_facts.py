"""Facts of recipients from JSON and from Python objects."""

import codecs
import json
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duixian.book import default_list
from duixian.language import limits
from duixian.language.library import PolicyList, read_list
from duixian.language.source import Source
from duixian.language.values import NumberText, Value, value_for_json
from duixian.language.vocabulary import Fact
from duixian.registry.json_facts import FactsRead, read_facts, read_facts_text
from duixian.registry.json_places import find_places
from duixian.registry.recipient import RecipientFacts

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.json"))


@cache
def listed() -> PolicyList:
    return read_list(default_list())


def read(**facts: object) -> FactsRead:
    """What an enterprise with these facts reads as, by way of JSON."""
    return read_text(json.dumps({"kind": "enterprise", **facts}))


def read_text(text: str) -> FactsRead:
    return read_facts_text("facts.json", text.encode(), listed())


def one(result: FactsRead) -> RecipientFacts:
    assert [found.render("en") for found in result.diagnostics] == []
    (facts,) = result.recipients
    return facts


def value(key: str, raw: object) -> Value:
    """The typed value of one fact of an enterprise."""
    return one(read(**{key: raw})).values[key]


def faults(result: FactsRead) -> list[tuple[str, str]]:
    """The codes of the faults and where they are."""
    assert result.recipients == ()
    return [(found.code, found.where) for found in result.diagnostics]


# --- what is known, unknown and empty --------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_read_without_a_fault(path: Path) -> None:
    assert one(read_facts_text(path.name, path.read_bytes(), listed())).values


def test_absent_and_null_are_unknown_and_an_empty_list_is_known_to_be_empty() -> None:
    facts = one(read(main_revenue=None, loans=None, trucks=[], roles=None))
    assert facts.values == {}
    assert facts.records == {"trucks": ()}
    assert facts.roles is None
    assert one(read(roles=[])).roles == frozenset()


def test_a_null_field_of_a_record_is_unknown() -> None:
    facts = one(read(loans=[{"principal": "300", "confirmed_bad": None}]))
    assert facts.records == {"loans": ({"principal": 30_000},)}


def test_a_null_says_nothing_even_of_a_fact_that_the_kind_lacks() -> None:
    assert one(read_text('{"kind": "person", "main_revenue": null}')).values == {}


def test_persons_and_districts_are_known_to_have_no_roles() -> None:
    assert one(read_text('{"kind": "person"}')).roles == frozenset()


def test_chinese_names_and_english_keys_say_the_same() -> None:
    english = read_text(
        '{"kind": "enterprise", "roles": ["ship_company"], "size": "medium", "main_revenue": "8000000", '
        '"routes": [{"direct": true, "months_operated": 14, "object": "QD-1"}]}'
    )
    chinese = read_text(
        '{"主体": "企业", "角色": ["船公司"], "企业规模": "中型", "年度主营业务收入": "800万元", '
        '"航线": [{"直航": "是", "稳定运营时长": "14个月", "航线编号": "QD-1"}]}'
    )
    assert one(english) == one(chinese)


def test_one_object_is_one_recipient_and_a_list_is_several() -> None:
    single = read_text('{"kind": "person"}')
    several = read_text('[{"kind": "person"}, {"kind": "district"}]')
    assert not single.is_list
    assert several.is_list
    assert [facts.kind for facts in several.recipients] == ["person", "district"]
    assert read_text("[]") == FactsRead((), True, ())


def test_nothing_is_handed_on_where_one_of_several_recipients_has_a_fault() -> None:
    assert faults(read_text('[{"kind": "person"}, {"kind": "person", "trucks": 1}]')) == [
        ("F720", "[1].trucks")
    ]


# --- values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        (8_000_000, 800_000_000),
        ("8000000", 800_000_000),
        ("8000000.05", 800_000_005),
        ("800万元", 800_000_000),
        ("800 万元", 800_000_000),
        ("８００万元", 800_000_000),
        ("８，０００，０００．５０元", 800_000_050),
        ("8,000,000", 800_000_000),
        ("1.2亿元", 12_000_000_000),
        ("1.2亿", 12_000_000_000),
        ("5百万元", 500_000_000),
        ("+7", 700),
        ("0.10", 10),
        ("5角", 50),
        (0, 0),
        ("-0", 0),
        ("000123", 12_300),
    ],
)
def test_money_is_read_to_the_fen(raw: object, fen: int) -> None:
    assert value("main_revenue", raw) == fen


@pytest.mark.parametrize(
    "raw",
    ["", " ", "1,50", "1,2345", "1 000", "1.", ".5", "--1", "1,", ",1", "一百", "约5", "٣,"],
)
def test_money_that_could_be_misread_is_refused(raw: str) -> None:
    assert faults(read(main_revenue=raw)) == [("F704", "main_revenue")]


def test_a_number_with_a_point_is_refused_for_money_with_the_reason_and_its_own_digits() -> None:
    result = read_text('{"kind": "enterprise", "main_revenue": 0.10000000000000000555}')
    (fault,) = result.diagnostics
    assert fault.code == "F705"
    assert "0.10000000000000000555" in fault.message("zh")
    assert "inexact binary fraction" in fault.message("en")


@pytest.mark.parametrize("raw", [1.0, 0.1, 1e300])
def test_a_python_float_is_refused_like_a_json_one(raw: float) -> None:
    assert faults(read_facts({"kind": "enterprise", "main_revenue": raw}, listed())) == [
        ("F705", "main_revenue")
    ]


@pytest.mark.parametrize("raw", ["NaN", "Infinity", "-Infinity", "true", '"NaN"'])
def test_what_is_no_number_is_no_money(raw: str) -> None:
    assert faults(read_text(f'{{"kind": "enterprise", "main_revenue": {raw}}}')) == [("F704", "main_revenue")]


@pytest.mark.parametrize("digits", [25, 400, 5_000, 500_000])
def test_a_number_however_long_is_out_of_range_and_costs_no_time(digits: int) -> None:
    started = time.process_time()
    assert faults(read_text(f'{{"kind": "enterprise", "main_revenue": {"9" * digits}}}')) == [
        ("F707", "main_revenue")
    ]
    assert time.process_time() - started < 1


def test_a_python_integer_however_large_is_out_of_range() -> None:
    raw = {"kind": "enterprise", "main_revenue": 10**5_000, "typical_scenarios": -(10**5_000)}
    result = read_facts(raw, listed())
    assert faults(result) == [("F707", "main_revenue"), ("F707", "typical_scenarios")]
    # 10^5000 yuan are 10^5002 fen; what is shown is the size, not five thousand digits.
    assert "10^5002" in result.diagnostics[0].message("en")


def test_a_decimal_keeps_its_fen() -> None:
    facts = one(read_facts({"kind": "enterprise", "main_revenue": Decimal("8000000.050")}, listed()))
    assert facts.values == {"main_revenue": 800_000_005}


@pytest.mark.parametrize(
    "raw", [Decimal("NaN"), Decimal("-Infinity"), Decimal("1E+99999"), Decimal("1E-99999")]
)
def test_a_decimal_that_is_no_amount_is_refused(raw: Decimal) -> None:
    assert faults(read_facts({"kind": "enterprise", "main_revenue": raw}, listed())) == [
        ("F704", "main_revenue")
    ]


@pytest.mark.parametrize("raw", ["是", "yes", "TRUE", " true ", True])
def test_yes_is_said_in_several_ways(raw: object) -> None:
    assert value("selected_bank", raw) is True


@pytest.mark.parametrize("raw", [1, 0, "1", "", "y", "√"])
def test_numbers_and_signs_are_neither_yes_nor_no(raw: object) -> None:
    assert faults(read(selected_bank=raw)) == [("F704", "selected_bank")]


def test_a_duration_counts_months() -> None:
    assert one(read(routes=[{"months_operated": "1.5年"}])).records == {"routes": ({"months_operated": 18},)}


def test_a_python_date_is_a_date() -> None:
    raw = {"kind": "enterprise", "loans": [{"granted_on": date(2024, 9, 12)}]}
    assert one(read_facts(raw, listed())).records["loans"][0]["granted_on"] == date(2024, 9, 12).toordinal()


def test_a_credit_code_is_kept_in_its_plain_form() -> None:
    assert value("uscc", " 91370202-maex00010h ") == "91370202MAEX00010H"


def test_a_text_that_would_steer_the_terminal_is_refused_and_never_shown() -> None:
    result = read(name="\x1b[2J", main_revenue="\x1b[2J", **{"\x1b[2J": 1})
    shown = "".join(found.render("zh") + json.dumps(found.as_json("en")) for found in result.diagnostics)
    assert {code for code, _ in faults(result)} == {"F726", "F704", "F703"}
    assert "\x1b" not in shown


def all_facts() -> list[Fact]:
    vocabulary = listed().vocabulary
    fields = [field for records in vocabulary.records for field in records.fields]
    return [fact for fact in (*vocabulary.facts, *fields) if fact.type.kind != "roles"]


def values_of(fact: Fact) -> st.SearchStrategy[Value]:
    low, high = fact.range
    match fact.type.kind:
        case "money":
            return st.integers(low or 0, limits.MONEY_FEN)
        case "count" | "duration":
            return st.integers(low or 0, high or limits.COUNT)
        case "boolean":
            return st.booleans()
        case "date":
            return st.dates().map(date.toordinal)
        case "category":
            keys = [key for key, _ in listed().vocabulary.category_by_name[fact.type.unit].values]
            return st.sampled_from(keys)
    return st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)


@given(st.data())
def test_what_is_written_out_reads_back_as_the_same_value(data: st.DataObject) -> None:
    readable = [fact for fact in all_facts() if fact.key != "uscc" and fact.records != "earlier_awards"]
    fact = data.draw(st.sampled_from(readable))
    typed = data.draw(values_of(fact))
    name = data.draw(st.sampled_from([fact.key, fact.name.zh]))
    said: object = {name: value_for_json(fact, typed)}
    if fact.records:
        kinds = listed().vocabulary.records_by_name[fact.records].kinds
        said = {fact.records: [said]}
    else:
        kinds = fact.kinds
    assert isinstance(said, dict)
    facts = one(read_text(json.dumps({"kind": kinds[0], **said}, ensure_ascii=data.draw(st.booleans()))))
    found = facts.records[fact.records][0] if fact.records else facts.values
    assert found == {fact.key: typed}


# --- records ---------------------------------------------------------------------------------------------


def test_records_alike_in_different_words_are_one_record_twice() -> None:
    contracts = [{"amount": "100万元"}, {"amount": "200万元"}, {"租赁额": 1_000_000}]
    assert faults(read(lease_contracts=contracts)) == [("F712", "lease_contracts[2]")]


def test_records_told_apart_by_their_code_may_be_alike() -> None:
    contracts = [{"amount": "100万元", "object": str(n)} for n in range(3)]
    assert len(one(read(lease_contracts=contracts)).records["lease_contracts"]) == 3


def test_records_alike_in_different_lists_are_different_things() -> None:
    facts = one(read(loans=[{"principal": "1"}], equipment_loans=[{"principal": "1"}]))
    assert facts.records["loans"] == facts.records["equipment_loans"]


def test_a_record_with_a_fault_is_not_also_called_a_duplicate() -> None:
    assert faults(read(loans=[{"principal": "x"}, {"principal": "x"}])) == [
        ("F704", "loans[0].principal"),
        ("F704", "loans[1].principal"),
    ]


def test_an_earlier_award_names_its_policy_by_key_or_number() -> None:
    awards = [
        {"policy": policy, "scheme": "purchase", "year": year}
        for year, policy in enumerate(["compute-voucher", 11, "11"], 2022)
    ]
    read_awards = one(read(earlier_awards=awards)).records["earlier_awards"]
    assert [award["policy"] for award in read_awards] == ["compute-voucher"] * 3


def test_one_thing_may_have_had_awards_in_several_years() -> None:
    awards = [
        {"policy": "rcep-route", "scheme": "route", "object": "QD-1", "year": year} for year in (2024, 2025)
    ]
    assert len(one(read(earlier_awards=awards)).records["earlier_awards"]) == 2


# --- faults and their places -----------------------------------------------------------------------------


def test_every_fault_is_reported_at_once_in_order_of_place() -> None:
    result = read_text(
        '[{"kind": "enterprise",\n'
        '  "lease_contracts": [{"amount": "1"}, {"amount": "2"}, {"amount": "0.001", "amont": 3}],\n'
        '  "main_revenue": 1.5},\n'
        ' {"kind": "person", "name": 5}]'
    )
    assert faults(result) == [
        ("F706", "[0].lease_contracts[2].amount"),
        ("F703", "[0].lease_contracts[2].amont"),
        ("F705", "[0].main_revenue"),
        ("F704", "[1].name"),
    ]
    places = [(found.span.line, found.span.column, found.span.end_column) for found in result.diagnostics]
    assert places == [(2, 68, 75), (2, 77, 84), (3, 19, 22), (4, 29, 30)]


def test_python_objects_have_the_same_faults_as_a_file_without_its_lines() -> None:
    raw = [{"kind": "enterprise", "main_revenue": "x", "loans": [{"x": 1}], "roles": ["bank", "bank"]}]
    from_objects = read_facts(raw, listed())
    from_text = read_text(json.dumps(raw))
    assert faults(from_objects) == faults(from_text)
    assert all(found.span.line == 0 for found in from_objects.diagnostics)


@pytest.mark.parametrize("raw", [None, "enterprise", 5, object(), b"{}", {"kind": "enterprise"}.items()])
def test_what_is_no_mapping_is_no_recipient(raw: object) -> None:
    assert faults(read_facts(raw, listed())) == [("F702", "")]


def test_python_objects_of_any_kind_end_in_a_fault() -> None:
    loop: list[object] = []
    loop.append(loop)
    odd = {1: 2, None: 3, "name": loop, "loans": loop, "roles": {1}, "main_revenue": object(), "size": {}}
    result = read_facts({"kind": "enterprise", **odd}, listed())
    assert {code for code, _ in faults(result)} == {"F702", "F703", "F704", "F714"}


def test_roles_may_be_a_python_set() -> None:
    assert one(read_facts({"kind": "enterprise", "roles": {"bank"}}, listed())).roles == frozenset({"bank"})


def test_a_byte_order_mark_is_no_fault_and_shifts_no_column() -> None:
    good = codecs.BOM_UTF8 + b'{"kind": "person"}'
    assert one(read_facts_text("facts.json", good, listed())).kind == "person"
    (fault,) = read_facts_text("facts.json", codecs.BOM_UTF8 + b'{"kind": 1}', listed()).diagnostics
    assert fault.span.column == 10


def test_a_file_full_of_faults_ends_with_the_word_that_there_are_more() -> None:
    started = time.process_time()
    result = read_text("[" + ",\n".join(['{"knid": "enterprise"}'] * 50_000) + "]")
    assert len(result.diagnostics) == limits.FILE_FAULTS + 1
    assert result.diagnostics[-1].code == "E027"
    assert time.process_time() - started < 10


def test_brackets_in_text_do_not_mislead_the_search_for_places() -> None:
    text = '{"a": "]}\\"{[,:\\\\", "b\\u0041": [[], {}, {"c": -1.5e3}], "b\\u0041": [true]}'
    places = find_places(text, {(), ("a",), ("bA", 0), ("bA", 2, "c")})
    quoted = {path: Source("", text).words(place.value) for path, place in places.items()}
    assert quoted == {
        (): "{",
        ("a",): '"]}\\"{[,:\\\\"',
        ("bA", 0): "true",
        ("bA", 2, "c"): "-1.5e3",
    }


def is_well_formed(result: FactsRead) -> bool:
    """Either typed recipients or diagnostics that can be shown, never both."""
    for found in result.diagnostics:
        for language in ("zh", "en"):
            found.render(language).encode()
            json.dumps(found.as_json(language), ensure_ascii=False).encode()
    return not (result.recipients and result.diagnostics)


@given(st.binary())
def test_any_bytes_end_in_facts_or_diagnostics(content: bytes) -> None:
    assert is_well_formed(read_facts_text("facts.json", content, listed()))


@given(st.text(st.sampled_from('{}[],:"\\ \nu0123456789eE+-.tfnNI元万kind年'), max_size=60))
def test_any_text_of_signs_that_mean_something_ends_in_facts_or_diagnostics(text: str) -> None:
    assert is_well_formed(read_text(text))


def names() -> st.SearchStrategy[str]:
    vocabulary = listed().vocabulary
    known = [*vocabulary.fact_by_name, *vocabulary.records_by_name, "kind", "主体"]
    fields = [name for records in vocabulary.records for f in records.fields for name in (f.key, f.name.zh)]
    return st.sampled_from(known + fields) | st.text(max_size=5)


def leaves() -> st.SearchStrategy[object]:
    words = [
        "企业",
        "enterprise",
        "bank",
        "800万元",
        "2024-02-30",
        "国三",
        "是",
        "compute-voucher",
        "purchase",
        "1e5",
    ]
    return (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=20)
        | st.sampled_from(words)
        | st.integers(-(10**40), 10**40).map(str)
    )


def json_values() -> st.SearchStrategy[object]:
    return st.recursive(
        leaves(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names(), inner, max_size=5),
        max_leaves=25,
    )


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(json_values())
def test_any_json_value_ends_in_facts_or_diagnostics(raw: object) -> None:
    assert is_well_formed(read_text(json.dumps(raw)))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({"kind": st.sampled_from(["enterprise", "person", "district"])}), json_values())
def test_objects_and_their_json_read_alike(head: dict[str, str], rest: object) -> None:
    raw = head | rest if isinstance(rest, dict) else head | {"loans": rest}
    from_objects, from_text = read_facts(raw, listed()), read_text(json.dumps(raw))
    assert is_well_formed(from_objects)
    assert from_objects.recipients == from_text.recipients
    assert sorted(faults_or_none(from_objects)) == sorted(faults_or_none(from_text))


def faults_or_none(result: FactsRead) -> list[tuple[str, str]]:
    return [(found.code, found.where) for found in result.diagnostics]


@given(json_values())
def test_every_fault_of_a_file_has_a_line(raw: object) -> None:
    for found in read_text(json.dumps(raw, indent=1)).diagnostics:
        assert found.span.line > 0


# --- speed -----------------------------------------------------------------------------------------------


def test_reading_takes_time_in_proportion_to_the_size() -> None:
    def seconds(recipients: int) -> float:
        facts = {
            "kind": "enterprise",
            "main_revenue": "8000000",
            "loans": [{"principal": "5", "object": "A"}],
        }
        content = json.dumps([facts] * recipients).encode()
        started = time.process_time()
        assert len(read_facts_text("facts.json", content, listed()).recipients) == recipients
        return time.process_time() - started

    seconds(100)
    small = min(seconds(500) for _ in range(3))
    assert min(seconds(5_000) for _ in range(2)) < 10 * small * 3


def test_the_check_of_credit_codes_is_loaded_only_where_a_code_is_given() -> None:
    code = (
        "import sys, duixian.registry.json_facts as reader; from duixian.book import load;"
        "listed = load().listed;"
        "reader.read_facts({'kind': 'person'}, listed); print('stdnum' in sys.modules);"
        "reader.read_facts({'kind': 'enterprise', 'uscc': '1'}, listed); print('stdnum' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_the_text_of_a_number_is_no_text_for_a_name() -> None:
    raw = {"kind": "enterprise", "name": NumberText("1.5")}
    assert faults(read_facts(raw, listed())) == [("F704", "name")]
