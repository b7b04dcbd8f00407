// Press and hold. Needs no looking, and no second question: letting go early is the way back.

/**
 * Calls `onHeld()` once `button` has been held for `seconds`, by finger, mouse, pen, Enter or Space.
 * `onRelease()` when it was let go too early. A screen reader's own "activate" cannot hold, and it takes two
 * deliberate gestures already: it counts as held.
 */
export function holdToPress(button, seconds, { onStart, onHeld, onRelease }) {
  let timer;
  let touched = false;
  button.style.setProperty("--hold", `${seconds}s`);

  function start() {
    if (timer) return;
    button.dataset.holding = "yes";
    onStart();
    timer = setTimeout(() => {
      stop();
      navigator.vibrate?.([200, 100, 200]);
      onHeld();
    }, seconds * 1000);
  }

  function stop() {
    clearTimeout(timer);
    timer = undefined;
    delete button.dataset.holding;
  }

  function release() {
    if (!timer) return;
    stop();
    onRelease();
  }

  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    touched = true;
    // A trembling finger may leave the button and still mean it.
    button.setPointerCapture(event.pointerId);
    start();
  });
  button.addEventListener("pointerup", release);
  button.addEventListener("pointercancel", release);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    start();
  });
  button.addEventListener("keyup", (event) => {
    if (event.key === "Enter" || event.key === " ") release();
  });
  button.addEventListener("blur", release);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const byAssistant = !touched && event.detail === 0;
    touched = false;
    if (byAssistant) onHeld();
  });
}
