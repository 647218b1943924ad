"""Make ``samples/arbeidsplass`` anew: issue forms, let other programs fill them, and lay them in the inbox; others are
printed, filled in by pen and scanned in a pile (``samples/bunke.pdf``). The picture of a form in README is one of them.

Run from a clone with the outside programs installed (``.ci/tools``) and what the tests need: ``python
samples/remake.py``. The key and the numbers are the same every time; files that other programs wrote carry their own
dates.
"""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT.parent))

from dokumentverk.engines.docx_xml import q
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, Produced, produce
from dokumentverk.issue.keys import first_key
from dokumentverk.model.layout import Medium, WidgetKind
from dokumentverk.workplace.folders import init_workplace, open_workplace
from samples.pile import paper_pile
from tests.attacks import signing
from tests.foreign import fillers, flatteners, signer
from tests.foreign import office as office_programs
from tests.read.docx_returns import control_of, edited

WORKPLACE = ROOT / "arbeidsplass"
PILE = ROOT / "bunke.pdf"
ISSUED = datetime(2026, 11, 2, 8, 30, tzinfo=timezone(timedelta(hours=1)))
SIGNED = datetime(2026, 11, 6, 12, 0, tzinfo=timezone(timedelta(hours=1)))

SETTINGS = """\
# Fjordvik kommune: en oppdiktet arbeidsplass.
name = "Fjordvik kommune"
address = ["Rådhusgata 1", "8820 Fjordvik"]
language = "nb"
routine = "Rutine for oppfølging av sykmeldte, vedtatt i AMU sak 7/14"

[rules]
egenmelding_days_per_absence = 8
egenmelding_absences_in_12_months = false
egenmelding_days_in_12_months = 24

[[signatures]]
form = "egenmelding"
role = "employee"
accepted = ["digital", "ink", "drawn", "typed"]
"""

PEOPLE = """\
ansattnummer;fornavn;etternavn;fødselsnummer;stilling;enhet;leder;ansatt fra;telefon;e-post;språk
1001;Åse;Sørbø-Ødegård;{ase};Helsefagarbeider;Fjordvik sykehjem;1002;01.03.2019;41 00 00 01;ase@fjordvik.example;nb
1002;Kari;Nordmann;;Enhetsleder;Fjordvik sykehjem;1005;01.01.2015;41 00 00 02;kari@fjordvik.example;nb
1003;Per Øyvind;Hansen;{per};Vaktmester;Eiendom;1005;15.08.2021;41 00 00 03;per@fjordvik.example;nn
1004;Áile;Čuoŋájávri;{aile};Lærer;Fjordvik skole;1005;01.08.2023;41 00 00 04;aile@fjordvik.example;nb
1005;Nils;Fjordheim;;Kommunalsjef;Rådhuset;;01.01.2012;41 00 00 05;nils@fjordvik.example;nb
"""


def main() -> None:
    shutil.rmtree(WORKPLACE, ignore_errors=True)
    made = init_workplace(WORKPLACE)
    seeded = random.Random(2026)
    first_key(made.workplace.keys, now=ISSUED, token=seeded.randbytes)
    (WORKPLACE / "dokumentverk.toml").write_text(SETTINGS, encoding="utf-8")
    people = PEOPLE.format(ase="13897248098", per="02857712334", aile="24918845689")
    (WORKPLACE / "ansatte.csv").write_text(people, encoding="utf-8-sig")
    (made.workplace.trust / "Prøveutsteder.pem").write_bytes(signer.issuer_pem())
    with Office(open_workplace(WORKPLACE), now=lambda: ISSUED, random=seeded.randrange) as office:
        for name, content in returned(office).items():
            (office.workplace.inbox / name).write_bytes(content)
        PILE.write_bytes(paper_pile(office))
    picture(WORKPLACE / "innboks" / "egenmelding åse.pdf", ROOT.parent / "docs" / "egenmelding")
    for name in ("register.sqlite", ".register.sqlite.lock"):
        (WORKPLACE / "system" / name).unlink(missing_ok=True)
    for folder in ("work", "batches"):
        shutil.rmtree(WORKPLACE / "system" / folder, ignore_errors=True)


def picture(document: Path, target: Path) -> None:
    """The picture of a form that README shows, at 80 dpi."""
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", document, target], check=True)


