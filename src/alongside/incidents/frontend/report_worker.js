// Keeps the page of the questions, and what it needs, for a place without signal. It knows no answers: those are kept by
// the page, and erased with the report.
import { keepPages } from "alongside/keeping_pages.js";

const WHOLE = "/report/whole";

keepPages({
  cache: "alongside-report-1",
  family: "alongside-report-",
  isOurs: (pathname) => ["/report", "/report/", WHOLE].includes(pathname),
  keepsByItself: (pathname) => pathname === WHOLE,
  standIn: async (request, cache) => (await cache.match(request.url)) ?? newest(cache),
});

async function newest(cache) {
  const kept = (await cache.keys()).filter(({ url }) => new URL(url).pathname === WHOLE);
  return kept.length ? cache.match(kept.at(-1)) : undefined;
}
