"use strict";
(() => {
  const form = document.querySelector("form");
  const fields = [...form.querySelectorAll("input, select")];
  const selects = fields.filter((field) => field.tagName === "SELECT");
  const sections = [...document.querySelectorAll("section")];
  const shown = document.getElementById("shown");

  // Aarhus, Århus and arhus are one; so are Sønderborg, Soenderborg and Sonderborg.
  const fold = (text) =>
    text.toLowerCase().replace(/æ/g, "ae").replace(/ø|oe/g, "o").replace(/å|aa/g, "a").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const rows = [...document.querySelectorAll("li")].map((row) => ({
    row,
    words: fold(row.closest("section").querySelector("h2").textContent + " " + row.textContent),
  }));

  const narrow = () => {
    const words = fold(form.elements.q.value).split(/\s+/);
    let count = 0;
    for (const entry of rows) {
      const fits =
        words.every((word) => entry.words.includes(word)) &&
        selects.every((select) => !select.value || entry.row.getAttribute("data-" + select.name) === select.value);
      entry.row.hidden = !fits;
      count += fits;
    }
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
    shown.textContent = count;
    document.getElementById("none").hidden = count > 0;
  };
  const remember = () => {
    const chosen = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
    history.replaceState(null, "", "#" + new URLSearchParams(chosen));
  };
  const recall = () => {
    if (document.getElementById(location.hash.slice(1))) return narrow(); // a link to a place, such as the skip link
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) {
      field.value = chosen.get(field.name) ?? "";
      if (field.selectedIndex < 0) field.value = "";
    }
    narrow();
  };
  const change = () => {
    narrow();
    remember();
  };

  form.hidden = false;
  form.addEventListener("input", change);
  form.addEventListener("reset", () => setTimeout(change));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", recall);
  recall();
})();