def returned(office: Office) -> dict[str, bytes]:
    absence = {
        "first_day": "02112026",
        "last_day": "04112026",
        "return_day": "05112026",
        "absence_type": "own",
        "notice_date": "02112026",
        "notice_how": "phone",
        "workplace_cause": "no",
        "employee_signed_date": "05112026",
    }
    egenmelding = produce(office, Order("egenmelding", employee="1001"))
    flat = produce(office, Order("egenmelding", employee="1004"))
    lacking = produce(office, Order("egenmelding", employee="1003"))
    plan = produce(office, Order("oppfolgingsplan", employee="1001"))
    diagnosis = produce(office, Order("oppfolgingsplan", employee="1004"))
    without_end = {id: text for id, text in absence.items() if id not in ("last_day", "return_day")}
    return {
        "egenmelding åse.pdf": drawn(office, egenmelding, filled("pdfjs", egenmelding, absence)),
        "egenmelding per.docx": typed_egenmelding(office),
        "oppfølgingsplan åse.pdf": signed_plan(plan),
        "egenmelding flat.pdf": flatteners.FLATTENERS["pdftocairo"](
            drawn(office, flat, filled("pdflib", flat, absence))
        ),
        "egenmelding mangler.pdf": filled("pdftk_xfdf", lacking, without_end),
        "svarslipp.docx": slip(office),
        "plan med diagnose.pdf": flatteners.FLATTENERS["gs_pdfwrite"](
            filled("poppler_glib", diagnosis, {**PLAN, "time_perspective": "Er tilbake når depresjonen er behandlet."})
        ),
        "faktura.pdf": foreign(),
        "skannet.pdf": photo(),
        "egenmelding endret etterpå.pdf": forged(office),
        "egenmelding feil underskriver.pdf": signed_by_another(office),
        "egenmelding på en annen.pdf": of_another(office),
        "låst.pdf": locked(plan.content),
        "tom.pdf": b"",
    }


PLAN = {
    "plan_date": "02112026",
    "first_day": "12102026",
    "typical_workday": "Morgenstell, medisinrunde, måltider og dokumentasjon. Mange løft.",
    "work_capacity": "Kan arbeide halve dager med oppgaver uten løft.",
    "tasks_that_can_still_be_done": "Dokumentasjon, opplæring av nyansatte og pårørendesamtaler.",
    "tasks_that_can_not_be_done": "Løft og forflytning av beboere.",
    "previous_facilitation": "Fritak fra nattevakter siden oktober.",
    "planned_facilitation": "Halv stilling i dagvakt, uten løft, i seks uker.",
    "measures_1_what": "Dagvakt uten løft",
    "measures_1_goal": "Halv stilling",
    "measures_1_from": "09112026",
    "measures_1_to": "18122026",
    "measures_1_responsible": "Kari Nordmann",
    "measures_1_evaluated": "04122026",
    "send_plan_to_nav": "no",
    "send_plan_to_general_practitioner": "yes",
    "follow_up": "Samtale hver fredag kl. 13.00.",
    "evaluation_date": "18122026",
    "employee_has_contributed_to_plan": "yes",
    "employee_signed_date": "06112026",
    "leader_signed_date": "06112026",
}


EARLIER = {
    "first_day": "29102026",
    "last_day": "30102026",
    "return_day": "02112026",
    "absence_type": "own",
    "employee_signed_date": "03112026",
}


def forged(office: Office) -> bytes:
    """Signed by the employee, and a day more put in afterwards, appended so that the signed bytes stay whole."""
    made = produce(office, Order("egenmelding", employee="1004"))
    signed = signer.sign(filled("pdfium", made, EARLIER), "employee_signature", "Áile Čuoŋájávri", at=SIGNED)
    return signing.fill(signed, {"last_day": "31102026"})


def signed_by_another(office: Office) -> bytes:
    """The leader signed in the employee's place: a signature as good as any, by the wrong person."""
    made = produce(office, Order("egenmelding", employee="1003"))
    return signer.sign(filled("pdfium", made, EARLIER), "employee_signature", "Kari Nordmann", at=SIGNED)


def of_another(office: Office) -> bytes:
    """Issued for one, with the name and number of another written over it in a program that asks nobody."""
    made = produce(office, Order("egenmelding", employee="1001"))
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.get("/T", "")) in ("employee_name", "employee_number"):
                field.Ff = int(field.get("/Ff", 0)) & ~1
        opened = io.BytesIO()
        pdf.save(opened)
    other = {**EARLIER, "employee_name": "Per Øyvind Hansen", "employee_number": "1003"}
    written = fillers.FILLERS["pdfium"](opened.getvalue(), other)
    return signer.sign(written, "employee_signature", "Per Øyvind Hansen", at=SIGNED)


