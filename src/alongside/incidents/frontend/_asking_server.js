// Sending to the server from a page that may have been kept on the phone for days.

const PATIENCE = 20_000;
let token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

/**
 * Posts fields ([[name, value]…]). Answers {answer} with what came back, {refused: answer} where the server said why not
 * (400, 410, 413, 422), or {later: "offline" | "server" | "crowded"}; of a crowd (429) also {said} with what it said.
 */
export async function post(path, fields, again = true) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, typeof value === "string" ? value.replaceAll("\u0000", "") : value);
  body.append("phone_now", new Date().toISOString());
  const response = await ask(path, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
  if (!response) return { later: "offline" };
  if (response.status === 403 && again && (await who())) return post(path, fields, false);
  if (response.ok) return { answer: await read(response) };
  if ([400, 410, 413, 422].includes(response.status)) return { refused: { status: response.status, ...(await read(response)) } };
  if (response.status === 429) return { later: "crowded", said: await read(response) };
  return { later: "server" };
}

/** Whose report it is, whether they work for this organisation, and a fresh token; nothing without signal. */
export async function who(code = "") {
  const response = await ask(`/report/whole/token?of=${encodeURIComponent(code)}`, { cache: "no-store" });
  if (!response?.ok) return undefined;
  const told = await read(response);
  token = told.token;
  return told;
}

async function ask(path, options) {
  try {
    return await fetch(path, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return undefined;
  }
}

async function read(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}
