// Takes the picture of a page that the README shows: its upper part, at desk width, in light colours.
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [executablePath, page, picture] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const tab = await browser.newPage();
await tab.setViewport({ width: 1120, height: 1290 });
await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
await tab.goto(pathToFileURL(page).href, { waitUntil: "load" });
await tab.screenshot({ path: picture });
await browser.close();
