// What web pages «sign» forms with: pdf-lib draws a picture, a name or a line into the page's own content.
// node pdflib_mark.mjs IN MARK.json OUT     MARK: {"how": "image|text|path", "rect": [l, b, r, t], "text": "", "png": base64}
import { readFile, writeFile } from "node:fs/promises";
import { PDFDocument, StandardFonts } from "pdf-lib";

const [input, markFile, output] = process.argv.slice(2);
const { how, rect, text, png } = JSON.parse(await readFile(markFile, "utf8"));
const document = await PDFDocument.load(await readFile(input));
const [left, bottom, right, top] = rect;
const page = document.getPage(0);
if (how === "image") {
  const image = await document.embedPng(Buffer.from(png, "base64"));
  page.drawImage(image, { x: left + 2, y: bottom + 2, width: (right - left) / 2, height: top - bottom - 4 });
} else if (how === "text") {
  const font = await document.embedFont(StandardFonts.TimesRomanItalic);
  page.drawText(text, { x: left + 6, y: bottom + 8, size: 14, font });
} else {
  const wide = right - left;
  page.drawSvgPath(`M 4,${top - bottom - 4} C ${wide / 4},4 ${wide / 3},26 ${wide / 2},8 S ${wide / 1.5},26 ${wide - 9},6`, {
    x: left, y: top, borderWidth: 1.5,
  });
}
await writeFile(output, await document.save());
