"""Programs as the text of kernels."""

from __future__ import annotations

import ast
from datetime import date

from duixian.book import load
from duixian.census.lowering import SchemeVersion, lower
from duixian.census.native.expressions import Expressions
from duixian.census.native.layout import BytesInput, ListsInput, NumbersInput
from duixian.census.native.printing import Kernel, print_kernel
from duixian.census.programs import programs_of
from duixian.language.node import replaced
from duixian.language.tree import Text
from duixian.machine_code.store import Source
from tests.small_list import policy_list

BOOK = load()


def printed(rule: str) -> Kernel:
    listed = policy_list(rule)
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    program = lower(listed.vocabulary, of, {}, "enterprise")
    assert program is not None
    return print_kernel(listed.vocabulary, program)


def test_another_figure_gives_the_same_text() -> None:
    rule = "对象 企业\n条件 收入 > {}万元\n标准 费用 × {}%\n上限 {}元 每年"
    first, second = (printed(rule.format(*figures)) for figures in ((500, 20, 100), (800, 30, 900)))
    assert first == second


def test_another_shape_gives_another_text() -> None:
    assert printed("对象 企业\n条件 收入 > 5元\n标准 1元") != printed("对象 企业\n条件 收入 >= 5元\n标准 1元")


def test_a_kernel_says_what_it_is_of_and_which_line_each_condition_has() -> None:
    text = printed("对象 企业\n条件 收入 > 5元\n标准 费用").text
    assert text.startswith("# 1.main 条款 (enterprise)\n# 01-small.md:")
    assert "# 条件 1, line " in text


def test_comments_are_no_part_of_the_key() -> None:
    text = printed("对象 企业\n标准 费用").text
    other = "\n".join(line for line in text.splitlines() if not line.strip().startswith("#"))
    assert Source(text, "program").key == Source(other, "program").key
    assert Source(text, "program").key != Source(text.replace("add(n, 1)", "add(n, 2)"), "program").key


def test_words_of_a_policy_cannot_end_the_comment_they_stand_in() -> None:
    listed = policy_list("对象 企业\n标准 费用")
    policy = listed.policies[0]
    scheme = policy.schemes[0]
    hostile = "a\nimport os\r\x0b\x0c\x1c\u2028\u2029\x85import os"
    renamed = replaced(scheme, name=Text(hostile, hostile))
    program = lower(listed.vocabulary, SchemeVersion(policy, renamed, scheme.versions[0]), {}, "enterprise")
    assert program is not None
    text = print_kernel(listed.vocabulary, program).text
    assert [type(part) for part in ast.parse(text).body] == [ast.FunctionDef]


def test_every_kernel_of_the_list_is_a_function_that_only_calls_operations() -> None:
    from duixian.machine_code import plain

    allowed = {name for name in vars(plain) if not name.startswith("_")} | {"range"}
    for program in programs_of(BOOK.listed, date(2025, 6, 30), {}).programs:
        tree = ast.parse(print_kernel(BOOK.listed.vocabulary, program).text)
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert called <= allowed
        assert not any(
            isinstance(node, ast.Attribute | ast.Import | ast.ImportFrom) for node in ast.walk(tree)
        )


def test_a_kernel_reads_what_its_rule_reads_each_once() -> None:
    rule = "对象 企业\n条件 合格\n标准 合计(合同: 合同额 + 费用) + 费用 + 费用"
    inputs = printed(rule).inputs
    assert len(inputs) == 4
    assert set(inputs) == {
        BytesInput("", "qualified"),
        NumbersInput("", "cost_fen"),
        ListsInput("contracts"),
        NumbersInput("contracts", "contract_value_fen"),
    }


def test_inputs_whose_names_run_together_stay_apart() -> None:
    listed = policy_list("对象 企业\n标准 费用")
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    program = lower(listed.vocabulary, of, {}, "enterprise")
    assert program is not None
    expressions = Expressions(listed.vocabulary, program)
    inputs = (
        NumbersInput("", "a_b_c"),
        NumbersInput("a", "b_c"),
        NumbersInput("a_b", "c"),
        NumbersInput("", "a"),
        ListsInput("a"),
        NumbersInput("", "a_b_c_2"),
    )
    names = [expressions._named(of) for of in inputs]
    assert len(set(names)) == len(inputs)
    assert [expressions._named(of) for of in inputs] == names
