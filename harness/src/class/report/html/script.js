
// Sorts and filters the table of students. Without it the page is whole, in the order of names.
"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const search = document.getElementById("search");
  const filter = document.getElementById("filter");
  const count = document.getElementById("count");

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const flags = row.dataset.flags.split(" ");
      const fits = (!filter.value || flags.includes(filter.value))
        && words.every((word) => row.dataset.text.includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${rows.length} shown`;
  };

  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  const sort = (heading, column) => {
    const ascending = heading.getAttribute("aria-sort") !== "ascending";
    const isNumber = heading.dataset.sort === "number";
    for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const value = (row) => row.cells[column].dataset.value;
    const keyed = rows.map((row, place) => ({ row, place, key: value(row) }));
    keyed.sort((a, b) => {
      // What has no score comes last, whichever way is up.
      if (isNumber && (a.key === "" || b.key === "")) return (a.key === "") - (b.key === "") || a.place - b.place;
      const order = isNumber ? a.key - b.key : compare(a.key, b.key);
      return (ascending ? order : -order) || a.place - b.place;
    });
    body.append(...keyed.map(({ row }) => row));
  };

  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading, column));
    heading.append(button);
  });
  table.tHead.rows[0].cells[0].setAttribute("aria-sort", "ascending");
  search.addEventListener("input", show);
  filter.addEventListener("change", show);
  document.getElementById("controls").hidden = false;
  show();
})();
