// A PIN that must wait for a signal is sealed so that only the server can open it (people/sealing.py): nobody who holds the phone
// can read it, or tell which of the two PINs it was.

const LENGTH = 16;
const bytes = (words) => new TextEncoder().encode(words);
const P256 = { name: "ECDH", namedCurve: "P-256" };

/** WebCrypto is missing where the page did not come over HTTPS: then a PIN is never kept. */
export const canSeal = Boolean(globalThis.crypto?.subtle);

/** `lock` is the server's public key, `address` the one that it is sent to. */
export async function seal(pin, address, lock) {
  const { subtle } = crypto;
  const mine = await subtle.generateKey(P256, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", mine.publicKey));
  const theirs = await subtle.importKey("raw", read(lock), P256, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const agreed = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: point, info: bytes("alongside pin 1") };
  const key = await subtle.deriveKey(how, agreed, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const plain = bytes(pin.slice(0, LENGTH).padEnd(LENGTH, " "));
  const closed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: bytes(address) }, key, plain);
  return write(new Uint8Array([...point, ...nonce, ...new Uint8Array(closed)]));
}

function read(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function write(data) {
  return btoa(String.fromCharCode(...data)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
