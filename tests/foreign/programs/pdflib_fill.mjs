// pdf-lib, as web services use it. node pdflib_fill.mjs IN VALUES.json OUT appearances|bare
import { readFile, writeFile } from "node:fs/promises";
import { PDFCheckBox, PDFDocument, PDFRadioGroup, PDFTextField } from "pdf-lib";

const [input, valuesFile, output, looks] = process.argv.slice(2);
const values = JSON.parse(await readFile(valuesFile, "utf8"));
const document = await PDFDocument.load(await readFile(input), { updateMetadata: false });
const form = document.getForm();
for (const [name, value] of Object.entries(values)) {
  const field = form.getField(name);
  if (field instanceof PDFTextField) field.setText(value);
  else if (field instanceof PDFRadioGroup) field.select(value);
  else if (field instanceof PDFCheckBox) value === "Off" ? field.uncheck() : field.check();
  else throw new Error(`cannot fill ${name}`);
}
await writeFile(output, await document.save({ updateFieldAppearances: looks === "appearances" }));
