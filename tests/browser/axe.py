"""Asks axe-core what is wrong with a page for people who use it in another way (WCAG 2.2, level AA)."""

from playwright.sync_api import Page

from alongside.web.assets import BUILD

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_ASK = """async (tags) => {
  const asked = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, asked);
  const said = (found) => found.nodes.map((node) => `${found.id}: ${found.help}: ${node.html.slice(0, 200)}`);
  return violations.flatMap(said);
}"""


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: one line for each element, empty when nothing is wrong.

    The script goes in by the debugging protocol: the page's own content policy would rightly refuse it.
    """
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": (BUILD / "axe.min.js").read_text()})
        session.detach()
    return list(page.evaluate(_ASK, TAGS))