def filled(program: str, produced: Produced, values: Mapping[str, str]) -> bytes:
    return fillers.FILLERS[program](produced.content, values)


def signed_plan(plan: Produced) -> bytes:
    """Filled in Chrome's engine, signed by the employee and then by the leader."""
    content = filled("pdfium", plan, PLAN)
    once = signer.sign(content, "employee_signature", "Åse Sørbø-Ødegård", at=SIGNED)
    return signer.sign(once, "leader_signature", "Kari Nordmann", at=SIGNED + timedelta(hours=1))


def drawn(office: Office, produced: Produced, content: bytes) -> bytes:
    """A stroke in the employee's signature box, as a viewer's pen tool leaves it: an ink annotation with appearance."""
    layout = office.layouts.layout(produced.issue.layouts[0][1])
    box = next(
        one.box for one in layout.places if one.field == "employee_signature" and one.kind is WidgetKind.SIGNATURE
    )
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[box.page - 1]
        height = float(page.mediabox[3])
        middle = height - (box.top + box.bottom) / 2
        points = [(box.left + 20 + step * 6, middle + (9 if step % 2 else -7) * (1 - step / 30)) for step in range(18)]
        path = " ".join(f"{x:.1f} {y:.1f} {'l' if at else 'm'}" for at, (x, y) in enumerate(points))
        edges = [box.left, height - box.bottom, box.right, height - box.top]
        shown = pikepdf.Stream(pdf, f"0.05 0.1 0.4 RG 1.4 w 1 J 1 j {path} S".encode())
        shown.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": pikepdf.Array(edges)})
        ink = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Ink,
            Rect=edges,
            F=4,
            C=[0.05, 0.1, 0.4],
            BS=pikepdf.Dictionary(W=1.4),
            InkList=[[edge for point in points for edge in point]],
            AP=pikepdf.Dictionary(N=pdf.make_indirect(shown)),
        )
        page.Annots.append(pdf.make_indirect(ink))
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def typed_egenmelding(office: Office) -> bytes:
    given = {
        "first_day": "26.10.2026",
        "last_day": "27.10.2026",
        "return_day": "28.10.2026",
        "absence_type": "own",
        "employee_signed_date": "05.11.2026",
    }
    made = produce(office, Order("egenmelding", employee="1003", medium=Medium.DOCX, given=given))
    return office_programs.resaved(named(made.content, "Per Øyvind Hansen"), "docx")


def slip(office: Office) -> bytes:
    given = {
        "meeting_date": "20.11.2026",
        "meeting_time": "kl. 14.00",
        "meeting_place": "Møterom 2, Fjordvik skole",
        "reply_by": "16.11.2026",
        "invited": ["employee", "leader"],
        "meeting_purpose": "Gå gjennom planen og avtale neste steg.",
        "attendance": "comes",
        "employee_signed_date": "09.11.2026",
    }
    made = produce(office, Order("dialogmote", employee="1004", medium=Medium.DOCX, given=given))
    return office_programs.resaved(named(made.content, "Áile Čuoŋájávri"), "docx")


def named(content: bytes, name: str) -> bytes:
    """A name typed where the employee signs."""

    def write(root: Any) -> None:
        texts = list(control_of(root, "employee_signature").iter(q("w:t")))
        texts[0].text = name
        for rest in texts[1:]:
            rest.text = ""
        for shown in list(control_of(root, "employee_signature").iter(q("w:showingPlcHdr"))):
            shown.getparent().remove(shown)

    return edited(content, write)


def foreign() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    page.Contents = pikepdf.Stream(pdf, b"BT /F1 14 Tf 72 760 Td (Faktura 4711, Fjordvik Kaffe AS) Tj ET")
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def photo() -> bytes:
    target = io.BytesIO()
    Image.radial_gradient("L").resize((480, 640)).save(target, "JPEG", quality=70)
    return target.getvalue()


def locked(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        plain, closed = Path(folder) / "plain.pdf", Path(folder) / "closed.pdf"
        plain.write_bytes(content)
        subprocess.run(["qpdf", "--encrypt", "hemmelig", "hemmelig", "256", "--", plain, closed], check=True)
        return closed.read_bytes()


if __name__ == "__main__":
    main()
