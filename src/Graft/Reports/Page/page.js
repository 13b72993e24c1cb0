
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const headings = [...table.tHead.rows[0].cells];
  const key = (row, column) => {
    const cell = row.cells[column];
    const number = cell.querySelector("data");
    return number ? Number(number.value) : cell.textContent.trim();
  };
  const compare = (a, b) => typeof a === "number" ? (typeof b === "number" ? a - b : 1) : String(a).localeCompare(String(b), undefined, { numeric: true });
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const descending = heading.getAttribute("aria-sort") === "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows].map(row => [key(row, column), row]);
      rows.sort((a, b) => descending ? compare(b[0], a[0]) : compare(a[0], b[0]));
      table.tBodies[0].append(...rows.map(item => item[1]));
    });
  });
}
