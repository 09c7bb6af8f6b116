// Takes the picture of a page that the README shows: its upper part, at desk width, in light colours. Prints the words
// above the items, which the picture shows whatever the fonts.
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [executablePath, page, picture] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const tab = await browser.newPage();
await tab.setViewport({ width: 1120, height: 1290 });
await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
await tab.goto(pathToFileURL(page).href, { waitUntil: "load" });
await tab.screenshot({ path: picture });
const above = ".top, .verdict, section:nth-of-type(1), section:nth-of-type(2)";
const words = await tab.$$eval(above, (parts) => parts.map((part) => part.innerText.replace(/\n+/g, "\n")));
console.log(words.join("\n"));
await browser.close();
