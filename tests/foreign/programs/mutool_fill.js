// MuPDF's own widgets, by mutool run. mutool run mutool_fill.js IN VALUES.js OUT SAVE-OPTIONS
// VALUES.js defines the function values(): mujs has no JSON file reading of its own, only load().
var document = new PDFDocument(scriptArgs[0]);
load(scriptArgs[1]);
var wanted = values();
var untouched = {};
for (var key in wanted) untouched[key] = true;

function inherited(object, key) {
  while (object && !object.isNull()) {
    var value = object.get(key);
    if (value && !value.isNull()) return value;
    object = object.get("Parent");
  }
  return null;
}

function onState(widget) {
  var looks = widget.get("AP").get("N"), state = null;
  // 1.21 calls with (key, value), later versions with (value, key).
  looks.forEach(function (one, other) {
    var key = typeof one === "string" ? one : other;
    if (key !== "Off") state = key;
  });
  return state;
}

for (var number = 0; number < document.countPages(); number++) {
  var page = document.loadPage(number);
  var objects = [];
  var annotations = page.getObject ? page.getObject().get("Annots") : document.findPage(number).get("Annots");
  for (var place = 0; place < annotations.length; place++) {
    if (annotations.get(place).get("Subtype").asName() === "Widget") objects.push(annotations.get(place));
  }
  var widgets = page.getWidgets();
  for (var index = 0; index < widgets.length; index++) {
    var name = inherited(objects[index], "T").asString();
    if (wanted[name] === undefined) continue;
    delete untouched[name];
    var widget = widgets[index];
    if (widget.getFieldType() === "text") widget.setTextValue(wanted[name]);
    else if (onState(objects[index]) === wanted[name]) widget.toggle();
    widget.update();
  }
}
for (var missing in untouched) throw new Error("no such field: " + missing);
document.save(scriptArgs[2], scriptArgs[3]);
