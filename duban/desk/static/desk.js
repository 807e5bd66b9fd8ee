// What the desk does beyond plain pages and forms; without it everything works all the same.
// ES2021, for Chromium 90; no library. Its words stand in the attributes of its own element, in the visitor's language.
"use strict";
(() => {
  const words = document.currentScript.dataset;
  const EVERY = 10_000;
  const sending = new WeakSet();
  const changed = new Set();

  // -- forms --------------------------------------------------------------------------------------------------------
  const posts = form => form !== null && form.method === "post";
  const isText = field => field instanceof HTMLTextAreaElement
    || (field instanceof HTMLInputElement && ["text", "datetime-local", "file"].includes(field.type));

  const typedIn = ({target}) => {
    const form = target.form ?? null;
    if (!posts(form)) return;
    if (form.dataset.draft) laterSaved(form);
    else if (isText(target) && form.querySelector("[type=password]") === null) changed.add(form);
  };

  const whenSent = event => {
    const form = event.target;
    if (event.defaultPrevented || !posts(form)) return;
    if (sending.has(form)) {
      event.preventDefault();
      return;
    }
    sending.add(form);
    changed.delete(form);
    drafts.get(form)?.stop();
    // The button that was pressed belongs to what is sent, so it is only switched off once that has been gathered.
    setTimeout(() => buttonsOf(form).forEach(button => { button.disabled = true; }));
  };

  const buttonsOf = form => [...form.elements].filter(each => each instanceof HTMLButtonElement && each.type === "submit");

  const shownAgain = () => {
    for (const form of document.forms) {
      if (sending.delete(form)) buttonsOf(form).forEach(button => { button.disabled = false; });
    }
  };

  const leaving = event => {
    if (changed.size === 0) return;
    event.preventDefault();
    event.returnValue = "";
  };

  // -- drafts -------------------------------------------------------------------------------------------------------
  const drafts = new Map();

  class Draft {
    constructor(form) {
      this.form = form;
      this.timer = 0;
      this.typed = 0;
      this.kept = 0;
      this.line = form.querySelector("[data-saved]") ?? this.place();
    }

    place() {
      const line = document.createElement("span");
      line.className = "q s";
      line.setAttribute("role", "status");
      [...this.form.querySelectorAll(".send")].pop()?.append(line);
      return line;
    }

    touch() {
      this.typed += 1;
      changed.add(this.form);
      this.timer ||= setTimeout(() => this.save(), EVERY);
    }

    stop() {
      clearTimeout(this.timer);
      this.timer = 0;
    }

    async save() {
      this.stop();
      if (this.typed === this.kept || sending.has(this.form)) return;
      const upTo = this.typed;
      const fields = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
      const request = {method: "POST", body: new URLSearchParams(fields), headers: {"X-Draft": "1"}};
      let status = 0;
      try {
        ({status} = await fetch(this.form.dataset.draft, {...request, redirect: "manual", keepalive: true}));
      } catch {
        // no connection: the next change tries again
      }
      if (status !== 204) {
        this.line.textContent = status === 401 ? words.ended : words.unsaved;
        return;
      }
      this.kept = upTo;
      if (this.typed === upTo) changed.delete(this.form);
      const now = new Date();
      const time = [now.getHours(), now.getMinutes()].map(part => String(part).padStart(2, "0")).join(":");
      this.line.textContent = words.saved.replace("{time}", time);
    }
  }

  const laterSaved = form => {
    if (!drafts.has(form)) drafts.set(form, new Draft(form));
    drafts.get(form).touch();
  };

  const left = ({target}) => { drafts.get(target.form ?? null)?.save(); };
  const hidden = () => { if (document.hidden) drafts.forEach(draft => draft.save()); };

  // -- a selection in a list ----------------------------------------------------------------------------------------
  const boxes = form => [...document.querySelectorAll("tbody input[type=checkbox]")].filter(box => box.form === form);

  // The box above the others, which chooses all of the page; it is of no use where no script runs, so it is made here.
  const wholeOf = all => {
    const cell = all[0]?.closest("td");
    const head = cell?.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];
    if (!head) return null;
    if (head.querySelector("[data-all]") === null) {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.dataset.all = "";
      box.setAttribute("aria-label", words.all);
      head.replaceChildren(box);
    }
    return head.querySelector("[data-all]");
  };

  const counted = bar => {
    const all = boxes(bar.closest("form"));
    const chosen = all.filter(box => box.checked);
    for (const box of all) box.closest("tr").setAttribute("aria-selected", String(box.checked));
    const said = bar.querySelector("b");
    if (said !== null) {
      said.setAttribute("role", "status");
      said.dataset.none ??= said.textContent;
      said.textContent = chosen.length === 0 ? said.dataset.none : words.selected.replace("{count}", chosen.length);
    }
    const whole = wholeOf(all);
    if (whole !== null) {
      whole.checked = all.length > 0 && chosen.length === all.length;
      whole.indeterminate = chosen.length > 0 && !whole.checked;
    }
  };

  const chosen = ({target}) => {
    if (!(target instanceof HTMLInputElement) || target.type !== "checkbox") return;
    const bar = target.form?.querySelector(".bulk");
    if (!bar) return;
    if ("all" in target.dataset) boxes(target.form).forEach(box => { box.checked = target.checked; });
    counted(bar);
  };

  // -- keys ---------------------------------------------------------------------------------------------------------
  const OFF = "duban-keys-off";
  const help = document.getElementById("keys");
  let before = "";

  const go = name => { document.querySelector(`nav.main [data-page="${name}"]`)?.click(); };

  const step = by => {
    const links = [...document.querySelectorAll("main .ti")].filter(link => link.offsetParent !== null);
    const at = links.findIndex(link => link.closest("tr, article, li")?.contains(document.activeElement));
    links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by]?.focus();
  };

  const KEYS = {
    "/": () => document.querySelector("input[type=search]")?.focus(),
    "?": () => help.showModal(),
    j: () => step(1),
    k: () => step(-1),
    "g w": () => go("work"),
    "g l": () => go("ledger"),
  };

  const pressed = event => {
    const {key, target} = event;
    const writing = target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if (writing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (help.open || localStorage.getItem(OFF) !== null) return;
    const act = KEYS[before + key] ?? KEYS[key];
    before = key === "g" ? "g " : "";
    if (!act) return;
    event.preventDefault();
    act();
  };

  const keys = () => {
    const opener = document.querySelector("[data-keys]");
    if (help === null || opener === null) return;
    help.querySelector("button").addEventListener("click", () => help.close());
    const on = help.querySelector("input");
    on.checked = localStorage.getItem(OFF) === null;
    on.addEventListener("change", () => {
      if (on.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
    document.addEventListener("keydown", pressed);
  };

  // -- the page -----------------------------------------------------------------------------------------------------
  document.addEventListener("input", typedIn);
  document.addEventListener("change", typedIn);
  document.addEventListener("change", chosen);
  document.addEventListener("focusout", left);
  document.addEventListener("submit", whenSent);
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("beforeunload", leaving);
  window.addEventListener("pageshow", shownAgain);
  document.querySelectorAll(".bulk").forEach(counted);
  document.querySelector(".problems[tabindex]")?.focus();
  keys();
})();
