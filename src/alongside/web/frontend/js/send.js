// Sends a form without leaving the page, and says honestly what became of it.

const PATIENCE = 15_000;
const TOKEN = "csrfmiddlewaretoken";

/**
 * Posts the form as the browser would and follows the redirect.
 *
 * Answers {page} with the HTML page that came back (also for 409 and 422, which bring the form with its errors),
 * or {problem: "offline" | "signed-out" | "refused" | "server"}.
 */
export async function sendForm(form, submitter) {
  const data = new FormData(form, submitter);
  let response;
  try {
    response = await post(form.action, data);
    const fresh = response.status === 403 && tokenOf(await response.clone().text());
    if (fresh) {
      data.set(TOKEN, fresh);
      response = await post(form.action, data);
    }
  } catch {
    return { problem: "offline" };
  }
  if (isSignIn(response)) return { problem: "signed-out" };
  if (response.ok || response.status === 409 || response.status === 422) return { page: await response.text() };
  return { problem: response.status < 500 ? "refused" : "server" };
}

// Whoever signed in again has a page whose token is stale. The server answers with another one, and only to whoever typed it.
function tokenOf(page) {
  const offered = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-save-again]");
  return offered?.elements[TOKEN]?.value;
}

function post(address, data) {
  return fetch(address, {
    method: "POST",
    body: new URLSearchParams(data),
    headers: { Accept: "text/html" },
    signal: AbortSignal.timeout(PATIENCE),
  });
}

/** Fetches a piece of a page. Answers the same as `sendForm`. */
export async function fetchPiece(address) {
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return { problem: "offline" };
  }
  if (isSignIn(response)) return { problem: "signed-out" };
  if (response.ok) return { page: await response.text() };
  return { problem: response.status < 500 ? "refused" : "server" };
}

/** The element with this id in a page that came back, or null. */
export function piece(page, id) {
  return new DOMParser().parseFromString(page, "text/html").getElementById(id);
}

export function isSignIn(response) {
  return response.status === 401 || (response.redirected && new URL(response.url).pathname.startsWith("/accounts/login"));
}
