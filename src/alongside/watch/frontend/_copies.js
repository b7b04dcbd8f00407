// Where the copy of a worker's page lies on their phone, and for how long. Both the page and its service worker read it.
import { OF } from "alongside/signing_out.js";

/** Each worker's copy is a cache of their own. Signing out takes every cache and word whose name begins with OF (alongside/signing_out.js). */
export const COPIES = `${OF}-safety-`;
export const PAGE = "/my-safety";
const LONGEST = 16 * 3_600_000; // a shift; what was planned yesterday is of no use, and need not lie there

/** The copy in this cache; undefined where there is none. One that is too old is thrown away. */
export async function copyKept(name) {
  const copy = await (await caches.open(name)).match(PAGE);
  const age = copy ? Date.now() - Number(copy.headers.get("Alongside-Kept-At")) : 0;
  if (copy && age >= 0 && age < LONGEST) return copy;
  await caches.delete(name);
  return undefined;
}
