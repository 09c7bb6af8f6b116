// Opens the pages that are named in a real Chromium, at desk and hand width, light and dark: prints what is wrong with
// each, writes pictures beside it, and ends with 1 if anything is. A page whose name begins with `fleet` is a fleet's.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const [executablePath, ...pages] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
let faults = 0;

function fault(page, text) {
  faults += 1;
  console.log(`${page}: ${text}`);
}

/** What every page has to be. `scripts` is how many of its own it may run. */
async function sound(page, where, scripts) {
  const seen = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    styled: getComputedStyle(document.querySelector(".verdict")).display === "flex",
    scripts: document.scripts.length,
    acting: document.images.length + document.querySelectorAll("iframe, object, embed, form").length,
  }));
  if (seen.overflow > 0) fault(where, `${seen.overflow} pixels too wide`);
  if (!seen.styled) fault(where, "the policy keeps its own style sheet out");
  if (seen.scripts !== scripts || seen.acting > 0) fault(where, "it holds scripts, images, frames or forms of others");

  // Without a mouse: the first stop skips to the report, and a card opens and closes with the keyboard.
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.getAttribute("href"));
  if (first !== "#report") fault(where, `the first stop of the keyboard is ${first}`);
  await page.focus("details > summary");
  const state = () => page.evaluate(() => document.querySelector("details").open);
  const before = await state();
  await page.keyboard.press("Enter");
  if ((await state()) === before) fault(where, "Enter does not open or close a card");
  await page.keyboard.press("Enter");
}

/** The matrix of a fleet sorts and filters, with the keyboard alone. */
async function matrix(page, where) {
  const names = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("#matrix tbody")]
        .filter((plugin) => !plugin.hidden)
        .map((plugin) => plugin.rows[0].cells[0].textContent.trim()),
    );
  const asked = await names();
  await page.focus("#matrix thead th:first-child button");
  await page.keyboard.press("Enter");
  const sorted = await names();
  const expected = asked.map((name) => name.toLowerCase()).sort((a, b) => (a < b ? -1 : 1));
  if (sorted.map((name) => name.toLowerCase()).join() !== expected.join()) fault(where, `sorted by name: ${sorted}`);
  const order = () => page.$eval("#matrix thead th:first-child", (head) => head.getAttribute("aria-sort"));
  if ((await order()) !== "ascending") fault(where, "the order is not told");
  await page.keyboard.press("Enter");
  if ((await names()).join() !== sorted.reverse().join() || (await order()) !== "descending") {
    fault(where, "a second press does not turn the order");
  }
  await page.focus("#matrix thead th:last-child button");
  await page.keyboard.press("Enter");
  const open = await page.$$eval("#matrix tbody", (all) => all.map((p) => Number(p.rows[0].lastElementChild.dataset.sort)));
  if (open.some((count, at) => at > 0 && open[at - 1] > count)) fault(where, `sorted by what is open: ${open}`);

  await page.focus("#filter");
  await page.keyboard.type("plugin GPL-3.0");
  const found = await names();
  if (found.length === 0 || found.length === asked.length) fault(where, `the filter shows ${found.length} of ${asked.length}`);
  const told = await page.$eval("#shown", (shown) => shown.textContent);
  if (told !== `${found.length} of ${asked.length}`) fault(where, `the filter tells ${told}`);
  await page.keyboard.press("Escape"); // empties a search field
  if ((await names()).length !== asked.length) fault(where, "an empty filter hides something");
}

for (const path of pages) {
  const url = pathToFileURL(path).href;
  const fleet = basename(path).startsWith("fleet");
  for (const scheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      const where = `${path} (${scheme}, ${width})`;
      const page = await browser.newPage();
      page.on("console", (message) => fault(where, `console: ${message.text()}`));
      page.on("pageerror", (error) => fault(where, `error: ${error.message}`));
      page.on("dialog", async (dialog) => {
        fault(where, `dialog: ${dialog.message()}`);
        await dialog.dismiss();
      });
      page.on("request", (request) => {
        if (request.url() !== url) fault(where, `request: ${request.url()}`);
      });
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.goto(url, { waitUntil: "load" });
      await page.screenshot({ path: `${path}.${scheme}.${width}.png`, fullPage: true });
      await sound(page, where, fleet ? 1 : 0);
      if (fleet) await matrix(page, where);
      await page.close();
      if (scheme === "dark" && width === 360) continue; // its colours and its layout have been looked at apart

      // axe needs a script in the page, which the policy rightly refuses: so last, in a page without it.
      const open = await browser.newPage();
      await open.setBypassCSP(true);
      await open.setViewport({ width, height: 900 });
      await open.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await open.goto(url, { waitUntil: "load" });
      await open.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await open.evaluate(axe);
      const { violations } = await open.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      for (const violation of violations) {
        const nodes = violation.nodes.map((node) => node.target.join(" ")).slice(0, 5);
        fault(where, `${violation.id}: ${violation.help} at ${nodes.join("; ")}`);
      }
      await open.close();
    }
  }
}
await browser.close();
console.log(`${pages.length} pages, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
