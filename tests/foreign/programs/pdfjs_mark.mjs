// What Firefox's editors put on a page: pen, text, and the signature that is drawn, or typed or taken from a picture.
// node pdfjs_mark.mjs IN MARK.json OUT      MARK: {"how": "ink|text|drawn|contours", "rect": [l, b, r, t], "text": ""}
import { readFile, writeFile } from "node:fs/promises";
import { AnnotationEditorType, getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";

const [input, markFile, output] = process.argv.slice(2);
const { how, rect, text } = JSON.parse(await readFile(markFile, "utf8"));
const task = getDocument({ data: new Uint8Array(await readFile(input)), verbosity: VerbosityLevel.ERRORS });
const document = await task.promise;
const [left, bottom, right, top] = rect;

// One curve through the rectangle, as the editors keep it: four unused numbers, the start, then Bézier curves.
const line = [NaN, NaN, NaN, NaN, left + 4, (bottom + top) / 2];
const points = [left + 4, (bottom + top) / 2];
for (let step = 1; step <= 8; step++) {
  const x = left + 4 + (step * (right - left - 8)) / 8;
  const y = step % 2 ? top - 4 : bottom + 4;
  line.push(x - 9, y, x - 3, y, x, y);
  points.push(x, y);
}
const common = { pageIndex: 0, rect, rotation: 0, structTreeParentId: null, date: new Date(0), user: "" };
const drawing = { color: [0, 0, 0], opacity: 1, thickness: 1.5 };
const editors = {
  ink: { annotationType: AnnotationEditorType.INK, ...drawing, paths: { lines: [line], points: [points] } },
  text: { annotationType: AnnotationEditorType.FREETEXT, color: [0, 0, 0], fontSize: 12, value: text },
  drawn: { annotationType: AnnotationEditorType.SIGNATURE, isSignature: true, ...drawing, areContours: false, lines: [line] },
  contours: {
    annotationType: AnnotationEditorType.SIGNATURE, isSignature: true, ...drawing, thickness: 0, areContours: true, lines: [line],
  },
};
document.annotationStorage.setValue("pdfjs_internal_editor_0", { ...common, ...editors[how] });
await writeFile(output, await document.saveDocument());
await task.destroy();
