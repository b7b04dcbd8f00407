// How many alarms wait, where one sees it from another tab: in the title and on its picture.

const plainTitle = document.title.replace(/^\(\d+\) /, "");
const icon = document.querySelector("link[rel=icon]");
const plainIcon = icon?.href;
let shown;

export function showWaiting(count) {
  if (count === shown) return;
  shown = count;
  document.title = count ? `(${count}) ${plainTitle}` : plainTitle;
  if (icon) icon.href = count ? picture(count) : plainIcon;
  if (count) navigator.setAppBadge?.(count).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
}

function picture(count) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#d5281b";
  brush.beginPath();
  brush.arc(32, 32, 32, 0, 2 * Math.PI);
  brush.fill();
  brush.fillStyle = "#ffffff";
  brush.font = "bold 44px arial, sans-serif";
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.fillText(count > 9 ? "9+" : String(count), 32, 35);
  return canvas.toDataURL("image/png");
}
