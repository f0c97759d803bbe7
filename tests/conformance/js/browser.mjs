// Makes runAll(names, surroundings) callable from outside the page.
import { runAll } from "./behaviours.mjs";

globalThis.runAll = runAll;
