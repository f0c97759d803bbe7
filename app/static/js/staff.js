// What only the studio's own people need, in a file of its own: customers never load it (lazy.js).
import { start as board } from "./board.js";
import { start as feed } from "./feed.js";
import { start as mention } from "./mention.js";
import { start as palette } from "./palette.js";
import { start as promoPreview } from "./promo_preview.js";
import { start as ready } from "./ready.js";
import { start as shortcuts } from "./shortcuts.js";

export const modules = { board, feed, mention, palette, promoPreview, ready, shortcuts };
