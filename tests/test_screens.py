"""The list of screens is complete: no page goes without its picture."""

from quart import Quart

from screens.pages import NOT_SCREENS, README, SCREENS


def addresses(app: Quart) -> dict[str, str]:
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.websocket
    }


def test_every_page_is_a_screen_or_said_to_be_none(app: Quart) -> None:
    listed = {screen.endpoint for screen in SCREENS} | set(NOT_SCREENS)
    pages = {name for name, rule in addresses(app).items() if not rule.startswith("/api/")}
    assert pages - listed == set()


def test_the_list_names_no_page_that_is_gone(app: Quart) -> None:
    listed = {screen.endpoint for screen in SCREENS if screen.endpoint} | set(NOT_SCREENS)
    assert listed - set(addresses(app)) == set()


def test_a_screens_path_leads_to_its_route(app: Quart) -> None:
    urls = app.url_map.bind("studio.test")
    led = {
        screen.name: urls.match(screen.path.partition("?")[0].replace("{reset}", "x"))[0]
        for screen in SCREENS
        if screen.endpoint and "{" not in screen.path.replace("{reset}", "x")
    }
    assert led == {s.name: s.endpoint for s in SCREENS if s.name in led}


def test_names_are_unique_and_the_readme_shows_screens_that_exist() -> None:
    names = [screen.name for screen in SCREENS]
    assert len(names) == len(set(names))
    assert {picture.screen for picture in README} <= set(names)
