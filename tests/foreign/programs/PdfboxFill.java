// Apache PDFBox, as Java services use it. Arguments: IN VALUES.tsv OUT whole|incremental
// VALUES.tsv: one field a line, name TAB value, with \n, \t and \\ escaped.
import java.io.File;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSUpdateInfo;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceDictionary;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceEntry;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;

public class PdfboxFill {
    public static void main(String[] arguments) throws Exception {
        try (PDDocument document = PDDocument.load(new File(arguments[0]))) {
            PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
            for (String line : Files.readAllLines(Paths.get(arguments[1]), StandardCharsets.UTF_8)) {
                String[] parts = line.split("\t", 2);
                PDField field = form.getField(parts[0]);
                if (field == null) throw new IllegalArgumentException("no such field: " + parts[0]);
                field.setValue(plain(parts[1]));
            }
            if (arguments[3].equals("whole")) {
                document.save(arguments[2]);
                return;
            }
            // PDFBox writes only what is marked: the field, its widgets, and the appearance that was drawn into. Who
            // forgets the last saves values that the page does not show.
            for (PDField field : form.getFieldTree()) {
                field.getCOSObject().setNeedToBeUpdated(true);
                field.getWidgets().forEach(PdfboxFill::mark);
            }
            form.getCOSObject().setNeedToBeUpdated(true);
            document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
            try (OutputStream out = new FileOutputStream(arguments[2])) {
                document.saveIncremental(out);
            }
        }
    }

    private static void mark(PDAnnotationWidget widget) {
        widget.getCOSObject().setNeedToBeUpdated(true);
        PDAppearanceDictionary looks = widget.getAppearance();
        if (looks == null) return;
        looks.getCOSObject().setNeedToBeUpdated(true);
        PDAppearanceEntry shown = looks.getNormalAppearance();
        if (shown == null || shown.isSubDictionary()) return;
        COSStream stream = shown.getAppearanceStream().getCOSObject();
        stream.setNeedToBeUpdated(true);
        if (stream.getDictionaryObject(COSName.RESOURCES) instanceof COSUpdateInfo) {
            ((COSUpdateInfo) stream.getDictionaryObject(COSName.RESOURCES)).setNeedToBeUpdated(true);
        }
    }

    private static String plain(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < escaped.length(); index++) {
            char symbol = escaped.charAt(index);
            if (symbol != '\\') {
                text.append(symbol);
                continue;
            }
            char next = escaped.charAt(++index);
            text.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
        }
        return text.toString();
    }
}
