(() => {
  const table = document.getElementById("matrix");
  const heads = [...table.tHead.rows[0].cells];
  const plugins = [...table.tBodies];
  const key = (plugin, column) => {
    const cells = plugin.rows[0].cells;
    const cell = cells[Math.min(column, cells.length - 1)];
    return cell.dataset.sort === undefined ? cell.textContent.trim().toLowerCase() : Number(cell.dataset.sort);
  };
  heads.forEach((head, column) => {
    head.firstElementChild.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sign = down ? -1 : 1;
      plugins.sort((a, b) => (key(a, column) < key(b, column) ? -sign : key(a, column) > key(b, column) ? sign : 0));
      table.append(...plugins);
    });
  });
  const filter = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const show = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const plugin of plugins) {
      const text = plugin.textContent.toLowerCase();
      plugin.hidden = !words.every((word) => text.includes(word));
      count += plugin.hidden ? 0 : 1;
    }
    shown.textContent = `${count} of ${plugins.length}`;
  };
  filter.addEventListener("input", show);
  show();
})();
