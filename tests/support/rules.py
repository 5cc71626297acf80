"""Any rule, and answers to try it on."""

NAMES = ("a", "b", "c", "rows", "none")
TEXTS = ("", "0", "1", "12.5", " 7 ", "x", "abc", "kota", "2026-11-24", "2024-02-29", "é", "😀", "1e2", "-3", "NaN")


def scalar(pick):
    return pick.choice(
        (None, True, False, 0, 1, -1, 17, pick.randint(-99, 9999), pick.randint(-9999, 9999) / 100,
         pick.randint(0, 10**15), pick.choice(TEXTS), pick.choice(TEXTS))
    )  # fmt: skip


def value(pick, depth=0):
    """Anything an answer may be: a scalar, sometimes a list or an object of them."""
    kind = pick.random()
    if depth < 2 and kind < 0.12:
        return [value(pick, depth + 1) for _ in range(pick.randint(0, 3))]
    if depth < 2 and kind < 0.2:
        return {name: value(pick, depth + 1) for name in pick.sample(("a", "b", "x"), pick.randint(0, 2))}
    return scalar(pick)


def answers(pick):
    rows = [{"a": scalar(pick), "b": scalar(pick)} for _ in range(pick.randint(0, 3))]
    return {name: value(pick) for name in ("a", "b", "c") if pick.random() < 0.8} | {"rows": rows}


def rule(pick, depth=0, loops=0):
    """A valid rule; any operator on any operands."""
    if depth > 4 or pick.random() < 0.25 * depth:
        leaf = pick.random()
        if leaf < 0.55:
            return {"var": pick.choice((*NAMES, "rows.0.a", "a.0", "b.x", "")) if depth else pick.choice(NAMES)}
        return scalar(pick)
    sub = lambda more=0: rule(pick, depth + 1, loops + more)  # noqa: E731
    operator = pick.choice(
        ("==", "!=", "===", "!==", "<", "<=", ">", ">=", "!", "!!", "+", "-", "*", "/", "%", "max", "min", "cat",
         "in", "substr", "merge", "round", "count", "sum", "if", "and", "or", "missing", "missing_some", "answered",
         "var", "date_add", "date_diff", "today", "map", "filter", "all", "some", "none", "reduce")
    )  # fmt: skip
    if operator in ("map", "filter", "all", "some", "none", "reduce"):
        if loops == 2:
            return {"var": "a"}
        extra = [sub()] if operator == "reduce" else []
        return {operator: [pick.choice(({"var": "rows"}, sub())), sub(1), *extra]}
    match operator:
        case "!" | "!!" | "count":
            return {operator: [sub()]}
        case "round":
            return {operator: [sub(), *([pick.randint(-3, 6)] if pick.random() < 0.7 else [])]}
        case "sum":
            return {operator: [pick.choice(({"var": "rows"}, sub())), *(["a"] if pick.random() < 0.5 else [])]}
        case "answered":
            return {operator: [pick.choice(NAMES)]}
        case "var":
            return {operator: [pick.choice(NAMES), sub()]}
        case "missing":
            return {operator: pick.sample(NAMES, 2)}
        case "missing_some":
            return {operator: [pick.randint(0, 3), list(NAMES[:3])]}
        case "date_add":
            return {operator: [pick.choice(({"today": []}, sub())), pick.choice((pick.randint(-400, 400), sub())),
                               pick.choice(("days", "months", "years", "working_days"))]}  # fmt: skip
        case "date_diff":
            return {operator: [pick.choice(({"today": []}, sub())), pick.choice((pick.choice(TEXTS[8:10]), sub())),
                               pick.choice(("days", "months", "years", "working_days"))]}  # fmt: skip
        case "today":
            return {operator: []}
        case "substr":
            return {operator: [sub(), pick.randint(-4, 4), *([pick.randint(-3, 4)] if pick.random() < 0.5 else [])]}
        case "+" | "*" | "max" | "min" | "cat" | "merge" | "and" | "or" | "if":
            return {operator: [sub() for _ in range(pick.randint(0, 4))]}
        case "-" | "/":
            return {operator: [sub() for _ in range(pick.randint(1, 3))]}
    return {operator: [sub(), sub()]}


def operators(rule):
    """Every operator in a rule, as often as it stands there."""
    if isinstance(rule, dict):
        for operator, operands in rule.items():
            yield operator
            yield from operators(operands)
    elif isinstance(rule, list):
        for item in rule:
            yield from operators(item)
