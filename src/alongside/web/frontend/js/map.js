// A map of places, drawn over what the server has written about them. Without it, without WebGL or without tiles the page
// still says everything.
//
// `<div data-map hidden>` becomes the map (see web/map.html). Its places are the elements `[data-map-place]` within the
// element that `data-map-of` names: `data-lat`, `data-lon`, `data-name`, and, where they are counted, `data-number`. A
// place that is or holds a link leads there from the map too.
import { LngLatBounds, Map as MapLibre, Marker, NavigationControl, ScaleControl } from "maplibre-gl";

const LARGEST = 30;
const SMALLEST = 6;
const TARGET = 24; // the smallest thing that can be hit with a finger
const NUMBER_FROM = 13; // a smaller circle has no room for its number
const PADDING = 48;
const NEAREST = 15;

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
  const shown = markersOf(places, map);
  const tidy = () => nameWithoutOverlap(shown, map);
  map.on("moveend", tidy);
  map.on("resize", tidy);
  tidy();
  sayOnceThatTilesAreMissing(map, frame);
  frame.querySelector("[data-map-all]")?.addEventListener("click", () => {
    map.fitBounds(boundsOf(places), { padding: PADDING, maxZoom: NEAREST });
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
  const paper = { id: "paper", type: "background", paint: { "background-color": "#f0f4f5" } };
  if (!tiles) return { version: 8, sources: {}, layers: [paper] };
  const pictures = { type: "raster", tiles: [tiles], tileSize: 256, attribution };
  return { version: 8, sources: { pictures }, layers: [paper, { id: "pictures", type: "raster", source: "pictures" }] };
}

function boundsOf(places) {
  const bounds = new LngLatBounds();
  for (const place of places) bounds.extend(place.at);
  return bounds;
}

// A link for each place, the largest first for the keyboard and the smallest on top for the hand.
function markersOf(places, map) {
  const most = Math.max(1, ...places.map((place) => place.number ?? 0));
  return places.map((place, order) => {
    const radius = place.number === null ? SMALLEST : Math.max(SMALLEST, LARGEST * Math.sqrt(place.number / most));
    const link = document.createElement(place.href ? "a" : "span");
    if (place.href) link.href = place.href;
    link.className = "app-map__place";
    link.draggable = false;
    link.title = said(place);
    link.setAttribute("aria-label", said(place));
    link.style.width = link.style.height = `${Math.max(TARGET, 2 * radius)}px`;
    link.style.zIndex = order;
    const dot = part(link, "app-map__dot");
    dot.style.width = dot.style.height = `${2 * radius}px`;
    if (place.number !== null && radius >= NUMBER_FROM) dot.textContent = inShort(place.number);
    const name = part(link, "app-map__name");
    name.textContent = place.name;
    const marker = new Marker({ element: link }).setLngLat(place.at).addTo(map);
    return { place, marker, radius, link, name };
  });
}

function part(link, className) {
  const made = document.createElement("span");
  made.className = className;
  made.setAttribute("aria-hidden", "true");
  link.append(made);
  return made;
}

function said(place) {
  return place.number === null ? place.name : `${place.name}: ${place.number.toLocaleString("en-GB")}`;
}

function inShort(number) {
  if (number < 10_000) return number.toLocaleString("en-GB");
  return `${Math.round(number / 1000).toLocaleString("en-GB")}k`;
}

// Names stand beside the largest circles first, and wherever there is room for them.
function nameWithoutOverlap(shown, map) {
  const taken = [];
  const width = map.getContainer().clientWidth;
  for (const { place, radius } of shown) {
    const { x, y } = map.project(place.at);
    taken.push({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius, of: place });
  }
  for (const { place, radius, link, name } of shown) {
    const { x, y } = map.project(place.at);
    const half = name.offsetHeight / 2;
    const right = { left: x + radius, right: x + radius + name.offsetWidth + 8, top: y - half, bottom: y + half };
    const left = { ...right, left: x - radius - name.offsetWidth - 8, right: x - radius };
    const free = (box) =>
      box.left >= 0 && box.right <= width && taken.every((one) => one.of === place || !overlap(one, box));
    const side = [right, left].find(free);
    link.dataset.named = side === undefined ? "no" : side === right ? "right" : "left";
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
