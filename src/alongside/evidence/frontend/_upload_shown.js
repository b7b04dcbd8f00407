// What the person sees of a file that is on its way.

/** Takes the place of a form's fields while its file is being sent. Every change is said aloud once. */
export function showUpload(form) {
  const box = document.createElement("div");
  box.className = "app-upload";
  box.hidden = true;
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.className = "app-upload__progress";
  bar.max = 100;
  bar.setAttribute("aria-label", "How much has arrived");
  const deeds = document.createElement("div");
  deeds.className = "app-upload__deeds";
  box.append(words, bar, deeds);
  form.before(box);
  let told = -1;
  let leaving;

  function show(text, buttons, { hideForm = true, kind = "" } = {}) {
    box.hidden = false;
    form.hidden = hideForm;
    words.textContent = text;
    words.className = kind === "error" ? "nhsuk-error-message" : "";
    words.setAttribute("role", kind === "error" ? "alert" : "status");
    bar.hidden = !hideForm;
    deeds.replaceChildren(...buttons.map(([label, act]) => button(label, act)));
    stay(hideForm && buttons.length > 0);
  }

  /** Asks before the page is left while a file is being sent. */
  function stay(wanted) {
    if (wanted && !leaving) {
      leaving = (event) => event.preventDefault();
      window.addEventListener("beforeunload", leaving);
    } else if (!wanted && leaving) {
      window.removeEventListener("beforeunload", leaving);
      leaving = undefined;
    }
  }

  return {
    busy: (text) => show(`${text}…`, []),
    begun(upload, cancel) {
      const again = async () => {
        if (await cancel()) show("Cancelled. What had arrived is erased.", [], { hideForm: false });
      };
      show(
        `You had begun to send ${upload.name}: ${percent(upload.received_bytes, upload.size_bytes)}% has arrived. Choose the same file again to go on with it.`,
        [["Cancel it", again]],
        { hideForm: false },
      );
    },
    sending(pause, cancel) {
      told = -1;
      show("Sending. You can go on with it later if the connection is lost.", [["Pause", pause], ["Cancel", cancel]]);
    },
    arrived(arrived, whole) {
      const now = percent(arrived, whole);
      bar.value = now;
      if (now !== told) words.textContent = `${now}% of ${size(whole)} has arrived.`;
      told = now;
    },
    paused: (text, goOn, cancel) => show(text, [["Go on", goOn], ["Cancel", cancel]]),
    checked() {
      bar.value = 100;
      if (deeds.childElementCount || !words.textContent.startsWith("All of it")) show("All of it has arrived. It is being checked, which takes a moment.", []);
    },
    over: (text, kind) => show(text, [], { hideForm: false, kind }),
  };
}

function percent(part, whole) {
  return Math.floor((part * 100) / whole);
}

/** As the filter `size` of alongside/web/filters.py writes it. */
export function size(bytes) {
  const mega = bytes / 1024 / 1024;
  return mega < 1 ? `${Math.ceil(bytes / 1024)} kB` : mega < 1000 ? `${mega.toFixed(1)} MB` : `${(mega / 1024).toFixed(2)} GB`;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
