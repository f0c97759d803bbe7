// Starts what the page asks for: every element with data-start="name other" gets those modules.
import * as Turbo from "@hotwired/turbo";
import { start as banner } from "./banner.js";
import { start as count } from "./count.js";
import { start as dialog } from "./dialog.js";
import { start as focus } from "./focus.js";
import { watchForms } from "./forms.js";
import { start as goLive } from "./live.js";
import { start as menu } from "./menu.js";
import { start as password } from "./password.js";
import { watchPage } from "./registry.js";
import { start as theme } from "./theme.js";
import { start as time } from "./time.js";
import { start as toasts } from "./toasts.js";
import { start as unread } from "./unread.js";

const modules = {
  banner,
  count,
  dialog,
  focus,
  menu,
  password,
  theme,
  time,
  toasts,
  unread,
};

// Turbo's progress bar brings its own <style>, which our content policy forbids: never show it.
Turbo.config.drive.progressBarDelay = 2 ** 31 - 1;
watchForms();
goLive();
watchPage(modules);
