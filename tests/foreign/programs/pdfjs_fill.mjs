// What Firefox does on "Save" after a person has filled the form: annotationStorage, then saveDocument.
// node pdfjs_fill.mjs IN VALUES.json OUT
import { readFile, writeFile } from "node:fs/promises";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";

const [input, valuesFile, output] = process.argv.slice(2);
const values = JSON.parse(await readFile(valuesFile, "utf8"));
const task = getDocument({ data: new Uint8Array(await readFile(input)), verbosity: VerbosityLevel.ERRORS });
const document = await task.promise;
const untouched = new Set(Object.keys(values));
for (let number = 1; number <= document.numPages; number++) {
  const page = await document.getPage(number);
  for (const field of await page.getAnnotations({ intent: "display" })) {
    const value = values[field.fieldName];
    if (value === undefined) continue;
    untouched.delete(field.fieldName);
    if (field.radioButton) document.annotationStorage.setValue(field.id, { value: field.buttonValue === value });
    else if (field.checkBox) document.annotationStorage.setValue(field.id, { value: field.exportValue === value });
    else document.annotationStorage.setValue(field.id, { value });
  }
}
if (untouched.size) throw new Error(`no such field: ${[...untouched].join(", ")}`);
await writeFile(output, await document.saveDocument());
await task.destroy();
