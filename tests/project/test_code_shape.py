"""Code that can be read: small modules, small functions, everything public annotated and described."""

import ast
from pathlib import Path

import pytest

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_of(tree: ast.AST) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


@pytest.fixture(scope="module")
def functions(modules: dict[Path, ast.Module]) -> dict[Path, list[Function]]:
    """Every function of every module of the package: looked for once, since that takes long."""
    return {path: functions_of(tree) for path, tree in modules.items()}


def length_of(function: Function) -> int:
    """Return the lines of a function without decorators and docstring."""
    assert function.end_lineno is not None
    docstring = ast.get_docstring(function, clean=False)
    return function.end_lineno - function.lineno + 1 - (docstring.count("\n") + 1 if docstring else 0)


def public_functions_of(tree: ast.Module) -> list[Function]:
    """Return public functions, and public methods of public classes."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    nodes = [node for scope in [tree, *classes] for node in scope.body]
    return [node for node in nodes if isinstance(node, Function) and not node.name.startswith("_")]


def lacks_annotation(function: Function) -> bool:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    bare = [argument for argument in every if argument is not None and argument.annotation is None]
    return function.returns is None or any(argument.arg not in {"self", "cls"} for argument in bare)


def positional_flags_of(function: Function) -> list[str]:
    arguments = [*function.args.posonlyargs, *function.args.args]
    return [a.arg for a in arguments if isinstance(a.annotation, ast.Name) and a.annotation.id == "bool"]


def test_no_module_exceeds_four_hundred_lines(texts: dict[Path, str]) -> None:
    lengths = {str(path): text.count("\n") for path, text in texts.items() if path.suffix == ".py"}
    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


def test_no_function_exceeds_forty_lines(functions: dict[Path, list[Function]]) -> None:
    long = {f"{path}:{f.lineno} {f.name}": length_of(f) for path, found in functions.items() for f in found}
    assert {name: lines for name, lines in long.items() if lines > 40} == {}


def test_nine_functions_in_ten_stay_under_twenty_lines(functions: dict[Path, list[Function]]) -> None:
    lengths = [length_of(function) for found in functions.values() for function in found]
    assert sum(length < 20 for length in lengths) >= 0.9 * len(lengths)


def test_every_module_says_why_it_exists(modules: dict[Path, ast.Module]) -> None:
    assert [str(path) for path, tree in modules.items() if not ast.get_docstring(tree)] == []


def test_every_public_function_says_its_point_and_annotates_everything(modules: dict[Path, ast.Module]) -> None:
    public = [(path, function) for path, tree in modules.items() for function in public_functions_of(tree)]
    silent = [f"{path}:{f.lineno} {f.name}" for path, f in public if not ast.get_docstring(f)]
    bare = [f"{path}:{f.lineno} {f.name}" for path, f in public if lacks_annotation(f)]
    assert (silent, bare) == ([], [])


def test_no_public_function_takes_a_positional_flag(modules: dict[Path, ast.Module]) -> None:
    public = [(path, function) for path, tree in modules.items() for function in public_functions_of(tree)]
    assert [f"{path}:{f.lineno} {f.name}" for path, f in public if positional_flags_of(f)] == []


def crowded(functions: list[Function]) -> list[str]:
    """Return the functions that take more than three arguments by their place."""
    every = [(f.name, [a.arg for a in (*f.args.posonlyargs, *f.args.args)]) for f in functions]
    return [name for name, names in every if len([each for each in names if each not in {"self", "cls"}]) > 3]


def test_pictures_and_page_name_all_arguments_beyond_the_third(functions: dict[Path, list[Function]]) -> None:
    looked_at = {path: found for path, found in functions.items() if {"report", "web"} & set(path.parts)}
    assert len(looked_at) > 50
    assert [f"{path} {name}" for path, found in looked_at.items() for name in crowded(found)] == []


def test_these_checks_notice_what_they_forbid() -> None:
    body = "\n".join(f"    x{line} = {line}" for line in range(41))
    tree = ast.parse(f'def long(flag: bool, bare) -> None:\n    """Say it."""\n{body}\n')
    (function,) = public_functions_of(tree)
    assert length_of(function) == 42
    assert lacks_annotation(function)
    assert positional_flags_of(function) == ["flag"]
    assert crowded(functions_of(ast.parse("def f(a, b, c, d): ...\ndef g(a, b, c, *, d): ..."))) == ["f"]
