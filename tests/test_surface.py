"""Every door is declared: who may use it stands on the route, and nothing else is open."""

from quart import Quart

from app.accounts.access import GRANTS, Can, Role

OPEN_BY_NATURE = {
    "static",
    "health.healthz",
    "health.readyz",
    "shell.worker",
    "shell.manifest",
    "shell.offline",
}


def test_every_route_declares_who_may_use_it(app: Quart) -> None:
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN_BY_NATURE
        and not rule.websocket
        and not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    assert undeclared == []


def test_every_capability_belongs_to_some_role_and_only_admin_has_all() -> None:
    assert {can for grants in GRANTS.values() for can in grants} == set(Can)
    assert [role for role, grants in GRANTS.items() if grants == set(Can)] == [Role.ADMIN]


async def test_a_visitor_gets_past_no_guarded_route(app: Quart, visitor) -> None:
    for rule in app.url_map.iter_rules():
        handler = app.view_functions.get(rule.endpoint)
        access = getattr(handler, "access", "public")
        if access in {"public", Can.GIVE_FEEDBACK} or rule.websocket:
            continue
        path = rule.rule
        for name, converter in rule._converters.items():
            value = "1" if type(converter).__name__ == "IntegerConverter" else "x"
            path = path.replace(f"<int:{name}>", value).replace(f"<{name}>", value)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            response = await visitor.request(method, path)
            signed_out = response.status_code in {401, 303}
            assert signed_out, f"{method} {rule.rule} answered {response.status_code}"


async def test_no_route_changes_anything_by_get(app: Quart) -> None:
    both = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if {"GET", "POST"} <= rule.methods and rule.endpoint not in OPEN_BY_NATURE
    ]
    assert both == []
