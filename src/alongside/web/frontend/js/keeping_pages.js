// What a service worker does that lets pages open without a signal. Bundled into each worker by itself (build.mjs).
//
// `cache` is where this worker keeps pages and pieces; older ones of its family (`family` and a number) are thrown away. `isOurs(pathname)`
// says which pages it stands in for, `keepsByItself(pathname)` which it keeps whenever they are shown, and `standIn(request)` what is shown in
// the place of one that does not come. With `patience`, a page that stands ready is not waited for longer than that.

export function keepPages({ cache: CACHE, family, isOurs, keepsByItself = () => false, standIn, patience }) {
  self.addEventListener("install", () => self.skipWaiting());

  self.addEventListener("activate", (event) => {
    event.waitUntil(
      (async () => {
        for (const name of await caches.keys()) {
          if (name.startsWith(family) && name !== CACHE) await caches.delete(name);
        }
        await self.clients.claim();
      })(),
    );
  });

  self.addEventListener("message", (event) => {
    if (event.data?.keep) event.waitUntil(keepAll(event.data, event.ports[0]));
  });

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) return;
    if (request.mode === "navigate" && isOurs(pathname)) event.respondWith(page(request, pathname));
    else if (pathname.startsWith("/static/")) event.respondWith(piece(request));
  });

  /** `keep` are addresses; `asNobody` are pages that are asked for anew, as by somebody who is not signed in. */
  async function keepAll({ keep, asNobody = [] }, port) {
    const cache = await caches.open(CACHE);
    for (const address of asNobody) {
      await cache.add(new Request(address, { credentials: "omit", cache: "no-cache" })).catch(() => undefined);
    }
    for (const address of keep) {
      if (new URL(address).origin !== self.location.origin || (await cache.match(address))) continue;
      try {
        await cache.add(address);
      } catch {
        // It is kept when it is next used.
      }
    }
    port?.postMessage("kept");
  }

  async function page(request, pathname) {
    const fresh = fetch(request).then(async (response) => {
      if (keepsByItself(pathname) && response.ok && !response.redirected) {
        await (await caches.open(CACHE)).put(request.url, response.clone());
      }
      return response;
    });
    try {
      return await (patience ? soon(fresh, request) : fresh);
    } catch (error) {
      const kept = await standIn(request, await caches.open(CACHE));
      if (kept) return kept;
      throw error;
    }
  }

  /** With hardly any signal a page may take minutes: what is kept is shown instead, where there is anything. */
  async function soon(fresh, request) {
    const kept = new Promise((resolve) => {
      setTimeout(async () => {
        const copy = await standIn(request, await caches.open(CACHE), { onlyOwn: true });
        if (copy) resolve(copy);
      }, patience);
    });
    return Promise.race([fresh, kept]);
  }

  async function piece(request) {
    const cache = await caches.open(CACHE);
    try {
      const response = await fetch(request);
      if (response.ok) await cache.put(request, response.clone());
      return response;
    } catch (error) {
      const kept = await cache.match(request);
      if (kept) return kept;
      throw error;
    }
  }
}
