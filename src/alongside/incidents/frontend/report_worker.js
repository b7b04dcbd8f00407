// Keeps the page of the questions, and what it needs, for a place without signal. It knows no answers: those are kept by
// the page, and erased with the report.
const CACHE = "alongside-report-1";
const WHOLE = "/report/whole";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("alongside-report-") && name !== CACHE) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepAll(event.data.keep, event.ports[0]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && ["/report", "/report/", WHOLE].includes(pathname)) event.respondWith(page(request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(piece(request));
});

async function keepAll(addresses, port) {
  const cache = await caches.open(CACHE);
  for (const address of addresses) {
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
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (pathname === WHOLE && response.ok && !response.redirected) await cache.put(request.url, response.clone());
    return response;
  } catch (error) {
    const kept = (await cache.match(request.url)) ?? (await newest(cache));
    if (kept) return kept;
    throw error;
  }
}

async function newest(cache) {
  const kept = (await cache.keys()).filter(({ url }) => new URL(url).pathname === WHOLE);
  return kept.length ? cache.match(kept.at(-1)) : undefined;
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
