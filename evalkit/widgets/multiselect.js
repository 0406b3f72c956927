// A combobox for several choices, after the ARIA pattern: type to filter, arrows to move, Enter to add or take back,
// Backspace to take back the last, Escape to close. The list stands in the flow, because JupyterLab clips what pops over.

const fold = (text) => text.toLowerCase().normalize("NFC").replaceAll("æ", "ae").replaceAll("ø", "oe").replaceAll("å", "aa")
  .normalize("NFKD").replace(/[^a-z0-9]/g, "");

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function render({ model, el }) {
  const id = `evalkit-choice-${Math.random().toString(36).slice(2)}`;
  const words = model.get("words");
  const label = make("label", { id: `${id}-label`, for: `${id}-input` }, model.get("label"));
  const chips = make("ul", { class: "chips", "aria-label": `${words.chosen} (${model.get("label")})` });
  const input = make("input", {
    id: `${id}-input`, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-controls": `${id}-list`,
  });
  const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-multiselectable": "true", "aria-labelledby": `${id}-label` });
  const status = make("p", { class: "status", role: "status" });
  const field = make("div", { class: "field" }, chips, input);
  const root = make("div", { class: "evalkit-choice", "data-lm-suppress-shortcuts": "true" }, label, field, list, status);
  let open = false, active = "";

  const options = () => model.get("options");
  const chosen = () => model.get("value");
  const find = (code) => options().find((option) => option.code === code) ?? { code, label: code, note: "", reason: "" };

  // Names that start with what is typed stand before those that hold it somewhere.
  function matches() {
    const typed = fold(input.value);
    const place = (option) => Math.min(...option.spellings.map((name) => (name.startsWith(typed) ? 0 : name.includes(typed) ? 1 : 2)));
    return [0, 1].flatMap((wanted) => options().filter((option) => place(option) === wanted));
  }

  function choose(code, on) {
    model.set("value", on ? [...chosen(), code] : chosen().filter((other) => other !== code));
    model.save_changes();
    status.textContent = (on ? words.added : words.removed).replace("{name}", find(code).label);
  }

  function toggle(code) {
    const on = !chosen().includes(code);
    if (on && find(code).reason) return;
    input.value = "";
    choose(code, on);
  }

  function chip(code) {
    const name = find(code).label;
    const button = make("button", { type: "button", "aria-label": words.remove.replace("{name}", name), title: words.remove.replace("{name}", name) }, "×");
    button.addEventListener("click", () => { choose(code, false); input.focus(); });
    return make("li", {}, make("span", {}, name), button);
  }

  function row(option) {
    const item = make("li", {
      id: `${id}-${option.code}`, role: "option", "data-code": option.code, "aria-selected": String(chosen().includes(option.code)),
      ...(option.reason && !chosen().includes(option.code) ? { "aria-disabled": "true" } : {}),
    }, make("span", { class: "tick", "aria-hidden": "true" }, chosen().includes(option.code) ? "✓" : ""),
    make("span", { class: "name" }, option.label), " ", make("span", { class: "note" }, option.reason || option.note));
    if (option.code === active) item.classList.add("active");
    return item;
  }

  function draw() {
    const shown = open ? matches() : [];
    if (!shown.some((option) => option.code === active)) {
      active = input.value ? (shown.find((option) => !option.reason) ?? shown[0])?.code ?? "" : "";
    }
    chips.replaceChildren(...chosen().map(chip));
    chips.hidden = !chosen().length;
    list.replaceChildren(...shown.map(row));
    list.hidden = !shown.length;
    input.placeholder = chosen().length ? "" : words.all;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (active) input.setAttribute("aria-activedescendant", `${id}-${active}`);
    else input.removeAttribute("aria-activedescendant");
    const current = list.querySelector(".active");
    if (current) {  // scrollIntoView would move the notebook too
      list.scrollTop = Math.min(current.offsetTop, Math.max(list.scrollTop, current.offsetTop + current.offsetHeight - list.clientHeight));
    }
  }

  function type() {
    open = true;
    const count = matches().length;
    status.textContent = count ? words.found.replace("{count}", count) : words.none;
    draw();
  }

  function close() {
    [open, active, input.value, status.textContent] = [false, "", "", ""];
    draw();
  }

  function move(step) {
    const codes = open ? matches().map((option) => option.code) : [];
    open = true;
    const from = codes.indexOf(active);
    if (codes.length) active = codes[from < 0 && step < 0 ? codes.length - 1 : (from + step + codes.length) % codes.length];
    draw();
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => { if (open && active) toggle(active); else move(0); },
    Escape: close,
  };

  // JupyterLab listens for keys above this element: Enter would be guarded, single letters would be shortcuts.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.key in keys) { event.preventDefault(); keys[event.key](); }
    if (event.key === "Backspace" && !input.value && chosen().length) choose(chosen().at(-1), false);
  });
  input.addEventListener("input", type);
  input.addEventListener("click", () => { open = true; draw(); });
  list.addEventListener("mousedown", (event) => event.preventDefault());  // the cursor stays in the field
  list.addEventListener("click", (event) => { const item = event.target.closest("li"); if (item) toggle(item.dataset.code); });
  field.addEventListener("click", (event) => { if (event.target === field || event.target === chips) input.focus(); });
  root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) close(); });
  model.on("change:value", draw);
  model.on("change:options", draw);
  el.append(root);
  draw();
  return () => { model.off("change:value", draw); model.off("change:options", draw); };
}

export default { render };
