// Sends the file of a form in parts (tus 1.0.0), for every form with `data-upload`. See evidence/upload.html.
//
// What has begun is remembered by the server alone, for the person who began it: nothing of it stays in the browser, and
// it can be gone on with from another computer.
import { Upload } from "tus-js-client";
import { showUpload } from "./_upload_shown.js";

const ENDPOINT = "/evidence/uploads";
const PART = 8 * 1024 * 1024;
const PAUSES = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000];
const LOOK_AGAIN = 1000;

for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);

function prepare(form) {
  const input = form.querySelector("input[type=file]");
  const shown = showUpload(form);
  const asked = askBegun(form);
  const cancelled = new Set();
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    shown.busy("Looking at the file");
    const begun = (await asked).filter((one) => !cancelled.has(one));
    send(form, file, await sameAs(file, begun), shown);
  });
  asked.then((begun) => {
    const waiting = begun.find((one) => one.state === "arriving" && one.received_bytes > 0);
    if (!waiting || form.hidden) return;
    shown.begun(waiting, async () => {
      if (!(await takeBack(waiting.address))) return false;
      cancelled.add(waiting);
      return true;
    });
  });
}

/** Sends `file`, going on with the upload at `address` where there is one. */
function send(form, file, address, shown) {
  const upload = new Upload(file, {
    endpoint: ENDPOINT,
    uploadUrl: address,
    chunkSize: PART,
    retryDelays: PAUSES,
    storeFingerprintForResuming: false,
    metadata: { ...said(form), filename: file.name, modified: String(file.lastModified) },
    onBeforeRequest: (request) => prepareRequest(request, file),
    onUploadUrlAvailable: () => {
      beginning = false;
      if (cancelling) erase();
      else if (paused) upload.abort();
    },
    onChunkComplete: (_part, arrived, whole) => shown.arrived(arrived, whole),
    onError: (error) => failed(error),
    onSuccess: () => untilKept(upload.url),
  });
  let paused = false;
  let cancelling = false;
  let beginning = false; // asked for an address, and not yet answered: the server may have made one already

  function goOn() {
    paused = false;
    shown.sending(pause, cancel);
    if (beginning) return;
    beginning = !upload.url && !address;
    upload.start();
  }

  function pause() {
    paused = true;
    if (!beginning) upload.abort();
    shown.paused("Paused.", goOn, cancel);
  }

  function cancel() {
    paused = cancelling = true;
    shown.busy("Cancelling");
    if (!beginning) erase();
  }

  async function erase() {
    upload.abort();
    const begun = upload.url ?? address;
    if (!begun || (await takeBack(begun))) return shown.over("Cancelled. What had arrived is erased.");
    cancelling = false;
    shown.paused("It could not be cancelled just now. Check the connection, then cancel it again or go on.", goOn, cancel);
  }

  function failed(error) {
    beginning = false;
    if (cancelling) return erase();
    if (paused) return;
    const status = error.originalResponse?.getStatus() ?? 0;
    if (status === 401 || status === 403) {
      shown.paused("You were signed out. Sign in again in another window, then go on here: what has arrived is kept.", goOn, cancel);
    } else if (status >= 400 && status < 500 && ![408, 409, 423, 429, 460].includes(status)) {
      shown.over(error.originalResponse.getBody() || "This file was not taken in.", "error");
    } else {
      shown.paused("There is no connection. It goes on by itself when the connection is back.", goOn, cancel);
      window.addEventListener("online", goOn, { once: true });
    }
  }

  async function untilKept(url) {
    const answer = await ask(url, { headers: { Accept: "application/json" }, cache: "no-store" });
    const told = answer?.ok ? await answer.json() : undefined;
    if (told?.state === "kept") {
      window.location.assign(form.dataset.uploadThen);
      if (new URL(form.dataset.uploadThen, window.location).pathname === window.location.pathname) window.location.reload();
    } else if (told && !["arrived", "arriving"].includes(told.state)) {
      shown.over(told.why || "This file was not taken in.", "error");
    } else {
      shown.checked();
      setTimeout(() => untilKept(url), LOOK_AGAIN);
    }
  }

  goOn();
}

/** What is told with the file: to what it belongs, and the form's other fields. */
function said(form) {
  const told = { owner: form.dataset.upload, key: form.dataset.uploadKey, purpose: form.dataset.uploadPurpose };
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken" && value) told[name] = value;
  }
  return told;
}

/** The token of now: somebody may have signed in again meanwhile. Each part goes with its checksum, where the browser can take one. */
async function prepareRequest(request, file) {
  request.setHeader("X-CSRFToken", token());
  if (request.getMethod() !== "PATCH") return;
  const from = Number(request.getHeader("Upload-Offset"));
  const digest = await digestOf(file, from, from + PART);
  if (digest) request.setHeader("Upload-Checksum", `sha256 ${btoa(String.fromCharCode(...digest))}`);
}

function token() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

async function askBegun(form) {
  const query = new URLSearchParams({ owner: form.dataset.upload, key: form.dataset.uploadKey });
  const answer = await ask(`${ENDPOINT}?${query}`, { headers: { Accept: "application/json" }, cache: "no-store" });
  return answer?.ok ? (await answer.json()).uploads : [];
}

/** Cancels an upload; answers whether it is. A part that is just being stored is waited for. */
async function takeBack(address, tries = 10) {
  const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token() };
  const answer = await ask(address, { method: "DELETE", headers });
  if (answer?.status !== 423 || tries < 1) return answer?.ok ?? false;
  await new Promise((done) => setTimeout(done, 300));
  return takeBack(address, tries - 1);
}

/** The address of the upload that this very file was begun in, or undefined. */
async function sameAs(file, begun) {
  for (const one of begun) {
    if (one.name !== file.name || one.size_bytes !== file.size || one.modified_ms !== file.lastModified) continue;
    const last = one.last_piece;
    const digest = last && (await digestOf(file, last.begins, last.begins + last.bytes));
    if (!last || !digest || hexadecimal(digest) === last.sha256) return one.address;
  }
  return undefined;
}

async function digestOf(file, from, to) {
  if (!globalThis.crypto?.subtle) return undefined; // only where the page is served safely
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await file.slice(from, to).arrayBuffer()));
}

function hexadecimal(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The answer; undefined where there is none, or the server sends whoever was signed out to sign in. */
async function ask(address, options) {
  try {
    return await fetch(address, { ...options, redirect: "error" });
  } catch {
    return undefined;
  }
}
