// A map of places, drawn over what the server has written about them. Without it, without WebGL or without tiles the page
// still says everything.
//
// `<div data-map hidden>` becomes the map (see web/map.html). Its places are the elements `[data-map-place]` within the
// element that `data-map-of` names: `data-lat`, `data-lon`, `data-name`, and, where they are counted, `data-number`. A
// place that is or holds a link leads there from the map too. Places that would cover each other stand together.
import { LngLatBounds, Map as MapLibre, Marker, NavigationControl, ScaleControl } from "maplibre-gl";
import { gathered, lieApart } from "alongside/gathering.js";

const LARGEST = 30;
const SMALLEST = 6;
const TARGET = 24; // the smallest thing that can be hit with a finger
const NUMBER_FROM = 13; // a smaller circle has no room for its number
const PADDING = 48;
const NEAREST = 15;
const NEAREST_TOGETHER = 18; // how near one goes to see places apart

export function startMaps() {
  for (const frame of document.querySelectorAll("[data-map]")) startMap(frame);
}

/** Draws the map, and answers with it; answers null where the browser cannot. */
export function startMap(frame) {
  const places = placesOf(document.getElementById(frame.dataset.mapOf));
  if (!places.length) return null;
  frame.hidden = false;
  let map;
  try {
    map = new MapLibre({
      container: frame.querySelector("[data-map-canvas]"),
      style: styleOf(frame.dataset.mapTiles, frame.dataset.mapAttribution),
      bounds: boundsOf(places),
      fitBoundsOptions: { padding: PADDING, maxZoom: NEAREST },
      attributionControl: frame.dataset.mapTiles ? { compact: false } : false,
      cooperativeGestures: true, // a page is scrolled past a map more often than a map is moved
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 19,
      fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
      locale: { "Map.Title": frame.dataset.mapLabel },
    });
  } catch {
    frame.hidden = true;
    return null;
  }
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl({ unit: "metric" }));
  let moved = false; // a telephone that is turned shows all places again, unless somebody chose what to look at
  map.on("movestart", ({ originalEvent }) => (moved ||= Boolean(originalEvent)));
  frame.addEventListener("click", () => (moved = true));
  let shown = [];
  const draw = () => (shown = drawn(places, map, shown));
  const tidy = () => nameWithoutOverlap(shown, map);
  map.on("zoomend", draw);
  map.on("moveend", tidy);
  map.on("resize", () => {
    if (!moved) map.fitBounds(boundsOf(places), { padding: PADDING, maxZoom: NEAREST, animate: false });
    tidy();
  });
  draw();
  tidy();
  sayOnceThatTilesAreMissing(map, frame);
  frame.querySelector("[data-map-all]")?.addEventListener("click", () => {
    map.fitBounds(boundsOf(places), { padding: PADDING, maxZoom: NEAREST });
    moved = false;
  });
  document.documentElement.dataset.map = "drawn";
  return map;
}

function placesOf(within) {
  return [...(within?.querySelectorAll("[data-map-place]") ?? [])]
    .map((element) => ({
      at: [Number(element.dataset.lon), Number(element.dataset.lat)],
      name: element.dataset.name,
      number: element.dataset.number === undefined ? null : Number(element.dataset.number),
      href: (element.matches("a[href]") ? element : element.querySelector("a[href]"))?.getAttribute("href"),
    }))
    .filter((place) => place.at.every(Number.isFinite))
    .sort((one, other) => (other.number ?? 0) - (one.number ?? 0));
}

// The background: pictures by a template of their address, a MapLibre style, or nothing but paper.
function styleOf(tiles, attribution) {
  if (tiles && !tiles.includes("{z}")) return tiles;
  const paper = { id: "paper", type: "background", paint: { "background-color": "#ffffff" } };
  if (!tiles) return { version: 8, sources: {}, layers: [paper] };
  const pictures = { type: "raster", tiles: [tiles], tileSize: 256, attribution };
  return { version: 8, sources: { pictures }, layers: [paper, { id: "pictures", type: "raster", source: "pictures" }] };
}

function boundsOf(places) {
  const bounds = new LngLatBounds();
  for (const place of places) bounds.extend(place.at);
  return bounds;
}

