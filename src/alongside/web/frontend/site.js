// Loaded by every page. Pages work without it.
import "htmx.org";
import { initAll } from "nhsuk-frontend";
import { startSendingAgain } from "alongside/send_again.js";
import { startSearchKey } from "alongside/search_key.js";
import { startSigningOut } from "alongside/signing_out.js";
import { startTicking } from "alongside/ticking.js";

// What the design system's template does with an inline script, which our content policy does not allow.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
startTicking();
startSearchKey();
startSigningOut();
startSendingAgain();
