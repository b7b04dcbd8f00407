// Opens the lone worker's page without a signal: the copy that its worker let this phone keep (_keeping.js), or else a page that is
// nobody's. By itself it keeps nothing that tells who works here.
import { keepPages } from "alongside/keeping_pages.js";
import { COPIES, copyKept } from "./_copies.js";

const NOBODYS = "/my-safety/without-signal";

keepPages({
  cache: "alongside-safety-1",
  family: "alongside-safety-",
  isOurs: (pathname) => pathname === "/my-safety" || pathname.startsWith("/my-safety/"),
  patience: 4000,
  standIn: async (request, cache, { onlyOwn = false } = {}) => {
    const own = new URL(request.url).pathname === "/my-safety" ? await ownCopy() : undefined;
    return own ?? (onlyOwn ? undefined : cache.match(NOBODYS));
  },
});

async function ownCopy() {
  for (const name of await caches.keys()) {
    const copy = name.startsWith(COPIES) ? await copyKept(name) : undefined;
    if (copy) return copy;
  }
  return undefined;
}