// Puts up a circle for each place or group, the largest first for the keyboard and the smallest on top for the hand, instead
// of those that were there. Who was at one of these by keyboard is at the one that has its place now.
function drawn(places, map, before) {
  const held = before.find(({ circle }) => circle === document.activeElement)?.group.places[0];
  for (const { marker } of before) marker.remove();
  const groups = gathered(places, (at) => map.project(at));
  const most = Math.max(1, ...groups.map((group) => group.number ?? 0));
  return groups.map((group, order) => {
    const radius = group.number === null ? SMALLEST : Math.max(SMALLEST, LARGEST * Math.sqrt(group.number / most));
    const circle = circleOf(group, map);
    circle.className = "app-map__place";
    circle.draggable = false;
    circle.style.width = circle.style.height = `${Math.max(TARGET, 2 * radius)}px`;
    circle.style.zIndex = order;
    const { length } = group.places;
    const name = part(circle, "app-map__name", length > 1 ? `${group.places[0].name} and ${length - 1} more` : group.places[0].name);
    const number = group.number === null ? "" : inShort(group.number);
    if (number) part(circle, "nhsuk-u-visually-hidden", radius < NUMBER_FROM ? `: ${number}` : ": ");
    const dot = part(circle, "app-map__dot", radius < NUMBER_FROM ? "" : number);
    dot.classList.toggle("app-map__dot--several", length > 1);
    dot.style.width = dot.style.height = `${2 * radius}px`;
    if (circle.type === "button") part(circle, "nhsuk-u-visually-hidden", ". Come nearer");
    const marker = new Marker({ element: circle }).setLngLat(group.at).addTo(map);
    if (group.places.includes(held)) circle.focus({ preventScroll: true });
    return { group, marker, radius, circle, name };
  });
}

// A place leads where its link leads. Several that can be seen apart come nearer; several that cannot lead to all of them.
function circleOf(group, map) {
  const apart = group.places.length > 1 && lieApart(group.places, (at) => map.project(at), NEAREST_TOGETHER - map.getZoom());
  const href = apart ? null : togetherAt(group.places);
  const circle = document.createElement(apart ? "button" : href ? "a" : "span");
  if (href) circle.href = href;
  if (apart) {
    circle.type = "button";
    circle.addEventListener("click", () => {
      map.fitBounds(boundsOf(group.places), { padding: PADDING, maxZoom: NEAREST_TOGETHER });
    });
  }
  return circle;
}

function togetherAt([first, ...others]) {
  if (!first.href) return null;
  const address = new URL(first.href, location.href);
  for (const other of others.filter((place) => place.href)) {
    for (const [key, value] of new URL(other.href, location.href).searchParams) {
      if (!address.searchParams.has(key, value)) address.searchParams.append(key, value);
    }
  }
  return address.pathname + address.search;
}

function part(circle, className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  circle.append(made);
  return made;
}

function inShort(number) {
  if (number < 10_000) return number.toLocaleString("en-GB");
  return `${Math.round(number / 1000).toLocaleString("en-GB")}k`;
}

// Names stand beside the largest circles first, and wherever there is room for them.
function nameWithoutOverlap(shown, map) {
  const taken = [];
  const width = map.getContainer().clientWidth;
  for (const { group, radius } of shown) {
    const { x, y } = map.project(group.at);
    taken.push({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius, of: group });
  }
  for (const { group, radius, circle, name } of shown) {
    const { x, y } = map.project(group.at);
    const half = name.offsetHeight / 2;
    const right = { left: x + radius, right: x + radius + name.offsetWidth + 8, top: y - half, bottom: y + half };
    const left = { ...right, left: x - radius - name.offsetWidth - 8, right: x - radius };
    const free = (box) =>
      box.left >= 0 && box.right <= width && taken.every((one) => one.of === group || !overlap(one, box));
    const side = [right, left].find(free);
    circle.dataset.named = side === undefined ? "no" : side === right ? "right" : "left";
    if (side) taken.push(side);
  }
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function sayOnceThatTilesAreMissing(map, frame) {
  if (!frame.dataset.mapTiles) return;
  map.on("error", () => {
    frame.querySelector("[data-map-trouble]").hidden = false;
  });
}
