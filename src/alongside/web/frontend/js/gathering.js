// Which places stand together on a map, so that none covers another. Knows nothing of maps: `project` says where a place lies
// in pixels.

const TOO_NEAR = 48;

/**
 * Groups of places, those with the most first: a place joins the first group whose middle is nearer than a finger is wide.
 * The places come with the largest first. `at` of a group is that of its largest place; `number` what it counts, or null.
 */
export function gathered(places, project) {
  const groups = [];
  for (const place of places) {
    const { x, y } = project(place.at);
    const near = groups.find((group) => Math.hypot(group.x - x, group.y - y) < TOO_NEAR);
    if (near) near.places.push(place);
    else groups.push({ x, y, at: place.at, places: [place] });
  }
  return groups
    .map(({ at, places: those }) => ({ at, places: those, number: numberOf(those) }))
    .sort((one, other) => (other.number ?? 0) - (one.number ?? 0));
}

/** Whether places that stand together can be seen apart, so many zoom levels nearer. */
export function lieApart(places, project, levels) {
  const points = places.map((place) => project(place.at));
  const wide = Math.max(...points.map(({ x }) => x)) - Math.min(...points.map(({ x }) => x));
  const high = Math.max(...points.map(({ y }) => y)) - Math.min(...points.map(({ y }) => y));
  return Math.max(wide, high) * 2 ** levels > 2 * TOO_NEAR;
}

function numberOf(places) {
  if (places.every(({ number }) => number === null)) return places.length > 1 ? places.length : null;
  return places.reduce((sum, { number }) => sum + (number ?? 0), 0);
}
