// Incidents by place, on a map.
import { startMaps } from "alongside/map.js";

startMaps();
