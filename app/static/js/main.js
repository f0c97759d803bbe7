// Starts what the page asks for: every element with data-start="name other" gets those modules.
import "./turbo.js";
import { start as banner } from "./banner.js";
import { start as composer } from "./composer.js";
import { start as contact } from "./contact.js";
import { start as count } from "./count.js";
import { start as counts } from "./counts.js";
import { start as dialog } from "./dialog.js";
import { start as enter } from "./enter.js";
import { start as feedback } from "./feedback.js";
import { start as focus } from "./focus.js";
import { watchForms } from "./forms.js";
import { start as history } from "./history.js";
import { later, lazily } from "./lazy.js";
import { start as goLive } from "./live.js";
import { start as menu } from "./menu.js";
import { start as order } from "./order.js";
import { start as password } from "./password.js";
import { start as print } from "./print.js";
import { start as product } from "./product.js";
import { start as promos } from "./promos.js";
import { start as received } from "./received.js";
import { start as refetch } from "./refetch.js";
import { watchPage } from "./registry.js";
import { start as room } from "./room.js";
import { start as rooms } from "./rooms.js";
import { start as theme } from "./theme.js";
import { start as time } from "./time.js";
import { start as toasts } from "./toasts.js";
import { start as unread } from "./unread.js";
import { start as uploader } from "./uploader.js";
import { start as zone } from "./zone.js";

const modules = {
  board: lazily("staff", "board"),
  banner,
  composer,
  contact,
  copy: lazily("member", "copy"),
  count,
  counts,
  dialog,
  enter,
  feed: lazily("staff", "feed"),
  feedback,
  focus,
  history,
  later,
  mention: lazily("staff", "mention"),
  menu,
  "message-acts": lazily("member", "messageActs"),
  order,
  "order-form": lazily("member", "orderForm"),
  "order-steps": lazily("member", "orderSteps"),
  palette: lazily("staff", "palette"),
  password,
  print,
  product,
  promos,
  received,
  ready: lazily("staff", "ready"),
  refetch,
  room,
  rooms,
  "promo-preview": lazily("staff", "promoPreview"),
  shortcuts: lazily("staff", "shortcuts"),
  theme,
  time,
  toasts,
  unread,
  uploader,
  zone,
};

watchForms();
goLive();
watchPage(modules);
