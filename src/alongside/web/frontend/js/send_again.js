// After a sign-in that was made to save what had been typed, the page sends it by itself. Without scripts its button does.
export function startSendingAgain() {
  document.querySelector("form[data-send-at-once]")?.submit();
}
