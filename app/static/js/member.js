// What only some pages of people who are signed in need, in a file of its own (lazy.js).
import { start as copy } from "./copy.js";
import { start as messageActs } from "./message_acts.js";
import { start as orderForm } from "./order_form.js";
import { start as orderSteps } from "./order_steps.js";

export const modules = { copy, messageActs, orderForm, orderSteps };
