// Lets this phone keep its worker's page, so that it opens from the home screen without a signal.
//
// On a computer that others use it would give its worker away. So nothing is kept before the worker says that the phone is theirs,
// or has put the page on their home screen; and it goes when they sign out, when the server says that they are signed out, when somebody
// else signs in here, and after a shift. What a glance over a shoulder need not find (the note, names, tokens) is left out of it.
import { setServerTime } from "alongside/ticking.js";
import { COPIES, PAGE, copyKept } from "./_copies.js";

const LEFT_OUT = "[data-not-kept], meta[name=csrf-token], input[name=csrfmiddlewaretoken]";
const can = "serviceWorker" in navigator && "caches" in window;
const installed = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const place = document.getElementById("keeping");
const root = document.documentElement;
let name;
let whole; // the page as the server made it
let headers;

/** Whether what is on the screen is the copy. Its clock goes on from when it was kept. */
export const isCopy = Boolean(root.dataset.keptAt);

export async function startKeeping(worker) {
  if (isCopy) setServerTime(new Date(Date.parse(root.dataset.now) + Date.now() - Number(root.dataset.keptAt)).toISOString());
  if (!can || !place) return;
  name = COPIES + worker;
  place.addEventListener("click", ({ target }) => {
    if (target.matches("[data-keep]")) agree();
    else if (target.matches("[data-forget]")) refuse();
  });
  try {
    await prepare();
    if (!isCopy) await forgetOthers();
    if (installed && !hasRefused()) remember("yes");
    if (agreed() && !isCopy) await keepCopy();
  } catch {
    // Without storage the page needs a signal to be opened, and works without once it is open.
  }
  await tell();
}

/** Keeps what is on the screen now: `fresh` is #now as it came from the server. */
export async function keepCopy(fresh) {
  if (!can || !agreed()) return;
  try {
    if (!whole) {
      const response = await fetch(PAGE, { cache: "no-store", redirect: "error" });
      if (!response.ok) return;
      headers = response.headers;
      whole = new DOMParser().parseFromString(await response.text(), "text/html");
    }
    if (fresh) whole.getElementById("now").replaceWith(whole.importNode(fresh, true));
    await write();
  } catch {
    // The copy of before stays.
  }
}

/** The server says that they are signed out, or they want it so. What was pressed and is unsent stays. */
export async function forgetCopy() {
  if (can && name) await caches.delete(name);
  await tell();
}

async function write() {
  const page = whole.cloneNode(true);
  for (const element of page.querySelectorAll(LEFT_OUT)) element.remove();
  const kept = String(Date.now());
  page.documentElement.dataset.now = page.getElementById("now").dataset.now;
  page.documentElement.dataset.keptAt = kept;
  const body = `<!DOCTYPE html>${page.documentElement.outerHTML}`;
  const policy = headers.get("Content-Security-Policy");
  const written = { "Content-Type": "text/html; charset=utf-8", "Alongside-Kept-At": kept, ...(policy ? { "Content-Security-Policy": policy } : {}) };
  await (await caches.open(name)).put(PAGE, new Response(body, { headers: written }));
}

async function prepare() {
  await navigator.serviceWorker.register("/my-safety/worker.js", { scope: PAGE });
  const { active } = await navigator.serviceWorker.ready;
  const pieces = performance.getEntriesByType("resource").map((one) => one.name);
  const keep = pieces.filter((one) => new URL(one).pathname.startsWith("/static/"));
  await new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    active.postMessage({ keep, asNobody: [new URL(place.dataset.nobodys, location.href).href] }, [channel.port2]);
  });
}

async function forgetOthers() {
  for (const other of await caches.keys()) if (other.startsWith(COPIES) && other !== name) await caches.delete(other);
}

async function agree() {
  remember("yes");
  await keepCopy();
  await tell();
  place.querySelector("[data-forget]").focus();
}

async function refuse() {
  remember("no");
  await forgetCopy();
  place.querySelector("[data-keep]").focus();
}

async function tell() {
  if (!can || !place) return;
  const kept = Boolean(await copyKept(name).catch(() => undefined));
  place.hidden = false;
  place.dataset.kept = kept ? "yes" : "no";
  for (const part of place.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "kept") !== kept;
}

function agreed() {
  return read() === "yes";
}

function hasRefused() {
  return read() === "no";
}

function read() {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(word) {
  localStorage.setItem(name, word);
}
