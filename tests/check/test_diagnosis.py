"""Ordinary sentences of plans and egenmeldinger pass; sentences that name a diagnosis are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.check import check
from dokumentverk.check.diagnosis import names_diagnosis
from dokumentverk.messages import finding_sentence
from dokumentverk.model.finding import Severity
from dokumentverk.model.language import Language
from dokumentverk.model.record import Entry, State
from tests.check.documents import document, found, with_entry

ORDINARY = [
    "Kan gjøre kontorarbeid halv dag i seks uker.",
    "Hev- og senkbord er bestilt, og kontorstolen er byttet.",
    "Har ikke krefter til hele vakter ennå.",
    "Kreftene kommer gradvis tilbake.",
    "Samle krefter etter endt arbeidsdag.",
    "Tunge løft, trapper og lang kjøring må unngås.",
    "Vondt i ryggen etter flytting av arkivskap.",
    "Sliter med søvn og konsentrasjon, trenger rolige omgivelser.",
    "Stress på avdelingen i høst, arbeidsmengden må ned.",
    "Belastning på skuldre og nakke ved skjermarbeid.",
    "Feber og hodepine.",
    "Vi snakker om arbeid, ikke om sykdom.",
    "Planen går gjennom arbeidsevnen uten diagnose.",
    "Diagnosen til arbeidstakeren er en privatsak.",
    "Vi skal ikke spørre om diagnose på møtet.",
    "Ikke skriv diagnose.",
    "Diagnose: skal ikke oppgis",
    "Møterom A01 er bestilt fra kl. 14.00.",
    "Kontorplass flyttes fra L03 til F32.",
    "Ny arbeidsplass i bygg B12, rom K86.",
    "Uten diagnose i agendaen; møtet holdes i møterom A01.",
    "Ingen diagnose nevnes. Møtested L03.",
    "Møtet er i A01, og diagnose tas ikke opp.",
    "Bruk skjema A01 og L03 ved bestilling av hjelpemidler.",
    "Sykmeldt 50 %, møter på rom L03 hver mandag.",
    "Meldt som yrkessykdom og yrkesskade.",
    "Brudd på arbeidsmiljøloven er meldt til verneombudet.",
    "Avbrudd i arbeidet hver halvtime.",
    "Samlivsbrudd har gjort hverdagen tung.",
    "Kollegaen har et slag kort med brukerne etter lunsj.",
    "Arbeider på kreftavdelingen tre dager i uka.",
    "Kreftforeningen har et kurs for ledere.",
    "Diabetespoliklinikken trenger flere på kveldsvakt.",
    "Følge opp brukere med demens på dagsenteret.",
    "Medisinrunde til beboere med diabetes og KOLS.",
    "Elever med ADHD trenger faste rammer, så hun avlastes der.",
    "Pasienter med hjerneslag skal ikke løftes alene.",
    "Holde kurs om angst og depresjon for ansatte.",
    "Opplæring i diabetes og epilepsi for nye vikarer.",
    "Kursing i MS Teams og MS Project.",
    "Leser e-post med MS Outlook hjemmefra.",
    "Frisk luft og korte pauser hver time.",
    "Influensavaksine tilbys alle på huset.",
    "Koronarutinene for besøk gjelder fortsatt.",
    "Etter pandemien har vi hjemmekontor to dager.",
    "Allergivennlig renhold er innført på kontoret.",
    "Eksempel på oppgaver: telefon, arkiv, planlegging.",
    "Legge til rette for graviditet: kortere vakter og mindre løft.",
    "Ny dialog med bedriftshelsetjenesten i uke 48.",
    "Sykmelder inviteres når samtykke er gitt.",
    "Gradert sykmelding vurderes av legen fra 1. desember.",
    "Arbeidet må ikke være bundet av klokka.",
    "Skal me møtast måndag, eller passar tysdag betre?",
    "Kan ikkje køyre bil, men kan ta bussen.",
    "Treng fleire pausar og mindre støy.",
    "Oppfølging av brukarar med demens blir gjord av ein kollega.",
    "Arbeidsgivar skal ikkje spørje etter diagnose.",
    "Han tek telefonvakta og arkivet fram til jul.",
    "Vondt i magen, reknar med to dagar.",
    "Can work half days at the office.",
    "No heavy lifting, no driving in the dark.",
    "Back pain after moving house.",
    "We do not discuss any diagnosis at the meeting.",
    "The meeting is in room A01, without diagnosis as a topic.",
    "Tell me when the next meeting is, and give me the agenda.",
    "She works with residents with dementia and needs relief.",
    "Training course on stroke and heart attack for staff.",
    "A stroke of luck: the new desk has come.",
    "Needs shorter shifts and quiet surroundings.",
    "Personer med demens skal ha fast kontakt; oppgaven overtas av vikar.",
    "Mulighetene er mange: lager, resepsjon, sentralbord.",
    "Vitamin B12 og frukt i kantina.",
    "Arbeidstakaren kjem attende 4. januar 2027.",
    "Driftsforstyrrelser og støy fra verkstedet må dempes.",
    "Forebygge sykehusinfeksjoner er en del av jobben.",
    "Nav: hjelpemidler. Nav: assistive equipment and hearing aids.",
    "Astma- og allergiforbundet har lånt ut luftrenser til kontoret.",
    "Etter korona har vi fortsatt hjemmekontor.",
    "Trafikkinfarkt på vei til jobb hver morgen.",
    "Kreftsykepleieren tar over vaktene i uke 50.",
    "Avlastes for nattevakter på demensavdelingen.",
    "Programmet kjører med MS-DOS.",
    "Kan ta imot telefoner og rette feil i arkivet.",
    "Brukerens medisinliste, blodtrykk og vekt noteres.",
    "Regelbrudd, lovbrudd og kontraktsbrudd behandles av advokat.",
    "Hun tar kurs i psykisk helsearbeid.",
    "Føler meg presset og lite sett av lederen.",
    "Skaden skjedde på jobb og er meldt til Nav.",
    "Behandling hos fysioterapeut to ganger i uka.",
    "Skal til undersøkelse på sykehuset 4. desember.",
    "",
    "   ",
]

NAMED = [
    "Jeg har angst.",
    "Angsten blir verre av åpent landskap.",
    "Moderat depresjon, tåler lite press.",
    "Er deprimert og utbrent.",
    "Har hatt migreneanfall og migrene hele uka.",
    "Sykmeldt på grunn av brystkreft.",
    "Kreften er tilbake.",
    "Behandles for kreft ved sykehuset.",
    "Får cellegift hver tredje uke.",
    "Prolaps i nakken.",
    "Skiveprolapsen gjør at jeg ikke kan sitte.",
    "Slitasjegikt i begge knær.",
    "Bihulebetennelse.",
    "Borte med lungebetennelsen.",
    "Urinveisinfeksjon, medisin i tre dager.",
    "Influensa",
    "Omgangssyke i hele familien.",
    "Barnet har omgangssjuke.",
    "Forkjølet, regner med to dager.",
    "Har korona.",
    "Testet positivt på korona i går.",
    "Covid-19, isolert ut uka.",
    "Han har fått diagnosen ME.",
    "Hun har MS og blir fort trøtt.",
    "Jeg har ME/CFS.",
    "Fikk diagnosen bipolar lidelse i fjor.",
    "Diagnostisert med ADHD.",
    "Diagnose: lumbago",
    "Diagnosekode L03",
    "Diagnose F32.1",
    "ICD-10 M54.5",
    "ICPC-2: P76",
    "Diagnosen på sykmeldingen er P76.",
    "L84 (ICPC-2)",
    "F43.2, hoveddiagnose",
    "Sykmeldt for L86.",
    "Brukket armen på glattisen.",
    "Håndleddsbrudd etter fall.",
    "Brudd i venstre ankel",
    "Hjernerystelse etter ulykken.",
    "Psykisk lidelse gjør det vanskelig å møte publikum.",
    "Hjertesykdom, kan ikke gå i trapper.",
    "Har høyt blodtrykk og diabetes type 2.",
    "Ei depre\u00adsjon som varer.",
    "Depre-\nsjon gjør det vanskelig å stå opp.",
    "KRONISK UTMATTELSE",
    "Jobber med brukere med demens. Har selv fått diabetes.",
    "Sosial angst.",
    "Eg har beinbrot og kan ikkje gå.",
    "Forkjøling og lungebetennelse",
    "Er diagnostisert med fibromyalgi.",
    "Kronisk utmatting gjer at eg må kvile.",
    "Han er utbrend.",
    "I have the flu.",
    "Suffering from depression and anxiety.",
    "She was diagnosed with breast cancer.",
    "Recovering after a stroke.",
    "A slipped disc in the lower back.",
    "Broke my wrist on the ice.",
    "My child has chickenpox.",
    "Burned out since August.",
    "Multiple sclerosis",
    "Panikkangst i kø og trengsel.",
    "Tennisalbue og musearm.",
    "Cøliaki: trenger tid til egen lunsj.",
    "Fødselsdepresjon etter permisjonen",
    "ADHD-medisin gjør formiddagene gode.",
    "Angstanfall på vei til jobb.",
    "Skal ha kreftbehandling fram til mars.",
    "Magesår.",
    "Downs syndrom",
    "Er kreftsyk og orker lite.",
    "Sliter med sosial fobi.",
]


def test_the_sets_are_large_enough() -> None:
    assert len(set(ORDINARY)) >= 60
    assert len(set(NAMED)) >= 40


@pytest.mark.parametrize("sentence", ORDINARY)
def test_ordinary_sentences_pass(sentence: str) -> None:
    assert not names_diagnosis(sentence)


@pytest.mark.parametrize("sentence", NAMED)
def test_a_diagnosis_is_found(sentence: str) -> None:
    assert names_diagnosis(sentence)


@pytest.mark.parametrize("sentence", NAMED)
def test_a_diagnosis_is_found_in_the_middle_of_a_plan(sentence: str) -> None:
    assert names_diagnosis(f"Kan arbeide halv dag.\n{sentence}\nSamtale hver fredag i rom A01.")


@pytest.mark.parametrize("sentence", [one for one in ORDINARY if one.strip()])
def test_ordinary_sentences_pass_in_any_writing(sentence: str) -> None:
    assert not names_diagnosis(sentence.replace("å", "a\u030a").replace(" ", "\u00a0"))
    assert not names_diagnosis(" ".join(ORDINARY[:20]) + sentence)


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text: str) -> None:
    assert names_diagnosis(text) in (True, False)


def test_the_finding_names_the_field_and_never_the_words() -> None:
    subject = document("oppfolgingsplan", {"work_capacity": "Angst og migrene. Kan arbeide litt."})
    (finding,) = check(subject)
    assert (finding.code, finding.field, finding.severity) == (
        "DIAGNOSIS_SUSPECTED",
        "work_capacity",
        Severity.REVIEW,
    )
    assert finding.params == ()
    for language in Language:
        sentence = finding_sentence(finding, language, "12 Vurdering").casefold()
        assert "12 vurdering" in sentence
        assert "angst" not in sentence
        assert "migrene" not in sentence


def test_cells_of_a_table_are_looked_at_and_told_of_by_place() -> None:
    measures = [{"what": "Kontordager"}, {"what": "Pauser", "goal": "Mindre angst"}]
    (finding,) = check(document("oppfolgingsplan", {"measures": measures}))
    assert (finding.code, finding.field) == ("DIAGNOSIS_SUSPECTED", "measures")
    assert dict(finding.params) == {"row": "2", "column": "2"}
    assert "«14 Avtalte tiltak, rad 2, kolonne 2»" in finding_sentence(finding, Language.NB, "14 Avtalte tiltak")


def test_text_where_a_date_was_asked_for_is_looked_at() -> None:
    subject = document("egenmelding", {"notice_date": "mandag, har influensa"})
    assert ("DIAGNOSIS_SUSPECTED", "notice_date") in found(subject)


def test_what_the_register_fills_in_is_not_looked_at() -> None:
    subject = document("egenmelding", {"unit": "Poliklinikk for kreft"})
    assert ("DIAGNOSIS_SUSPECTED", "unit") not in found(subject)


def test_one_finding_for_each_field() -> None:
    measures = [{"what": "Astma", "goal": "Angst"}, {"what": "Migrene"}]
    subject = document("oppfolgingsplan", {"measures": measures, "follow_up": "KOLS og astma"})
    assert found(subject) == [("DIAGNOSIS_SUSPECTED", "measures"), ("DIAGNOSIS_SUSPECTED", "follow_up")]


def test_a_reason_for_a_missing_signature_is_looked_at() -> None:
    subject = document("oppfolgingsplan")
    entry = Entry("employee_absent_reason", "Innlagt med psykose", State.FILLED, "Innlagt med psykose")
    assert ("DIAGNOSIS_SUSPECTED", "employee_absent_reason") in found(with_entry(subject, entry))
