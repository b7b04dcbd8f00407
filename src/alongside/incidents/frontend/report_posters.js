// The page of posters: one thing to press.
import { offerKeeping } from "./_keeping.js";

offerKeeping(document, () => "");
