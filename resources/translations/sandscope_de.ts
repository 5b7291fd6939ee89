<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open File…</source>
        <translation>Datei &amp;öffnen…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open &amp;Folder…</source>
        <translation>Or&amp;dner öffnen…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>&amp;This Computer</source>
        <translation>Dieser &amp;Computer</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>Computer</translation>
    </message>
    <message>
        <source>&amp;Close Source</source>
        <translation>Quelle &amp;schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy With &amp;Headings</source>
        <translation>Mit &amp;Titeln kopieren</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>&amp;Text</translation>
    </message>
    <message>
        <source>&amp;CSV</source>
        <translation>&amp;CSV</translation>
    </message>
    <message>
        <source>&amp;JSON</source>
        <translation>&amp;JSON</translation>
    </message>
    <message>
        <source>&amp;Markdown</source>
        <translation>&amp;Markdown</translation>
    </message>
    <message>
        <source>&amp;Filter Processes</source>
        <translation>Prozesse &amp;filtern</translation>
    </message>
    <message>
        <source>Find in &amp;All Tasks…</source>
        <translation>In allen Tasks &amp;suchen…</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>&amp;Next Result</source>
        <translation>&amp;Nächstes Ergebnis</translation>
    </message>
    <message>
        <source>Pre&amp;vious Result</source>
        <translation>&amp;Voriges Ergebnis</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Aktualisieren</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>&amp;Processes</source>
        <translation>&amp;Prozesse</translation>
    </message>
    <message>
        <source>Pro&amp;c</source>
        <translation>Pro&amp;c</translation>
    </message>
    <message>
        <source>&amp;Flat List</source>
        <translation>&amp;Flache Liste</translation>
    </message>
    <message>
        <source>Flat</source>
        <translation>Flach</translation>
    </message>
    <message>
        <source>Show T&amp;hreads</source>
        <translation>&amp;Threads anzeigen</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>&amp;Expand All</source>
        <translation>Alle a&amp;usklappen</translation>
    </message>
    <message>
        <source>C&amp;ollapse All</source>
        <translation>Alle &amp;einklappen</translation>
    </message>
    <message>
        <source>Ra&amp;w or Decoded</source>
        <translation>&amp;Roh oder dekodiert</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Roh</translation>
    </message>
    <message>
        <source>Reset &amp;Layout</source>
        <translation>An&amp;ordnung zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Go to Process or Address…</source>
        <translation>&amp;Gehe zu Prozess oder Adresse…</translation>
    </message>
    <message>
        <source>&amp;Parent Process</source>
        <translation>Ü&amp;bergeordneter Prozess</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>Elternprozess</translation>
    </message>
    <message>
        <source>&amp;Next Pane</source>
        <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
        <source>Pre&amp;vious Pane</source>
        <translation>&amp;Voriger Bereich</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>Ab&amp;spielen</translation>
    </message>
    <message>
        <source>&amp;Step</source>
        <translation>Sch&amp;ritt</translation>
    </message>
    <message>
        <source>Step &amp;Back</source>
        <translation>Schritt &amp;zurück</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>&amp;Neu beginnen</translation>
    </message>
    <message>
        <source>Run to &amp;Next Change</source>
        <translation>&amp;Weiter zur nächsten Änderung</translation>
    </message>
    <message>
        <source>Back to Pre&amp;vious Change</source>
        <translation>Zurück zur &amp;vorigen Änderung</translation>
    </message>
    <message>
        <source>St&amp;op Searching</source>
        <translation>Suche &amp;abbrechen</translation>
    </message>
    <message>
        <source>&amp;Faster</source>
        <translation>S&amp;chneller</translation>
    </message>
    <message>
        <source>S&amp;lower</source>
        <translation>&amp;Langsamer</translation>
    </message>
    <message>
        <source>Configure &amp;Keyboard Shortcuts…</source>
        <translation>&amp;Tastenkürzel einrichten…</translation>
    </message>
    <message>
        <source>Configure Tool&amp;bars…</source>
        <translation>&amp;Werkzeugleisten einrichten…</translation>
    </message>
    <message>
        <source>&amp;How to Read This Window</source>
        <translation>So &amp;liest man dieses Fenster</translation>
    </message>
    <message>
        <source>What&apos;s &amp;This?</source>
        <translation>&amp;Was ist das?</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Find Action…</source>
        <translation>A&amp;ktion suchen…</translation>
    </message>
    <message>
        <source>&amp;About Sandscope</source>
        <translation>Ü&amp;ber Sandscope</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Start &amp;Scenario</source>
        <translation>Szena&amp;rio starten</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Copy A&amp;s</source>
        <translation>Kopieren &amp;als</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>P&amp;anes</source>
        <translation>&amp;Bereiche</translation>
    </message>
    <message>
        <source>&amp;Dialect</source>
        <translation>&amp;Dialekt</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>De&amp;sign</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;Player</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Colour Scheme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>With &amp;Generation…</source>
        <translation>Mit &amp;Generation…</translation>
    </message>
    <message>
        <source>With &amp;Process…</source>
        <translation>Mit &amp;Prozess…</translation>
    </message>
    <message>
        <source>&amp;Mark This Moment as Baseline</source>
        <translation>Diesen Zeitpunkt als &amp;Basis merken</translation>
    </message>
    <message>
        <source>&amp;Next Difference</source>
        <translation>&amp;Nächster Unterschied</translation>
    </message>
    <message>
        <source>Pre&amp;vious Difference</source>
        <translation>&amp;Voriger Unterschied</translation>
    </message>
    <message>
        <source>&amp;Only Differences</source>
        <translation>Nur &amp;Unterschiede</translation>
    </message>
    <message>
        <source>&amp;Swap</source>
        <translation>&amp;Tauschen</translation>
    </message>
    <message>
        <source>Stop &amp;Comparing</source>
        <translation>Vergleich b&amp;eenden</translation>
    </message>
    <message>
        <source>With &amp;Dialect</source>
        <translation>Mit &amp;Dialekt</translation>
    </message>
    <message>
        <source>Prese&amp;ntation Mode</source>
        <translation>Vorfü&amp;hrmodus</translation>
    </message>
    <message>
        <source>Run to Brea&amp;kpoint…</source>
        <translation>Weiter zum &amp;Haltepunkt…</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>Show Ended Processe&amp;s</source>
        <translation>Beendete Prozesse an&amp;zeigen</translation>
    </message>
    <message>
        <source>Open S&amp;andbox</source>
        <translation>Sa&amp;ndbox öffnen</translation>
    </message>
    <message>
        <source>Open Only This S&amp;ubtree</source>
        <translation>Nur diesen &amp;Teilbaum öffnen</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>Recor&amp;d…</source>
        <translation>&amp;Aufzeichnen…</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>&amp;Manual</source>
        <translation>&amp;Handbuch</translation>
    </message>
</context>
<context>
    <name>Atlas</name>
    <message>
        <source>other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>resident %1 %</source>
        <translation>%1 % resident</translation>
    </message>
    <message>
        <source>residency unknown</source>
        <translation>Residenz unbekannt</translation>
    </message>
    <message>
        <source>shared</source>
        <translation>gemeinsam</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Rss %1 kB</source>
        <translation>Rss %1 kB</translation>
    </message>
    <message>
        <source>Pss %1 kB</source>
        <translation>Pss %1 kB</translation>
    </message>
    <message>
        <source>dirty %1 kB</source>
        <translation>geändert %1 kB</translation>
    </message>
    <message>
        <source>Nothing is mapped here: %1, folded</source>
        <translation>Hier ist nichts abgebildet: %1, gefaltet</translation>
    </message>
    <message>
        <source>Nothing is mapped here: %1</source>
        <translation>Hier ist nichts abgebildet: %1</translation>
    </message>
    <message>
        <source>All %1 mappings</source>
        <translation>Alle %1 Abbildungen</translation>
    </message>
    <message>
        <source>%1 mapping selected</source>
        <translation>%1 Abbildung ausgewählt</translation>
    </message>
    <message>
        <source>%1 mappings selected</source>
        <translation>%1 Abbildungen ausgewählt</translation>
    </message>
    <message>
        <source>size %1 kB</source>
        <translation>Größe %1 kB</translation>
    </message>
    <message>
        <source>, was %1</source>
        <translation>, war %1</translation>
    </message>
    <message>
        <source>grown by %1</source>
        <translation>gewachsen um %1</translation>
    </message>
    <message>
        <source>shrunk by %1</source>
        <translation>geschrumpft um %1</translation>
    </message>
    <message>
        <source>split off a larger mapping</source>
        <translation>von einer größeren Abbildung abgetrennt</translation>
    </message>
    <message>
        <source>merged from %1 mappings</source>
        <translation>aus %1 Abbildungen verschmolzen</translation>
    </message>
    <message>
        <source>protection changed</source>
        <translation>Rechte geändert</translation>
    </message>
    <message>
        <source>grown</source>
        <translation>gewachsen</translation>
    </message>
    <message>
        <source>shrunk</source>
        <translation>geschrumpft</translation>
    </message>
    <message>
        <source>split</source>
        <translation>geteilt</translation>
    </message>
    <message>
        <source>merged</source>
        <translation>verschmolzen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 more are gone</source>
        <translation>%1 weitere sind verschwunden</translation>
    </message>
</context>
<context>
    <name>Baseline</name>
    <message>
        <source>generation %1</source>
        <translation>Generation %1</translation>
    </message>
    <message>
        <source>thread %1</source>
        <translation>Thread %1</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>No Difference Between %1 and %2</source>
        <translation>Kein Unterschied zwischen %1 und %2</translation>
    </message>
    <message>
        <source>No Difference From %1</source>
        <translation>Kein Unterschied zu %1</translation>
    </message>
</context>
<context>
    <name>CellText</name>
    <message>
        <source>Measured in %1</source>
        <translation>Gemessen in %1</translation>
    </message>
    <message>
        <source>Derived in %1</source>
        <translation>Abgeleitet in %1</translation>
    </message>
    <message>
        <source>Always the same in %1</source>
        <translation>Immer gleich in %1</translation>
    </message>
    <message>
        <source>Absent in %1</source>
        <translation>Fehlt in %1</translation>
    </message>
    <message>
        <source>Under another name in %1</source>
        <translation>Unter anderem Namen in %1</translation>
    </message>
    <message>
        <source>Unknown in %1</source>
        <translation>Unbekannt in %1</translation>
    </message>
    <message>
        <source>kilobytes</source>
        <translation>Kilobyte</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>The field table does not know this field.</source>
        <translation>Die Feldtabelle kennt dieses Feld nicht.</translation>
    </message>
    <message>
        <source>Unit: %1.</source>
        <translation>Einheit: %1.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, “%2”: %3</source>
        <translation>%1, „%2“: %3</translation>
    </message>
    <message>
        <source>Since %1.</source>
        <translation>Seit %1.</translation>
    </message>
    <message>
        <source>derived</source>
        <translation>abgeleitet</translation>
    </message>
    <message>
        <source>always the same</source>
        <translation>immer gleich</translation>
    </message>
    <message>
        <source>not provided by this source</source>
        <translation>von dieser Quelle nicht geliefert</translation>
    </message>
    <message>
        <source>not permitted</source>
        <translation>nicht erlaubt</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>verschwunden</translation>
    </message>
    <message>
        <source>not sampled yet</source>
        <translation>noch nicht gelesen</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>under another name</source>
        <translation>unter anderem Namen</translation>
    </message>
    <message>
        <source>not in the field table</source>
        <translation>nicht in der Feldtabelle</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>This value is %1: computed from something else, or an approximation.</source>
        <translation>Dieser Wert ist %1: aus anderem berechnet oder eine Näherung.</translation>
    </message>
    <message>
        <source>This value is %1; it measures nothing.</source>
        <translation>Dieser Wert ist %1; er misst nichts.</translation>
    </message>
    <message>
        <source>The task is gone; this is its last state.</source>
        <translation>Der Task ist beendet; dies ist sein letzter Zustand.</translation>
    </message>
    <message>
        <source>This source does not tell it.</source>
        <translation>Diese Quelle sagt es nicht.</translation>
    </message>
    <message>
        <source>Reading it is not permitted.</source>
        <translation>Das Lesen ist nicht erlaubt.</translation>
    </message>
    <message>
        <source>It has not been sampled yet.</source>
        <translation>Es wurde noch nicht gelesen.</translation>
    </message>
    <message>
        <source>It could not be read.</source>
        <translation>Es konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>This value is %1.</source>
        <translation>Dieser Wert ist %1.</translation>
    </message>
    <message>
        <source>Nothing is known about it.</source>
        <translation>Darüber ist nichts bekannt.</translation>
    </message>
    <message>
        <source>withheld</source>
        <translation>zurückgehalten</translation>
    </message>
    <message>
        <source>Withheld: who recorded it put another character in place of each byte. The length is that of the original.</source>
        <translation>Zurückgehalten: Beim Aufzeichnen trat ein anderes Zeichen an die Stelle jedes Bytes. Die Länge ist die des Originals.</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>%1 needs a value; see --help.</source>
        <translation>%1 braucht einen Wert; siehe --help.</translation>
    </message>
    <message>
        <source>%1 does not take “%2”; see --help.</source>
        <translation>%1 kann mit „%2“ nichts anfangen; siehe --help.</translation>
    </message>
    <message>
        <source>There is no option %1; see --help.</source>
        <translation>Es gibt keine Option %1; siehe --help.</translation>
    </message>
    <message>
        <source>One source at a time: “%1” is too many.</source>
        <translation>Nur eine Quelle auf einmal: „%1“ ist zu viel.</translation>
    </message>
    <message>
        <source>Give one of --at, --step and --until.</source>
        <translation>Geben Sie nur eins von --at, --step und --until an.</translation>
    </message>
    <message>
        <source>open nothing</source>
        <translation>nichts öffnen</translation>
    </message>
    <message>
        <source>whose text to show: %1</source>
        <translation>wessen Text gezeigt wird: %1</translation>
    </message>
    <message>
        <source>go there</source>
        <translation>dorthin gehen</translation>
    </message>
    <message>
        <source>go there, where there are steps</source>
        <translation>dorthin gehen, wo es Schritte gibt</translation>
    </message>
    <message>
        <source>EXPRESSION</source>
        <translation>AUSDRUCK</translation>
    </message>
    <message>
        <source>go to where it first holds, as in &apos;status.Threads &gt; 4&apos;</source>
        <translation>dahin, wo er zuerst wahr ist, wie &apos;status.Threads &gt; 4&apos;</translation>
    </message>
    <message>
        <source>select a process or thread</source>
        <translation>einen Prozess oder Thread auswählen</translation>
    </message>
    <message>
        <source>bring to the front: %1</source>
        <translation>nach vorn holen: %1</translation>
    </message>
    <message>
        <source>show matching processes</source>
        <translation>passende Prozesse zeigen</translation>
    </message>
    <message>
        <source>QUERY</source>
        <translation>ANFRAGE</translation>
    </message>
    <message>
        <source>search all tasks, as in &apos;maps.perms:rwx&apos;</source>
        <translation>alle Tasks durchsuchen, wie &apos;maps.perms:rwx&apos;</translation>
    </message>
    <message>
        <source>WITH</source>
        <translation>WOMIT</translation>
    </message>
    <message>
        <source>mark what differs from generation:N, task:PID[/TID] or dialect:D, or from several of them, joined by commas</source>
        <translation>markieren, was von generation:N, task:PID[/TID] oder dialect:D abweicht; mehrere durch Kommas getrennt</translation>
    </message>
    <message>
        <source>mask arguments and environment, as for an audience</source>
        <translation>Argumente und Umgebung verdecken, wie vor Publikum</translation>
    </message>
    <message>
        <source>of the window; otherwise that of the desktop</source>
        <translation>des Fensters; sonst die der Arbeitsumgebung</translation>
    </message>
    <message>
        <source>colours; otherwise those of the desktop</source>
        <translation>Farben; sonst die der Arbeitsumgebung</translation>
    </message>
    <message>
        <source>WIDTHxHEIGHT</source>
        <translation>BREITExHÖHE</translation>
    </message>
    <message>
        <source>of the window</source>
        <translation>des Fensters</translation>
    </message>
    <message>
        <source>FILE.png</source>
        <translation>DATEI.png</translation>
    </message>
    <message>
        <source>write a picture of the window and quit; needs no display</source>
        <translation>ein Bild des Fensters schreiben und enden; ohne Anzeige</translation>
    </message>
    <message>
        <source>FILE.json</source>
        <translation>DATEI.json</translation>
    </message>
    <message>
        <source>write what is visible in it as text, and quit; with or without a picture</source>
        <translation>was darin zu sehen ist, als Text schreiben und enden; mit oder ohne Bild</translation>
    </message>
    <message>
        <source>device pixels per pixel of that picture</source>
        <translation>Gerätepixel je Pixel dieses Bildes</translation>
    </message>
    <message>
        <source>look into the processes of a sandbox</source>
        <translation>in die Prozesse einer Sandbox sehen</translation>
    </message>
    <message>
        <source>Opens a window on the processes of a sandbox.</source>
        <translation>Öffnet ein Fenster auf die Prozesse einer Sandbox.</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source>wrong usage</source>
        <translation>falscher Aufruf</translation>
    </message>
    <message>
        <source>the source failed</source>
        <translation>die Quelle schlug fehl</translation>
    </message>
    <message>
        <source>Usage: sandscope [SOURCE] [OPTIONS]</source>
        <translation>Aufruf: sandscope [QUELLE] [OPTIONEN]</translation>
    </message>
    <message>
        <source>Exit codes: %1.</source>
        <translation>Rückgabewerte: %1.</translation>
    </message>
    <message>
        <source>this text</source>
        <translation>dieser Text</translation>
    </message>
    <message>
        <source>what it is and what it was built with</source>
        <translation>was es ist und womit es gebaut wurde</translation>
    </message>
    <message>
        <source>SOURCE is one of %1; without one, scenario:start. A bare path is taken for what it can only be.</source>
        <translation>QUELLE (SOURCE) ist eins von %1; ohne Angabe scenario:start. Ein bloßer Pfad gilt als das, was er allein sein kann.</translation>
    </message>
    <message>
        <source>This source has no steps; leave --step and --until out.</source>
        <translation>Diese Quelle hat keine Schritte; bitte --step und --until weglassen.</translation>
    </message>
    <message>
        <source>This source prints no other dialect than %1; leave --dialect out.</source>
        <translation>Diese Quelle kennt nur den Dialekt %1; bitte --dialect weglassen.</translation>
    </message>
    <message>
        <source>Options Without Use Here</source>
        <translation>Optionen ohne Wirkung</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>“%1” cannot be written: %2 failed with %3 (%4). Choose a folder that you may write to, with room enough.</source>
        <translation>„%1“ lässt sich nicht schreiben: %2 scheiterte mit %3 (%4). Wählen Sie einen Ordner, in den Sie schreiben dürfen und in dem Platz genug ist.</translation>
    </message>
    <message>
        <source>“%1” is there already, and nothing is overwritten. Name a new file, or a new or empty folder.</source>
        <translation>„%1“ gibt es schon, und nichts wird überschrieben. Nennen Sie eine neue Datei oder einen neuen oder leeren Ordner.</translation>
    </message>
    <message>
        <source>“%1” cannot be written: this program was built without libarchive. Export to a folder.</source>
        <translation>„%1“ lässt sich nicht schreiben: Dieses Programm wurde ohne libarchive gebaut. Exportieren Sie in einen Ordner.</translation>
    </message>
    <message>
        <source>“%1” cannot be written: %2.</source>
        <translation>„%1“ lässt sich nicht schreiben: %2.</translation>
    </message>
    <message>
        <source>Files: %1, folders: %2, %3 in all.</source>
        <translation>Dateien: %1, Ordner: %2, zusammen %3.</translation>
    </message>
    <message>
        <source>Files with arguments or environment withheld: %1.</source>
        <translation>Dateien, in denen Argumente oder Umgebung zurückgehalten sind: %1.</translation>
    </message>
    <message>
        <source>Entries that could not be read: %1; proc.index.tsv says why.</source>
        <translation>Einträge, die nicht lesbar waren: %1; proc.index.tsv sagt, warum.</translation>
    </message>
    <message>
        <source>Entries of a name or target that no file can have: %1; proc.index.tsv has what is known.</source>
        <translation>Einträge mit einem Namen oder Ziel, das keine Datei haben kann: %1; proc.index.tsv enthält, was bekannt ist.</translation>
    </message>
</context>
<context>
    <name>FailureText</name>
    <message>
        <source>Not in %1</source>
        <translation>Nicht in %1</translation>
    </message>
    <message>
        <source>This dialect has no %1. These have: %2.</source>
        <translation>Dieser Dialekt kennt %1 nicht. Diese kennen es: %2.</translation>
    </message>
    <message>
        <source>Cannot Read %1</source>
        <translation>%1 lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>The kernel returned %1: same user or ptrace permission is needed. Choose another reader, or look at a file that needs none.</source>
        <translation>Der Kernel antwortet mit %1: Nötig ist derselbe Benutzer oder das ptrace-Recht. Wählen Sie einen anderen Leser oder eine Datei, die keines davon verlangt.</translation>
    </message>
    <message>
        <source>Nothing at %1</source>
        <translation>Nichts unter %1</translation>
    </message>
    <message>
        <source>The kernel returned %1: the process has ended, or it has no such file. Choose another one, or step back.</source>
        <translation>Der Kernel antwortet mit %1: Der Prozess ist beendet oder hat diese Datei nicht. Wählen Sie einen anderen oder gehen Sie einen Schritt zurück.</translation>
    </message>
    <message>
        <source>The Process Has Ended</source>
        <translation>Der Prozess ist beendet</translation>
    </message>
    <message>
        <source>Reading %1, the kernel returned %2: the process is gone. Step back to see it alive.</source>
        <translation>Beim Lesen von %1 antwortet der Kernel mit %2: Der Prozess ist verschwunden. Gehen Sie zurück, um ihn lebend zu sehen.</translation>
    </message>
    <message>
        <source>read</source>
        <translation>read</translation>
    </message>
    <message>
        <source>The kernel returned %1 (%2). The other files of the process may still answer.</source>
        <translation>Der Kernel antwortet mit %1 (%2). Die übrigen Dateien des Prozesses antworten vielleicht noch.</translation>
    </message>
    <message>
        <source>Not Sampled Yet</source>
        <translation>Noch nicht gelesen</translation>
    </message>
    <message>
        <source>This source reads a file while somebody looks at it. Wait for the next sample, or refresh.</source>
        <translation>Diese Quelle liest eine Datei, während jemand sie betrachtet. Warten Sie auf die nächste Messung oder aktualisieren Sie.</translation>
    </message>
    <message>
        <source>Not Kept in This Recording</source>
        <translation>Nicht in dieser Aufzeichnung</translation>
    </message>
    <message>
        <source>Not Provided by This Source</source>
        <translation>Von dieser Quelle nicht geliefert</translation>
    </message>
    <message>
        <source>This source can never tell %1. Open another source of the same sandbox.</source>
        <translation>Diese Quelle kann %1 nie liefern. Öffnen Sie eine andere Quelle derselben Sandbox.</translation>
    </message>
    <message>
        <source>Unexpected Text in %1</source>
        <translation>Unerwarteter Text in %1</translation>
    </message>
    <message>
        <source>%1 The Raw pane shows the bytes as they are.</source>
        <translation>%1 Der Bereich „Roh“ zeigt die Bytes, wie sie sind.</translation>
    </message>
    <message>
        <source>The kernel returned %1: user %2 may read it, and who may trace the process, as root may. Choose another reader or run Sandscope as one of them, or look at a file that needs none.</source>
        <translation>Der Kernel antwortete mit %1: Lesen darf Benutzer %2, und wer den Prozess verfolgen darf, wie root. Wählen Sie einen anderen Leser, starten Sie Sandscope als einer von ihnen oder sehen Sie eine Datei an, die keine Rechte braucht.</translation>
    </message>
    <message>
        <source>This recording does not hold %1. Record again with it included.</source>
        <translation>Diese Aufzeichnung enthält %1 nicht. Zeichnen Sie es beim nächsten Mal mit auf.</translation>
    </message>
    <message>
        <source>Damaged in This Recording</source>
        <translation>In dieser Aufzeichnung beschädigt</translation>
    </message>
    <message>
        <source>What stands in place of %1 is not what was recorded, and is not shown. Go to another moment, or take another copy of the recording.</source>
        <translation>Was an der Stelle von %1 steht, ist nicht, was aufgezeichnet wurde, und wird nicht gezeigt. Gehen Sie zu einem anderen Moment, oder nehmen Sie eine andere Kopie der Aufzeichnung.</translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Heap</source>
        <translation>Heap</translation>
    </message>
    <message>
        <source>Stack</source>
        <translation>Stack</translation>
    </message>
    <message>
        <source>Mapped File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Gemeinsam</translation>
    </message>
    <message>
        <source>Special</source>
        <translation>Besonderes</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Private memory that may be executed: programs, libraries, code made while running.</source>
        <translation>Privater Speicher, der ausgeführt werden darf: Programme, Bibliotheken, zur Laufzeit erzeugter Code.</translation>
    </message>
    <message>
        <source>Other private pieces of a program or library, and the zeroes right behind its writable data.</source>
        <translation>Andere private Teile eines Programms oder einer Bibliothek und die Nullen gleich hinter den schreibbaren Daten.</translation>
    </message>
    <message>
        <source>The memory that brk extends.</source>
        <translation>Der Speicher, den brk vergrößert.</translation>
    </message>
    <message>
        <source>The stack of the main thread.</source>
        <translation>Der Stack des Hauptthreads.</translation>
    </message>
    <message>
        <source>Private mappings of files of which no piece is code.</source>
        <translation>Private Abbildungen von Dateien, von denen kein Teil Code ist.</translation>
    </message>
    <message>
        <source>Shared mappings: what is written there others see, and files keep.</source>
        <translation>Gemeinsame Abbildungen: Was dort geschrieben wird, sehen andere, und Dateien behalten es.</translation>
    </message>
    <message>
        <source>Pages that the kernel itself puts there: vdso, vvar, vsyscall.</source>
        <translation>Seiten, die der Kernel selbst dort ablegt: vdso, vvar, vsyscall.</translation>
    </message>
    <message>
        <source>Private memory of no file: malloc&apos;s large pieces, stacks of threads, guards.</source>
        <translation>Privater Speicher ohne Datei: große Stücke von malloc, Stacks von Threads, Schutzseiten.</translation>
    </message>
</context>
<context>
    <name>Marks</name>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>verschwunden</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>Measured or stored by the kernel.</source>
        <translation>Vom Kernel gemessen oder gespeichert.</translation>
    </message>
    <message>
        <source>Derived from other values, or only an approximation.</source>
        <translation>Aus anderen Werten abgeleitet oder nur eine Näherung.</translation>
    </message>
    <message>
        <source>Constant in this dialect: it says nothing about the process.</source>
        <translation>Konstant in diesem Dialekt: Es sagt nichts über den Prozess.</translation>
    </message>
    <message>
        <source>Not provided by this source.</source>
        <translation>Von dieser Quelle nicht geliefert.</translation>
    </message>
    <message>
        <source>Not permitted.</source>
        <translation>Nicht erlaubt.</translation>
    </message>
    <message>
        <source>Gone.</source>
        <translation>Verschwunden.</translation>
    </message>
    <message>
        <source>Not sampled yet.</source>
        <translation>Noch nicht gelesen.</translation>
    </message>
    <message>
        <source>Could not be read.</source>
        <translation>Nicht lesbar.</translation>
    </message>
    <message>
        <source>Absent: this dialect does not print it.</source>
        <translation>Fehlt: Dieser Dialekt gibt es nicht aus.</translation>
    </message>
    <message>
        <source>Renamed: this dialect prints it under another name.</source>
        <translation>Umbenannt: Dieser Dialekt gibt es unter anderem Namen aus.</translation>
    </message>
    <message>
        <source>Unknown: the field table has no fact about it.</source>
        <translation>Unbekannt: Die Feldtabelle weiß nichts darüber.</translation>
    </message>
    <message>
        <source>Withheld when it was recorded; the length is that of the original.</source>
        <translation>Beim Aufzeichnen zurückgehalten; die Länge ist die des Originals.</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>not told by this kernel</source>
        <translation>von diesem Kernel nicht genannt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Thread</source>
        <translation>Thread</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Thread id</source>
        <translation>Threadkennung</translation>
    </message>
    <message>
        <source>Process id</source>
        <translation>Prozesskennung</translation>
    </message>
    <message>
        <source>Thread of</source>
        <translation>Thread von</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>The process that this thread belongs to. Enter goes there.</source>
        <translation>Der Prozess, zu dem dieser Thread gehört. Eingabe führt dorthin.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Executable</source>
        <translation>Ausführbare Datei</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>%1, in its own namespace %2</source>
        <translation>%1, im eigenen Namensraum %2</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(keine)</translation>
    </message>
    <message>
        <source>The arguments, joined by blanks. The pane Arguments has them one by one.</source>
        <translation>Die Argumente, durch Leerzeichen verbunden. Der Bereich „Argumente“ zeigt sie einzeln.</translation>
    </message>
    <message>
        <source>Open files</source>
        <translation>Offene Dateien</translation>
    </message>
    <message>
        <source>How many descriptors are open.</source>
        <translation>Wie viele Deskriptoren offen sind.</translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation>Einen Blick wert</translation>
    </message>
    <message>
        <source>deleted since it was started</source>
        <translation>seit dem Start gelöscht</translation>
    </message>
    <message>
        <source>The file that runs is not there any more under its name.</source>
        <translation>Die laufende Datei gibt es unter ihrem Namen nicht mehr.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>1 mapping is writable and executable</source>
        <translation>1 Abbildung ist schreibbar und ausführbar</translation>
    </message>
    <message>
        <source>%1 mappings are writable and executable</source>
        <translation>%1 Abbildungen sind schreibbar und ausführbar</translation>
    </message>
    <message>
        <source>What can be written can be run: of interest to attackers.</source>
        <translation>Was geschrieben werden kann, kann ausgeführt werden: für Angreifer interessant.</translation>
    </message>
    <message>
        <source>Standard files</source>
        <translation>Standarddateien</translation>
    </message>
    <message>
        <source>closed: %1</source>
        <translation>geschlossen: %1</translation>
    </message>
    <message>
        <source>Descriptors 0 to 2 are input, output and errors; the next file opened takes the place of one that is closed.</source>
        <translation>Die Deskriptoren 0 bis 2 sind Eingabe, Ausgabe und Fehler; die nächste geöffnete Datei nimmt den Platz eines geschlossenen ein.</translation>
    </message>
    <message>
        <source>Parents</source>
        <translation>Eltern</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Enter goes to this process.</source>
        <translation>Eingabe führt zu diesem Prozess.</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>Elternprozess</translation>
    </message>
    <message>
        <source>none in sight</source>
        <translation>keine in Sicht</translation>
    </message>
    <message>
        <source>Virtual</source>
        <translation>Virtuell</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>Resident</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Gemeinsam</translation>
    </message>
    <message>
        <source>Mappings</source>
        <translation>Abbildungen</translation>
    </message>
    <message>
        <source>How many pieces the address space has.</source>
        <translation>Aus wie vielen Stücken der Adressraum besteht.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>%1 after boot</source>
        <translation>%1 nach dem Start</translation>
    </message>
    <message>
        <source>In user mode</source>
        <translation>Im Benutzermodus</translation>
    </message>
    <message>
        <source>In the kernel</source>
        <translation>Im Kernel</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>Rechte</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Other groups</source>
        <translation>Weitere Gruppen</translation>
    </message>
    <message>
        <source>Capabilities</source>
        <translation>Capabilities</translation>
    </message>
    <message>
        <source>Permitted</source>
        <translation>Erlaubt</translation>
    </message>
    <message>
        <source>No new rights</source>
        <translation>Keine neuen Rechte</translation>
    </message>
    <message>
        <source>yes: exec adds none</source>
        <translation>ja: exec fügt keine hinzu</translation>
    </message>
    <message>
        <source>no: exec may add some</source>
        <translation>nein: exec kann welche hinzufügen</translation>
    </message>
    <message>
        <source>Seccomp</source>
        <translation>Seccomp</translation>
    </message>
    <message>
        <source>0 (off)</source>
        <translation>0 (aus)</translation>
    </message>
    <message>
        <source>1 (strict)</source>
        <translation>1 (streng)</translation>
    </message>
    <message>
        <source>2 (filter)</source>
        <translation>2 (Filter)</translation>
    </message>
    <message>
        <source>Namespaces</source>
        <translation>Namensräume</translation>
    </message>
    <message>
        <source>%1, as its parent</source>
        <translation>%1, wie der Elternprozess</translation>
    </message>
    <message>
        <source>%1, not its parent&apos;s</source>
        <translation>%1, nicht der des Elternprozesses</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Process group</source>
        <translation>Prozessgruppe</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>Control group</source>
        <translation>Kontrollgruppe</translation>
    </message>
    <message>
        <source>Which control groups it is in: number, controllers and path of each.</source>
        <translation>In welchen Kontrollgruppen er ist: Nummer, Controller und Pfad von jeder.</translation>
    </message>
    <message>
        <source>Working folder</source>
        <translation>Arbeitsordner</translation>
    </message>
    <message>
        <source>Root folder</source>
        <translation>Wurzelordner</translation>
    </message>
    <message>
        <source>real %1, effective %2, saved %3</source>
        <translation>real %1, effektiv %2, gesichert %3</translation>
    </message>
    <message>
        <source>%1, for files %2</source>
        <translation>%1, für Dateien %2</translation>
    </message>
    <message>
        <source>all %1</source>
        <translation>alle %1</translation>
    </message>
    <message>
        <source>%1.%2 s</source>
        <translation>%1,%2 s</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>code %1</source>
        <translation>Code %1</translation>
    </message>
    <message>
        <source>killed by %1 (%2)</source>
        <translation>beendet durch %1 (%2)</translation>
    </message>
    <message>
        <source>Its parent</source>
        <translation>Sein Elternprozess</translation>
    </message>
    <message>
        <source>Above</source>
        <translation>Darüber</translation>
    </message>
    <message>
        <source>code 0, or hidden from us</source>
        <translation>Code 0, oder vor uns verborgen</translation>
    </message>
    <message>
        <source>As the list of processes has it: this source does not provide the file itself.</source>
        <translation>Wie die Prozessliste es hat: Die Datei selbst liefert diese Quelle nicht.</translation>
    </message>
</context>
<context>
    <name>Panes</name>
    <message>
        <source>Address Atlas</source>
        <translation>Adressatlas</translation>
    </message>
    <message>
        <source>The address space to scale, what of it is resident, and sums by kind.</source>
        <translation>Der Adressraum im Maßstab, was davon resident ist, und Summen nach Art.</translation>
    </message>
    <message>
        <source>Auxv</source>
        <translation>Auxv</translation>
    </message>
    <message>
        <source>The auxiliary vector: what the kernel told the program when it started.</source>
        <translation>Der Hilfsvektor: was der Kernel dem Programm beim Start mitteilte.</translation>
    </message>
    <message>
        <source>I/O</source>
        <translation>E/A</translation>
    </message>
    <message>
        <source>What the process read and wrote, in bytes and calls.</source>
        <translation>Was der Prozess las und schrieb, in Bytes und Aufrufen.</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Roh</translation>
    </message>
    <message>
        <source>The exact bytes of one file, as text or in hexadecimal.</source>
        <translation>Die genauen Bytes einer Datei, als Text oder hexadezimal.</translation>
    </message>
    <message>
        <source>Stat</source>
        <translation>Stat</translation>
    </message>
    <message>
        <source>The numbers of the process in one line, each with its name, unit and meaning.</source>
        <translation>Die Zahlen des Prozesses in einer Zeile, jede mit Namen, Einheit und Bedeutung.</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>What the kernel says about the process: name, state, ids, memory, signals.</source>
        <translation>Was der Kernel über den Prozess sagt: Name, Zustand, Kennungen, Speicher, Signale.</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argumente</translation>
    </message>
    <message>
        <source>What the program was started with: arguments, environment, file and folders.</source>
        <translation>Womit das Programm gestartet wurde: Argumente, Umgebung, Datei und Ordner.</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>What the process may use at most: soft and hard limits.</source>
        <translation>Was der Prozess höchstens benutzen darf: weiche und harte Grenzen.</translation>
    </message>
    <message>
        <source>Mounts</source>
        <translation>Einhängepunkte</translation>
    </message>
    <message>
        <source>The file systems that the process sees, and where.</source>
        <translation>Die Dateisysteme, die der Prozess sieht, und wo.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>What the process is: identity, parents, memory, times, rights, namespaces.</source>
        <translation>Was der Prozess ist: Identität, Eltern, Speicher, Zeiten, Rechte, Namensräume.</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>Lupe</translation>
    </message>
    <message>
        <source>One file as two kernels print it, with the reason for each difference.</source>
        <translation>Eine Datei, wie zwei Kernel sie ausgeben, mit dem Grund für jeden Unterschied.</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>The open files of the process, and who holds the other ends of its pipes.</source>
        <translation>Die offenen Dateien des Prozesses, und wer die anderen Enden seiner Pipes hält.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>The mappings of the address space, one a row, and what of them is resident.</source>
        <translation>Die Abbildungen des Adressraums, eine je Zeile, und was davon resident ist.</translation>
    </message>
    <message>
        <source>Namespaces</source>
        <translation>Namensräume</translation>
    </message>
    <message>
        <source>Which processes share which namespaces, and the ids of the selected one.</source>
        <translation>Welche Prozesse welche Namensräume teilen, und die Kennungen des ausgewählten.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>The threads of the process: what each is doing, and for how long it ran.</source>
        <translation>Die Threads des Prozesses: was jeder tut und wie lange er lief.</translation>
    </message>
</context>
<context>
    <name>ProcessColumn</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>The task&apos;s own name, at most 15 bytes (/proc/[pid]/status:Name)</source>
        <translation>Der eigene Name des Tasks, höchstens 15 Bytes (/proc/[pid]/status:Name)</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>The id of the process or thread, as the outermost PID namespace sees it (/proc/[pid]/status:Pid)</source>
        <translation>Die Kennung des Prozesses oder Threads, wie der äußerste PID-Namensraum sie sieht (/proc/[pid]/status:Pid)</translation>
    </message>
    <message>
        <source>Thread Group</source>
        <translation>Threadgruppe</translation>
    </message>
    <message>
        <source>The id of the process that a thread belongs to (/proc/[pid]/status:Tgid)</source>
        <translation>Die Kennung des Prozesses, zu dem ein Thread gehört (/proc/[pid]/status:Tgid)</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>Elternprozess</translation>
    </message>
    <message>
        <source>The id of the parent process; 0 for one that has none in sight (/proc/[pid]/status:PPid)</source>
        <translation>Die Kennung des Elternprozesses; 0, wenn keiner in Sicht ist (/proc/[pid]/status:PPid)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Running, sleeping, stopped or a zombie that waits for its parent (/proc/[pid]/status:State)</source>
        <translation>Läuft, schläft, angehalten oder ein Zombie, der auf seinen Elternprozess wartet (/proc/[pid]/status:State)</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>How many threads the process has (/proc/[pid]/status:Threads)</source>
        <translation>Wie viele Threads der Prozess hat (/proc/[pid]/status:Threads)</translation>
    </message>
    <message>
        <source>Virtual</source>
        <translation>Virtuell</translation>
    </message>
    <message>
        <source>Size of the whole address space, whether memory stands behind it or not (/proc/[pid]/status:VmSize)</source>
        <translation>Größe des ganzen Adressraums, ob Speicher dahintersteht oder nicht (/proc/[pid]/status:VmSize)</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>Resident</translation>
    </message>
    <message>
        <source>Memory that is there now, shared pages counted in full (/proc/[pid]/status:VmRSS)</source>
        <translation>Speicher, der jetzt da ist; gemeinsame Seiten zählen voll (/proc/[pid]/status:VmRSS)</translation>
    </message>
    <message>
        <source>CPU Time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>Time spent on a processor, user and system together, of all threads for a process (/proc/[pid]/stat:utime and stime)</source>
        <translation>Auf einem Prozessor verbrachte Zeit, Benutzer und System zusammen, bei Prozessen von allen Threads (/proc/[pid]/stat:utime und stime)</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>When it was created, in seconds since the sandbox booted (/proc/[pid]/stat:starttime)</source>
        <translation>Wann er entstand, in Sekunden seit dem Start der Sandbox (/proc/[pid]/stat:starttime)</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>The effective user id, by number (/proc/[pid]/status:Uid)</source>
        <translation>Die effektive Benutzerkennung als Zahl (/proc/[pid]/status:Uid)</translation>
    </message>
    <message>
        <source>Open Files</source>
        <translation>Offene Dateien</translation>
    </message>
    <message>
        <source>How many file descriptors are open (entries of /proc/[pid]/fd)</source>
        <translation>Wie viele Dateideskriptoren offen sind (Einträge von /proc/[pid]/fd)</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>The arguments it was started with, joined by blanks (/proc/[pid]/cmdline)</source>
        <translation>Die Argumente des Starts, durch Leerzeichen verbunden (/proc/[pid]/cmdline)</translation>
    </message>
</context>
<context>
    <name>ProcessListModel</name>
    <message>
        <source>%1
It %2; this is its last state.</source>
        <translation>%1
Er %2; dies ist sein letzter Zustand.</translation>
    </message>
</context>
<context>
    <name>Surveys</name>
    <message>
        <source>FD</source>
        <translation>FD</translation>
    </message>
    <message>
        <source>The number of the descriptor.</source>
        <translation>Die Nummer des Deskriptors.</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>What kind of file it leads to, by its target.</source>
        <translation>Zu welcher Art von Datei er führt, nach seinem Ziel.</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Zugriff</translation>
    </message>
    <message>
        <source>For what it was opened: r to read, w to write.</source>
        <translation>Wofür er geöffnet wurde: r zum Lesen, w zum Schreiben.</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Where the link in fd leads.</source>
        <translation>Wohin der Verweis in fd führt.</translation>
    </message>
    <message>
        <source>Other End</source>
        <translation>Anderes Ende</translation>
    </message>
    <message>
        <source>Who holds the other end of the pipe or the pair of sockets; of a pidfd the process. Enter goes there.</source>
        <translation>Wer das andere Ende der Pipe oder des Socketpaars hält; bei einem pidfd der Prozess. Eingabe führt dorthin.</translation>
    </message>
    <message>
        <source>Also Held By</source>
        <translation>Auch gehalten von</translation>
    </message>
    <message>
        <source>Other descriptors of the same end, socket or counter: made by fork, dup, or sent.</source>
        <translation>Andere Deskriptoren desselben Endes, Sockets oder Zählers: durch fork, dup oder gesendet.</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>Where the next read or write begins, in bytes.</source>
        <translation>Wo das nächste Lesen oder Schreiben beginnt, in Bytes.</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Flags</translation>
    </message>
    <message>
        <source>The flags that it was opened with, or got later.</source>
        <translation>Die Flags, mit denen er geöffnet wurde oder die er später bekam.</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>directory</source>
        <translation>Verzeichnis</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>memfd</source>
        <translation>memfd</translation>
    </message>
    <message>
        <source>pipe</source>
        <translation>Pipe</translation>
    </message>
    <message>
        <source>socket</source>
        <translation>Socket</translation>
    </message>
    <message>
        <source>host file</source>
        <translation>Datei des Hosts</translation>
    </message>
    <message>
        <source>eventfd</source>
        <translation>eventfd</translation>
    </message>
    <message>
        <source>epoll</source>
        <translation>epoll</translation>
    </message>
    <message>
        <source>timerfd</source>
        <translation>timerfd</translation>
    </message>
    <message>
        <source>signalfd</source>
        <translation>signalfd</translation>
    </message>
    <message>
        <source>inotify</source>
        <translation>inotify</translation>
    </message>
    <message>
        <source>pidfd</source>
        <translation>pidfd</translation>
    </message>
    <message>
        <source>other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>r</source>
        <translation>r</translation>
    </message>
    <message>
        <source>w</source>
        <translation>w</translation>
    </message>
    <message>
        <source>rw</source>
        <translation>rw</translation>
    </message>
    <message>
        <source>path only</source>
        <translation>nur Pfad</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 weitere</translation>
    </message>
    <message>
        <source>At the other end; Enter goes there:</source>
        <translation>Am anderen Ende; Eingabe führt dorthin:</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>It is closed, or held by a process that this source does not show.</source>
        <translation>Es ist geschlossen, oder ein Prozess hält es, den diese Quelle nicht zeigt.</translation>
    </message>
    <message>
        <source>outside the sandbox</source>
        <translation>außerhalb der Sandbox</translation>
    </message>
    <message>
        <source>A file of the host that the sandbox was given when it started.</source>
        <translation>Eine Datei des Hosts, die die Sandbox beim Start bekam.</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>nicht genannt</translation>
    </message>
    <message>
        <source>/proc numbers each socket, but does not say which one is its peer.</source>
        <translation>/proc nummeriert jeden Socket, sagt aber nicht, welcher sein Gegenstück ist.</translation>
    </message>
    <message>
        <source>fdinfo does not name the process here.</source>
        <translation>fdinfo nennt den Prozess hier nicht.</translation>
    </message>
    <message>
        <source>The same end, socket or counter:</source>
        <translation>Dasselbe Ende, derselbe Socket oder Zähler:</translation>
    </message>
    <message>
        <source> fd %1</source>
        <translation> fd %1</translation>
    </message>
    <message>
        <source> (read end)</source>
        <translation> (Leseende)</translation>
    </message>
    <message>
        <source> (write end)</source>
        <translation> (Schreibende)</translation>
    </message>
    <message>
        <source> (both ends)</source>
        <translation> (beide Enden)</translation>
    </message>
    <message>
        <source> (end not told)</source>
        <translation> (Ende nicht genannt)</translation>
    </message>
    <message>
        <source>Other ends: %1 processes searched</source>
        <translation>Andere Enden: %1 Prozesse durchsucht</translation>
    </message>
    <message>
        <source>%1 not permitted (same user or ptrace permission is needed)</source>
        <translation>%1 nicht erlaubt (nötig ist derselbe Benutzer oder das ptrace-Recht)</translation>
    </message>
    <message>
        <source>%1 not sampled by this source</source>
        <translation>%1 von dieser Quelle nicht gelesen</translation>
    </message>
    <message>
        <source>TID</source>
        <translation>TID</translation>
    </message>
    <message>
        <source>The thread&apos;s number; that of the process for its first thread. Enter goes there.</source>
        <translation>Die Nummer des Threads; beim ersten Thread die des Prozesses. Eingabe führt dorthin.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the task, at most 15 bytes.</source>
        <translation>Name des Tasks, höchstens 15 Bytes.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>What it is doing.</source>
        <translation>Was er tut.</translation>
    </message>
    <message>
        <source>CPU Time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>Time in user mode and in the kernel, of this thread alone.</source>
        <translation>Zeit im Benutzermodus und im Kernel, nur dieses Threads.</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>The processor that ran it last.</source>
        <translation>Der Prozessor, auf dem er zuletzt lief.</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Anstehend</translation>
    </message>
    <message>
        <source>Signals sent to this thread that it has not taken yet.</source>
        <translation>An diesen Thread gesendete Signale, die er noch nicht angenommen hat.</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>When it started, counted from boot.</source>
        <translation>Wann er startete, gezählt ab dem Systemstart.</translation>
    </message>
    <message>
        <source>NSpid</source>
        <translation>NSpid</translation>
    </message>
    <message>
        <source>Its number in each PID namespace, from the outermost inwards.</source>
        <translation>Seine Nummer in jedem PID-Namensraum, von außen nach innen.</translation>
    </message>
    <message>
        <source>has ended</source>
        <translation>ist zu Ende</translation>
    </message>
    <message>
        <source>Its process was waited for and is no more.</source>
        <translation>Auf seinen Prozess wurde gewartet; es gibt ihn nicht mehr.</translation>
    </message>
    <message>
        <source>nobody in sight</source>
        <translation>niemand in Sicht</translation>
    </message>
    <message>
        <source>No process that is shown here holds it. Others are not shown, as those outside of a subtree: one of them may hold it, or it is closed.</source>
        <translation>Keiner der Prozesse, die hier gezeigt werden, hält es. Andere werden nicht gezeigt, etwa die außerhalb eines Teilbaums: einer von ihnen hält es vielleicht, oder es ist geschlossen.</translation>
    </message>
    <message>
        <source>Other ends: 1 process searched</source>
        <translation>Andere Enden: 1 Prozess durchsucht</translation>
    </message>
</context>
<context>
    <name>TableText</name>
    <message>
        <source>Level</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>verschwunden</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
</context>
<context>
    <name>Tables</name>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Argument</source>
        <translation>Argument</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(keine)</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Soft</source>
        <translation>Weich</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>Hart</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Mount Point</source>
        <translation>Einhängepunkt</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Propagation</source>
        <translation>Weitergabe</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>Elternprozess</translation>
    </message>
    <message>
        <source>File System Options</source>
        <translation>Dateisystem-Optionen</translation>
    </message>
    <message>
        <source>Root</source>
        <translation>Wurzel</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>private</source>
        <translation>privat</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>clone</source>
        <translation>clone</translation>
    </message>
    <message>
        <source>A task began: fork, vfork, clone, or from outside.</source>
        <translation>Ein Task begann: fork, vfork, clone oder von außen.</translation>
    </message>
    <message>
        <source>exec</source>
        <translation>exec</translation>
    </message>
    <message>
        <source>A task began to run another program.</source>
        <translation>Ein Task begann ein anderes Programm.</translation>
    </message>
    <message>
        <source>exit</source>
        <translation>exit</translation>
    </message>
    <message>
        <source>A task became a zombie, or is not there any more.</source>
        <translation>Ein Task wurde zum Zombie oder ist nicht mehr da.</translation>
    </message>
    <message>
        <source>credentials</source>
        <translation>Berechtigungen</translation>
    </message>
    <message>
        <source>User or group ids or capabilities changed.</source>
        <translation>Benutzer- oder Gruppenkennungen oder Capabilities änderten sich.</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Mappings changed, or what of them is resident.</source>
        <translation>Abbildungen änderten sich, oder was davon resident ist.</translation>
    </message>
    <message>
        <source>files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Descriptors, the working folder or the root changed.</source>
        <translation>Deskriptoren, der Arbeitsordner oder die Wurzel änderten sich.</translation>
    </message>
    <message>
        <source>signals</source>
        <translation>Signale</translation>
    </message>
    <message>
        <source>Signals came, or are treated otherwise; a task stopped or went on.</source>
        <translation>Signale kamen an oder werden anders behandelt; ein Task hielt an oder lief weiter.</translation>
    </message>
    <message>
        <source>other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>Something else of a task changed: its name, parent, namespaces, limits.</source>
        <translation>Etwas anderes an einem Task änderte sich: Name, Elternprozess, Namensräume, Grenzen.</translation>
    </message>
    <message>
        <source>nothing that has a mark</source>
        <translation>nichts, was eine Marke hat</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>noch nicht ausgeführt</translation>
    </message>
    <message>
        <source>not sampled</source>
        <translation>nicht gelesen</translation>
    </message>
    <message>
        <source>dropped from memory</source>
        <translation>aus dem Speicher entfernt</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
</context>
<context>
    <name>Uses</name>
    <message>
        <source>program code</source>
        <translation>Programmcode</translation>
    </message>
    <message>
        <source>program data</source>
        <translation>Programmdaten</translation>
    </message>
    <message>
        <source>library code</source>
        <translation>Bibliothekscode</translation>
    </message>
    <message>
        <source>library data</source>
        <translation>Bibliotheksdaten</translation>
    </message>
    <message>
        <source>zeroed data</source>
        <translation>genullte Daten</translation>
    </message>
    <message>
        <source>heap</source>
        <translation>Heap</translation>
    </message>
    <message>
        <source>stack</source>
        <translation>Stack</translation>
    </message>
    <message>
        <source>stack of a thread</source>
        <translation>Stack eines Threads</translation>
    </message>
    <message>
        <source>guard</source>
        <translation>Schutzseite</translation>
    </message>
    <message>
        <source>reserved</source>
        <translation>reserviert</translation>
    </message>
    <message>
        <source>vdso</source>
        <translation>vdso</translation>
    </message>
    <message>
        <source>vvar</source>
        <translation>vvar</translation>
    </message>
    <message>
        <source>vsyscall</source>
        <translation>vsyscall</translation>
    </message>
    <message>
        <source>special</source>
        <translation>Besonderes</translation>
    </message>
    <message>
        <source>shared file</source>
        <translation>gemeinsame Datei</translation>
    </message>
    <message>
        <source>shared memory</source>
        <translation>gemeinsamer Speicher</translation>
    </message>
    <message>
        <source>mapped file</source>
        <translation>abgebildete Datei</translation>
    </message>
    <message>
        <source>generated code</source>
        <translation>erzeugter Code</translation>
    </message>
    <message>
        <source>anonymous</source>
        <translation>anonym</translation>
    </message>
    <message>
        <source>Instructions of the program itself.</source>
        <translation>Anweisungen des Programms selbst.</translation>
    </message>
    <message>
        <source>Other pieces of the program&apos;s file: constants, tables, variables.</source>
        <translation>Andere Teile der Programmdatei: Konstanten, Tabellen, Variablen.</translation>
    </message>
    <message>
        <source>Instructions of a library or of the loader.</source>
        <translation>Anweisungen einer Bibliothek oder des Laders.</translation>
    </message>
    <message>
        <source>Other pieces of a library&apos;s file: constants, tables, variables.</source>
        <translation>Andere Teile einer Bibliotheksdatei: Konstanten, Tabellen, Variablen.</translation>
    </message>
    <message>
        <source>Variables that start as zeroes (bss), right behind those that the file holds.</source>
        <translation>Variablen, die mit Null beginnen (bss), gleich hinter denen, die in der Datei stehen.</translation>
    </message>
    <message>
        <source>The memory that brk extends.</source>
        <translation>Der Speicher, den brk vergrößert.</translation>
    </message>
    <message>
        <source>The stack of the main thread.</source>
        <translation>Der Stack des Hauptthreads.</translation>
    </message>
    <message>
        <source>The stack of a thread.</source>
        <translation>Der Stack eines Threads.</translation>
    </message>
    <message>
        <source>May not be touched, so that a stack that grows too far ends the program.</source>
        <translation>Darf nicht berührt werden, damit ein zu weit wachsender Stack das Programm beendet.</translation>
    </message>
    <message>
        <source>Address space without access: kept free for later.</source>
        <translation>Adressraum ohne Zugriff: für später freigehalten.</translation>
    </message>
    <message>
        <source>Code of the kernel that programs call without entering it.</source>
        <translation>Code des Kernels, den Programme aufrufen, ohne in ihn zu wechseln.</translation>
    </message>
    <message>
        <source>Data of the kernel that the vdso reads.</source>
        <translation>Daten des Kernels, die das vdso liest.</translation>
    </message>
    <message>
        <source>The fixed page of old system calls.</source>
        <translation>Die feste Seite alter Systemaufrufe.</translation>
    </message>
    <message>
        <source>Memory that the kernel itself put there.</source>
        <translation>Speicher, den der Kernel selbst dort angelegt hat.</translation>
    </message>
    <message>
        <source>A file mapped as shared: what is written there reaches the file and everybody who maps it.</source>
        <translation>Eine gemeinsam abgebildete Datei: Was dort geschrieben wird, erreicht die Datei und alle, die sie abbilden.</translation>
    </message>
    <message>
        <source>Memory shared with other processes, of no file that one can open by a path.</source>
        <translation>Mit anderen Prozessen gemeinsamer Speicher ohne Datei, die sich über einen Pfad öffnen ließe.</translation>
    </message>
    <message>
        <source>A private view of a file that is no program.</source>
        <translation>Eine private Sicht auf eine Datei, die kein Programm ist.</translation>
    </message>
    <message>
        <source>Anonymous memory that may be executed: made while the program runs.</source>
        <translation>Anonymer Speicher, der ausgeführt werden darf: während des Laufs erzeugt.</translation>
    </message>
    <message>
        <source>Private memory of no file: large pieces of malloc and the like.</source>
        <translation>Privater Speicher ohne Datei: große Stücke von malloc und Ähnliches.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>gVisor 2018</source>
        <translation>gVisor 2018</translation>
    </message>
    <message>
        <source>gVisor 2019</source>
        <translation>gVisor 2019</translation>
    </message>
    <message>
        <source>gVisor 2022</source>
        <translation>gVisor 2022</translation>
    </message>
    <message>
        <source>gVisor 2024</source>
        <translation>gVisor 2024</translation>
    </message>
    <message>
        <source>gVisor 2026</source>
        <translation>gVisor 2026</translation>
    </message>
    <message>
        <source>Linux</source>
        <translation>Linux</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 TB</source>
        <translation>%1 TB</translation>
    </message>
    <message>
        <source>%1 EB</source>
        <translation>%1 EB</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>Szenario</translation>
    </message>
    <message>
        <source>System-Call Log</source>
        <translation>Systemaufruf-Protokoll</translation>
    </message>
    <message>
        <source>Saved State</source>
        <translation>Gespeicherter Zustand</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>This Computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Exited with Code %1 at Generation %2</source>
        <translation>Mit Code %1 bei Generation %2 beendet</translation>
    </message>
    <message>
        <source>Killed by %1 at Generation %2</source>
        <translation>Durch %1 beendet bei Generation %2</translation>
    </message>
    <message>
        <source>Ended After Generation %1</source>
        <translation>Beendet nach Generation %1</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
</context>
<context>
    <name>sandscope::app::ArrangeDialog</name>
    <message>
        <source>Configure Toolbars</source>
        <translation>Werkzeugleisten einrichten</translation>
    </message>
    <message>
        <source>— Separator —</source>
        <translation>— Trennlinie —</translation>
    </message>
    <message>
        <source>In the &amp;toolbar:</source>
        <translation>In der &amp;Werkzeugleiste:</translation>
    </message>
    <message>
        <source>Available commands</source>
        <translation>Verfügbare Befehle</translation>
    </message>
    <message>
        <source>In the toolbar</source>
        <translation>In der Werkzeugleiste</translation>
    </message>
    <message>
        <source>Add to the toolbar</source>
        <translation>In die Werkzeugleiste aufnehmen</translation>
    </message>
    <message>
        <source>Remove from the toolbar</source>
        <translation>Aus der Werkzeugleiste entfernen</translation>
    </message>
    <message>
        <source>Move to the left</source>
        <translation>Nach links verschieben</translation>
    </message>
    <message>
        <source>Move to the right</source>
        <translation>Nach rechts verschieben</translation>
    </message>
    <message>
        <source>&amp;Available commands:</source>
        <translation>&amp;Verfügbare Befehle:</translation>
    </message>
</context>
<context>
    <name>sandscope::app::AtlasPane</name>
    <message>
        <source>Address Space by Kind</source>
        <translation>Adressraum nach Art</translation>
    </message>
    <message>
        <source>Sums of the selected mappings</source>
        <translation>Summen der ausgewählten Abbildungen</translation>
    </message>
    <message>
        <source>No Address Space</source>
        <translation>Kein Adressraum</translation>
    </message>
    <message>
        <source>A zombie has given its memory back, and a thread of the kernel has none.</source>
        <translation>Ein Zombie hat seinen Speicher zurückgegeben, und ein Thread des Kernels hat keinen.</translation>
    </message>
    <message>
        <source>at %1</source>
        <translation>bei %1</translation>
    </message>
</context>
<context>
    <name>sandscope::app::AtlasView</name>
    <message>
        <source>filled: resident</source>
        <translation>gefüllt: resident</translation>
    </message>
    <message>
        <source>residency unknown</source>
        <translation>Residenz unbekannt</translation>
    </message>
    <message>
        <source>gap, folded</source>
        <translation>Lücke, gefaltet</translation>
    </message>
    <message>
        <source>Address Space</source>
        <translation>Adressraum</translation>
    </message>
    <message>
        <source>The mappings to scale, by address. Left and Right walk them, with Shift they select several. Plus and Minus zoom, Page Up and Page Down move, Ctrl+0 shows everything.</source>
        <translation>Die Abbildungen im Maßstab, nach Adresse. Links und Rechts gehen an ihnen entlang, mit Umschalt wählen sie mehrere aus. Plus und Minus vergrößern und verkleinern, Bild auf und Bild ab verschieben, Strg+0 zeigt alles.</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>Zoom to &amp;Selection</source>
        <translation>Auf Aus&amp;wahl vergrößern</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>&amp;Clear Selection</source>
        <translation>Auswahl auf&amp;heben</translation>
    </message>
    <message numerus="yes">
        <source>%n mappings are gone here, among them</source>
        <translation>
            <numerusform>%n Abbildung ist hier verschwunden, nämlich</numerusform>
            <numerusform>%n Abbildungen sind hier verschwunden, darunter</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 mappings in this place, the largest of them:</source>
        <translation>%1 Abbildungen an dieser Stelle, die größte davon:</translation>
    </message>
</context>
<context>
    <name>sandscope::app::BreakpointBar</name>
    <message>
        <source>Breakpoint</source>
        <translation>Haltepunkt</translation>
    </message>
    <message>
        <source>Run &amp;to:</source>
        <translation>Weiter &amp;bis:</translation>
    </message>
    <message>
        <source>Breakpoint expression</source>
        <translation>Bedingung des Haltepunkts</translation>
    </message>
    <message>
        <source>status.Threads &gt; 4, or maps.perms == &quot;rwx&quot;</source>
        <translation>status.Threads &gt; 4 oder maps.perms == &quot;rwx&quot;</translation>
    </message>
    <message>
        <source>Where to stop: FILE.FIELD, a comparison (== != &lt; &gt; : ~) and a value; joined by and, or, not</source>
        <translation>Wo angehalten wird: DATEI.FELD, ein Vergleich (== != &lt; &gt; : ~) und ein Wert; verbunden durch and, or, not</translation>
    </message>
    <message>
        <source>Run Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Back to where it last began to hold (Shift+Enter)</source>
        <translation>Zurück dahin, wo es zuletzt wahr wurde (Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>On to where it begins to hold (Enter)</source>
        <translation>Weiter dahin, wo es wahr wird (Eingabe)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Hide this line (Esc)</source>
        <translation>Diese Zeile ausblenden (Esc)</translation>
    </message>
    <message>
        <source>At step %1 of %2; Esc ends the search</source>
        <translation>Bei Schritt %1 von %2; Esc beendet die Suche</translation>
    </message>
    <message>
        <source>Running…</source>
        <translation>Läuft…</translation>
    </message>
    <message>
        <source>Begins to hold for %1 (%2)</source>
        <translation>Wird wahr für %1 (%2)</translation>
    </message>
    <message>
        <source>Begins to hold for no task after this step</source>
        <translation>Wird nach diesem Schritt für keinen Task wahr</translation>
    </message>
    <message>
        <source>Begins to hold for no task before this step</source>
        <translation>Wird vor diesem Schritt für keinen Task wahr</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Abgebrochen</translation>
    </message>
</context>
<context>
    <name>sandscope::app::CellPane</name>
    <message>
        <source>%1, row by row</source>
        <translation>%1, Zeile für Zeile</translation>
    </message>
    <message>
        <source>Meaning of the current row</source>
        <translation>Bedeutung der aktuellen Zeile</translation>
    </message>
    <message>
        <source>Choose a row to read what it means.</source>
        <translation>Wählen Sie eine Zeile, um zu lesen, was sie bedeutet.</translation>
    </message>
    <message>
        <source>%1 — %2</source>
        <translation>%1 — %2</translation>
    </message>
</context>
<context>
    <name>sandscope::app::ChangesDock</name>
    <message>
        <source>What Changed</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Aufruf</translation>
    </message>
    <message>
        <source>The objects and the lines of files that the step to this moment changed. Enter shows the file.</source>
        <translation>Die Objekte und die Zeilen von Dateien, die der Schritt zu diesem Zeitpunkt geändert hat. Eingabe zeigt die Datei.</translation>
    </message>
    <message>
        <source>Step forward to see what a step does.</source>
        <translation>Gehen Sie einen Schritt vor, um zu sehen, was er tut.</translation>
    </message>
    <message>
        <source>Nothing Is Shown Yet</source>
        <translation>Noch wird nichts angezeigt</translation>
    </message>
    <message>
        <source>Open a scenario or a log of system calls.</source>
        <translation>Öffnen Sie ein Szenario oder ein Protokoll von Systemaufrufen.</translation>
    </message>
    <message>
        <source>This Source Does Not Tell Steps</source>
        <translation>Diese Quelle nennt keine Schritte</translation>
    </message>
    <message>
        <source>It shows states, and nobody knows what led to them. Open a scenario or a log of system calls.</source>
        <translation>Sie zeigt Zustände, und niemand weiß, was dazu führte. Öffnen Sie ein Szenario oder ein Protokoll von Systemaufrufen.</translation>
    </message>
    <message>
        <source>No Step Was Made Yet</source>
        <translation>Noch kein Schritt</translation>
    </message>
    <message>
        <source>The Moment Before Is Not Kept</source>
        <translation>Der Zeitpunkt davor ist nicht aufbewahrt</translation>
    </message>
    <message>
        <source>Nothing Changed in This Step</source>
        <translation>In diesem Schritt änderte sich nichts</translation>
    </message>
</context>
<context>
    <name>sandscope::app::CompareBar</name>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Compare with &amp;generation:</source>
        <translation>Vergleichen mit Ge&amp;neration:</translation>
    </message>
    <message>
        <source>Generation to compare with</source>
        <translation>Generation für den Vergleich</translation>
    </message>
    <message>
        <source>Another moment; empty: the one shown</source>
        <translation>Ein anderer Zeitpunkt; leer: der gezeigte</translation>
    </message>
    <message>
        <source>pro&amp;cess:</source>
        <translation>Pro&amp;zess:</translation>
    </message>
    <message>
        <source>Process to compare with</source>
        <translation>Prozess für den Vergleich</translation>
    </message>
    <message>
        <source>Another process (7) or thread (7/9); empty: the selected one</source>
        <translation>Ein anderer Prozess (7) oder Thread (7/9); leer: der ausgewählte</translation>
    </message>
    <message>
        <source>dia&amp;lect:</source>
        <translation>Dia&amp;lekt:</translation>
    </message>
    <message>
        <source>Dialect to compare with</source>
        <translation>Dialekt für den Vergleich</translation>
    </message>
    <message>
        <source>Another dialect of the same files</source>
        <translation>Ein anderer Dialekt derselben Dateien</translation>
    </message>
    <message>
        <source>as shown</source>
        <translation>wie gezeigt</translation>
    </message>
    <message>
        <source>Stop Comparing</source>
        <translation>Vergleich beenden</translation>
    </message>
    <message>
        <source>Stop comparing (Esc)</source>
        <translation>Vergleich beenden (Esc)</translation>
    </message>
    <message>
        <source>There is no process %1.</source>
        <translation>Es gibt keinen Prozess %1.</translation>
    </message>
    <message>
        <source>“%1” is no process: give 7, or 7/9 for a thread.</source>
        <translation>„%1“ ist kein Prozess: Geben Sie 7 an, oder 7/9 für einen Thread.</translation>
    </message>
    <message>
        <source>“%1” is no generation: give a number.</source>
        <translation>„%1“ ist keine Generation: Geben Sie eine Zahl an.</translation>
    </message>
    <message>
        <source>Looking for generation %1…</source>
        <translation>Generation %1 wird gesucht…</translation>
    </message>
    <message>
        <source>%1: no difference</source>
        <translation>%1: kein Unterschied</translation>
    </message>
    <message>
        <source>%1: 1 difference</source>
        <translation>%1: 1 Unterschied</translation>
    </message>
    <message>
        <source>%1: %2 differences</source>
        <translation>%1: %2 Unterschiede</translation>
    </message>
</context>
<context>
    <name>sandscope::app::Docks</name>
    <message>
        <source>Show %1</source>
        <translation>%1 anzeigen</translation>
    </message>
    <message>
        <source>Panes</source>
        <translation>Bereiche</translation>
    </message>
</context>
<context>
    <name>sandscope::app::EndNotice</name>
    <message>
        <source>End of the task</source>
        <translation>Ende des Tasks</translation>
    </message>
    <message>
        <source>Go to Parent</source>
        <translation>Zum Elternprozess</translation>
    </message>
    <message>
        <source>Go to Its Last Moment</source>
        <translation>Zu seinem letzten Zeitpunkt</translation>
    </message>
</context>
<context>
    <name>sandscope::app::ExportBar</name>
    <message>
        <source>&amp;Withhold arguments and environment</source>
        <translation>Argumente und Umgebung &amp;zurückhalten</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export t&amp;o:</source>
        <translation>Exportieren &amp;nach:</translation>
    </message>
    <message>
        <source>Where to export to</source>
        <translation>Wohin exportiert wird</translation>
    </message>
    <message>
        <source>A new folder, or a new file *.tar</source>
        <translation>Ein neuer Ordner oder eine neue Datei *.tar</translation>
    </message>
    <message>
        <source>A new folder</source>
        <translation>Ein neuer Ordner</translation>
    </message>
    <message>
        <source>Where the moment shown is written as a proc tree, which ps, psutil and this program can read</source>
        <translation>Wohin der gezeigte Augenblick als proc-Baum geschrieben wird, den ps, psutil und dieses Programm lesen können</translation>
    </message>
    <message>
        <source>Puts * in place of each byte of all arguments but the first and of all values of the environment, which may hold passwords</source>
        <translation>Setzt * an die Stelle jedes Bytes aller Argumente außer dem ersten und aller Werte der Umgebung, die Passwörter enthalten können</translation>
    </message>
    <message>
        <source>Write it; nothing is overwritten</source>
        <translation>Schreiben; nichts wird überschrieben</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>Choose where to export to</source>
        <translation>Auswählen, wohin exportiert wird</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Stop the export, or hide this line (Esc)</source>
        <translation>Den Export abbrechen oder diese Zeile ausblenden (Esc)</translation>
    </message>
    <message>
        <source>Folders: %1, files: %2; Esc stops it</source>
        <translation>Ordner: %1, Dateien: %2; Esc bricht ab</translation>
    </message>
    <message>
        <source>Exported to “%1”</source>
        <translation>Nach „%1“ exportiert</translation>
    </message>
    <message>
        <source>Stopped; nothing is left of it</source>
        <translation>Abgebrochen; nichts davon ist geblieben</translation>
    </message>
    <message>
        <source>Cannot Export</source>
        <translation>Export nicht möglich</translation>
    </message>
    <message>
        <source>Tar File (*.tar)</source>
        <translation>Tar-Datei (*.tar)</translation>
    </message>
    <message>
        <source>New Folder (*)</source>
        <translation>Neuer Ordner (*)</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Export läuft …</translation>
    </message>
</context>
<context>
    <name>sandscope::app::FieldPane</name>
    <message>
        <source>Absent &amp;fields</source>
        <translation>Fehlende &amp;Felder</translation>
    </message>
    <message>
        <source>Also list the fields that this dialect does not print, with the reason</source>
        <translation>Auch die Felder aufführen, die dieser Dialekt nicht ausgibt, mit dem Grund</translation>
    </message>
</context>
<context>
    <name>sandscope::app::FileDrop</name>
    <message>
        <source>One Source at a Time</source>
        <translation>Nur eine Quelle auf einmal</translation>
    </message>
    <message numerus="yes">
        <source>%n files were dropped. Drop one file or folder.</source>
        <translation>
            <numerusform>%n Datei wurde abgelegt. Legen Sie eine Datei oder einen Ordner ab.</numerusform>
            <numerusform>%n Dateien wurden abgelegt. Legen Sie eine Datei oder einen Ordner ab.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not a File of This Computer</source>
        <translation>Keine Datei dieses Computers</translation>
    </message>
    <message>
        <source>%1 is somewhere else. Download it first, then drop the file.</source>
        <translation>%1 liegt woanders. Laden Sie die Datei erst herunter und legen Sie sie dann ab.</translation>
    </message>
    <message>
        <source>Open “%1”</source>
        <translation>„%1“ öffnen</translation>
    </message>
    <message>
        <source>Drop it here: %1</source>
        <translation>Hier ablegen: %1</translation>
    </message>
</context>
<context>
    <name>sandscope::app::FilesPane</name>
    <message>
        <source>Go to &amp;Other End</source>
        <translation>Zum andere&amp;n Ende gehen</translation>
    </message>
    <message>
        <source>Files, one descriptor a row</source>
        <translation>Dateien, ein Deskriptor je Zeile</translation>
    </message>
    <message>
        <source>Search for other ends</source>
        <translation>Suche nach anderen Enden</translation>
    </message>
    <message>
        <source>No Open Files</source>
        <translation>Keine offenen Dateien</translation>
    </message>
    <message>
        <source>A zombie has closed its files, and a thread of the kernel has none.</source>
        <translation>Ein Zombie hat seine Dateien geschlossen, und ein Thread des Kernels hat keine.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::FindDock</name>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>&amp;Environment</source>
        <translation>&amp;Umgebung</translation>
    </message>
    <message>
        <source>F&amp;ind:</source>
        <translation>S&amp;uchen:</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>A text, or FILE.FIELD, a comparison (== != &lt; &gt; : ~) and a value; joined by and, or, not. Enter searches all tasks.</source>
        <translation>Ein Text, oder DATEI.FELD, ein Vergleich (== != &lt; &gt; : ~) und ein Wert; verbunden durch and, or, not. Eingabe durchsucht alle Tasks.</translation>
    </message>
    <message>
        <source>libc.so, or maps.perms:rwx, or fd.path ~ &quot;\.so$&quot;</source>
        <translation>libc.so oder maps.perms:rwx oder fd.path ~ &quot;\.so$&quot;</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search all tasks (Enter)</source>
        <translation>Alle Tasks durchsuchen (Eingabe)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>End the search (Esc)</source>
        <translation>Die Suche beenden (Esc)</translation>
    </message>
    <message>
        <source>Previous Result</source>
        <translation>Voriges Ergebnis</translation>
    </message>
    <message>
        <source>Previous result (Shift+F3)</source>
        <translation>Voriges Ergebnis (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Next Result</source>
        <translation>Nächstes Ergebnis</translation>
    </message>
    <message>
        <source>Next result (F3)</source>
        <translation>Nächstes Ergebnis (F3)</translation>
    </message>
    <message>
        <source>Look for texts in the environment, too. It may hold passwords and keys.</source>
        <translation>Texte auch in der Umgebung suchen. Sie kann Passwörter und Schlüssel enthalten.</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>What was found in the files of all tasks. Enter shows the file.</source>
        <translation>Was in den Dateien aller Tasks gefunden wurde. Eingabe zeigt die Datei.</translation>
    </message>
    <message>
        <source>Searching: %1 of %2 tasks</source>
        <translation>Suche: %1 von %2 Tasks</translation>
    </message>
    <message>
        <source>Stopped after %1 of %2 tasks</source>
        <translation>Abgebrochen nach %1 von %2 Tasks</translation>
    </message>
    <message>
        <source>Only the first ones, of %1 of %2 tasks</source>
        <translation>Nur die ersten, aus %1 von %2 Tasks</translation>
    </message>
    <message>
        <source>Only the first ones of some tasks</source>
        <translation>Aus manchen Tasks nur die ersten</translation>
    </message>
    <message>
        <source>1 result</source>
        <translation>1 Ergebnis</translation>
    </message>
    <message>
        <source>%1 results</source>
        <translation>%1 Ergebnisse</translation>
    </message>
    <message>
        <source>%1 in 1 task</source>
        <translation>%1 in 1 Task</translation>
    </message>
    <message>
        <source>%1 in %2 tasks</source>
        <translation>%1 in %2 Tasks</translation>
    </message>
    <message>
        <source>%1 could not be asked: /proc/%2 cannot be read</source>
        <translation>%1 nicht befragt: /proc/%2 ist nicht lesbar</translation>
    </message>
    <message>
        <source>1 task</source>
        <translation>1 Task</translation>
    </message>
    <message>
        <source>%1 tasks</source>
        <translation>%1 Tasks</translation>
    </message>
    <message>
        <source>of generation %1, Enter searches this one</source>
        <translation>aus Generation %1, Eingabe durchsucht diese</translation>
    </message>
    <message>
        <source>generation %1</source>
        <translation>Generation %1</translation>
    </message>
    <message>
        <source>Find in All Tasks</source>
        <translation>In allen Tasks suchen</translation>
    </message>
    <message>
        <source>A text, in the names, arguments, maps, files, namespaces and status of all tasks; or a question:
maps.perms:rwx     addr:0x7f0000001000
fd.path ~ &quot;\.so$&quot;     status.Threads &gt; 4 and not name:sh</source>
        <translation>Ein Text in Namen, Argumenten, Maps, Dateien, Namensräumen und Status aller Tasks; oder eine Frage:
maps.perms:rwx     addr:0x7f0000001000
fd.path ~ &quot;\.so$&quot;     status.Threads &gt; 4 and not name:sh</translation>
    </message>
    <message>
        <source>Enter searches all tasks of the moment shown.</source>
        <translation>Eingabe durchsucht alle Tasks des gezeigten Zeitpunkts.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche…</translation>
    </message>
    <message>
        <source>Nothing Found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>No task answers this.</source>
        <translation>Kein Task entspricht der Anfrage.</translation>
    </message>
    <message>
        <source>No task answers this. Texts in the environment are found with Environment checked.</source>
        <translation>Kein Task entspricht der Anfrage. Texte in der Umgebung werden gefunden, wenn „Umgebung“ angekreuzt ist.</translation>
    </message>
    <message>
        <source>there may be more in %1: /proc/%2 cannot be read</source>
        <translation>in %1 kann es mehr geben: /proc/%2 ist nicht lesbar</translation>
    </message>
</context>
<context>
    <name>sandscope::app::Frameworks</name>
    <message>
        <source>Configure Keyboard Shortcuts</source>
        <translation>Tastenkürzel einrichten</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
</context>
<context>
    <name>sandscope::app::HelpSheet</name>
    <message>
        <source>How to Read This Window</source>
        <translation>So liest man dieses Fenster</translation>
    </message>
    <message>
        <source>What it shows</source>
        <translation>Was es zeigt</translation>
    </message>
    <message>
        <source>A source gives snapshots of a sandbox: a simulated kernel that a scenario drives, the processes of this computer, or a folder with files that were recorded from a real kernel. Every change of the source begins a new generation, and what you see belongs to one generation.</source>
        <translation>Eine Quelle liefert Momentaufnahmen einer Sandbox: ein simulierter Kernel, den ein Szenario antreibt, die Prozesse dieses Computers oder ein Ordner mit Dateien, die von einem echten Kernel aufgezeichnet wurden. Jede Änderung der Quelle beginnt eine neue Generation, und was Sie sehen, gehört zu einer Generation.</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Processes lists processes and their threads. Proc shows /proc as files and folders. What is selected in either one is shown at the right.</source>
        <translation>„Prozesse“ führt Prozesse und ihre Threads auf. „Proc“ zeigt /proc als Dateien und Ordner. Was in einem von beiden ausgewählt ist, wird rechts angezeigt.</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Below</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source>The address atlas (Alt+6) draws the memory of the selected process to scale: colour and letter say what a mapping is for, the pattern what may be done with it, the height what of it is resident. A torn strip is a gap, folded. What Changed (Alt+0) tells what a step did.</source>
        <translation>Der Adressatlas (Alt+6) zeichnet den Speicher des ausgewählten Prozesses im Maßstab: Farbe und Buchstabe sagen, wozu eine Abbildung dient, das Muster, was mit ihr getan werden darf, die Höhe, was davon resident ist. Ein gerissener Streifen ist eine Lücke, gefaltet. „Änderungen“ (Alt+0) sagt, was ein Schritt tat.</translation>
    </message>
    <message>
        <source>Signs</source>
        <translation>Zeichen</translation>
    </message>
    <message>
        <source>+ is new, • has changed, − is gone since the generation before. Behind a value, = says that it is the same always in this dialect, ~ that it is derived or an approximation. A dash stands where the source does not tell: it is never shown as 0.</source>
        <translation>+ ist neu, • hat sich geändert, − ist verschwunden, jeweils seit der Generation davor. Hinter einem Wert sagt =, dass er in diesem Dialekt immer gleich ist, ~, dass er abgeleitet oder eine Näherung ist. Ein Strich steht, wo die Quelle nichts sagt: nie wird dafür 0 angezeigt.</translation>
    </message>
    <message>
        <source>Dialect</source>
        <translation>Dialekt</translation>
    </message>
    <message>
        <source>gVisor prints the same facts differently from release to release. For a simulated kernel you can choose whose text it is; recorded files are shown as they were.</source>
        <translation>gVisor gibt dieselben Tatsachen von Version zu Version anders aus. Bei einem simulierten Kernel können Sie wählen, wessen Text es ist; aufgezeichnete Dateien werden gezeigt, wie sie waren.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Overview tells what the selected process or thread is; Enter on one of its rows leads on. Every other pane shows one file: Status, Stat and Auxv field by field, Memory mapping by mapping, Raw the exact bytes.</source>
        <translation>Überblick sagt, was der gewählte Prozess oder Thread ist; die Eingabetaste führt von einer Zeile weiter. Jede andere Ansicht zeigt eine Datei: Status, Stat und Auxv Feld für Feld, Speicher Abbildung für Abbildung, Roh die genauen Bytes.</translation>
    </message>
    <message>
        <source>F8 takes a step, Shift+F8 goes back, Space plays. The note below the timeline says what the step did. Marks on the timeline say what happened; click or drag there to go to another moment. Processes that ended stay in the list, struck through.</source>
        <translation>F8 geht einen Schritt weiter, Umschalt+F8 zurück, die Leertaste spielt ab. Der Text unter der Zeitleiste sagt, was der Schritt getan hat. Zeichen auf der Zeitleiste sagen, was geschah; Klicken oder Ziehen führt dort zu einem anderen Zeitpunkt. Beendete Prozesse bleiben durchgestrichen in der Liste.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::HostSection</name>
    <message>
        <source>The processes of this computer that the sandbox is made of.</source>
        <translation>Die Prozesse dieses Computers, aus denen die Sandbox besteht.</translation>
    </message>
    <message>
        <source>What is not known of this computer</source>
        <translation>Was von diesem Computer nicht bekannt ist</translation>
    </message>
    <message>
        <source>Processes of this computer behind the sandbox</source>
        <translation>Prozesse dieses Computers hinter der Sandbox</translation>
    </message>
    <message>
        <source>Host: %1 processes</source>
        <translation>Host: %1 Prozesse</translation>
    </message>
    <message>
        <source>Host processes</source>
        <translation>Prozesse des Hosts</translation>
    </message>
</context>
<context>
    <name>sandscope::app::Legend</name>
    <message>
        <source>constant in this dialect</source>
        <translation>konstant in diesem Dialekt</translation>
    </message>
    <message>
        <source>derived</source>
        <translation>abgeleitet</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>Legende</translation>
    </message>
</context>
<context>
    <name>sandscope::app::LensPane</name>
    <message>
        <source>Only d&amp;ifferences</source>
        <translation>Nur &amp;Unterschiede</translation>
    </message>
    <message>
        <source>Fields in both dialects</source>
        <translation>Felder in beiden Dialekten</translation>
    </message>
    <message>
        <source>Texts of both dialects, line beside line</source>
        <translation>Texte beider Dialekte, Zeile neben Zeile</translation>
    </message>
    <message>
        <source>File to compare</source>
        <translation>Zu vergleichende Datei</translation>
    </message>
    <message>
        <source>Dialect at the left</source>
        <translation>Dialekt links</translation>
    </message>
    <message>
        <source>Dialect at the right</source>
        <translation>Dialekt rechts</translation>
    </message>
    <message>
        <source>Hide what both dialects print alike</source>
        <translation>Ausblenden, was beide Dialekte gleich ausgeben</translation>
    </message>
    <message>
        <source>Reason of the current difference</source>
        <translation>Grund des aktuellen Unterschieds</translation>
    </message>
    <message>
        <source>Recorded Text Only</source>
        <translation>Nur aufgezeichneter Text</translation>
    </message>
    <message>
        <source>These files were recorded from %1 and are shown as they were, so no other dialect can be printed. Compare two generations or two processes instead (View &gt; Compare).</source>
        <translation>Diese Dateien wurden von %1 aufgezeichnet und werden gezeigt, wie sie waren; ein anderer Dialekt lässt sich daher nicht ausgeben. Vergleichen Sie stattdessen zwei Generationen oder zwei Prozesse (Ansicht &gt; Vergleichen).</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 the same, %2 different, %3 only in %4, %5 only in %6, %7 renamed.</source>
        <translation>%1 gleich, %2 verschieden, %3 nur in %4, %5 nur in %6, %7 umbenannt.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::MainWindow</name>
    <message>
        <source>Processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>Proc</source>
        <translation>Proc</translation>
    </message>
    <message>
        <source>Processes and Files</source>
        <translation>Prozesse und Dateien</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 anzeigen</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>&amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>Main Toolbar</source>
        <translation>Haupt-Werkzeugleiste</translation>
    </message>
    <message>
        <source>&amp;Dialect:</source>
        <translation>&amp;Dialekt:</translation>
    </message>
    <message>
        <source>Dialect</source>
        <translation>Dialekt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>Ab&amp;spielen</translation>
    </message>
    <message>
        <source>Whose text is shown</source>
        <translation>Wessen Text angezeigt wird</translation>
    </message>
    <message>
        <source>These files were recorded from %1 and are shown as they were</source>
        <translation>Diese Dateien wurden von %1 aufgezeichnet und werden gezeigt, wie sie waren</translation>
    </message>
    <message>
        <source>Waiting for the first sample…</source>
        <translation>Warten auf die erste Messung…</translation>
    </message>
    <message>
        <source>generation %1</source>
        <translation>Generation %1</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>aufgezeichnet</translation>
    </message>
    <message>
        <source>1 task</source>
        <translation>1 Task</translation>
    </message>
    <message>
        <source>%1 tasks</source>
        <translation>%1 Tasks</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1, generation %2</source>
        <translation>%1, Generation %2</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1, Zeile %2</translation>
    </message>
    <message>
        <source>, generation %1</source>
        <translation>, Generation %1</translation>
    </message>
    <message>
        <source>A Part of the Program Is Missing</source>
        <translation>Ein Teil des Programms fehlt</translation>
    </message>
    <message>
        <source>The dialogs of the desktop cannot be loaded. Install the program again. %1</source>
        <translation>Die Dialoge der Arbeitsumgebung lassen sich nicht laden. Installieren Sie das Programm erneut. %1</translation>
    </message>
    <message>
        <source>Looking for colour schemes…</source>
        <translation>Farbschemata werden gesucht…</translation>
    </message>
    <message>
        <source>What there is to open: files of your own, this computer, and scenarios that come with the program.</source>
        <translation>Was sich öffnen lässt: eigene Dateien, dieser Computer und Szenarien, die mit dem Programm kommen.</translation>
    </message>
    <message>
        <source>The processes and threads of the moment shown. What is selected here is shown in the panes at the right.</source>
        <translation>Die Prozesse und Threads des gezeigten Zeitpunkts. Was hier ausgewählt ist, zeigen die Bereiche rechts.</translation>
    </message>
    <message>
        <source>/proc as files and folders, as programs in the sandbox see it. A file that is chosen is shown by the pane Raw.</source>
        <translation>/proc als Dateien und Ordner, wie Programme in der Sandbox es sehen. Eine gewählte Datei zeigt der Bereich „Roh“.</translation>
    </message>
    <message>
        <source>Moves along the time of the source, forward and back. The note says what the step did.</source>
        <translation>Bewegt sich durch die Zeit der Quelle, vor und zurück. Die Notiz sagt, was der Schritt tat.</translation>
    </message>
    <message>
        <source>The source, the generation and its time, whether time passes, and what the signs in the window mean.</source>
        <translation>Die Quelle, die Generation und ihre Zeit, ob Zeit vergeht, und was die Zeichen im Fenster bedeuten.</translation>
    </message>
    <message>
        <source>The commands used most. Which ones is up to you: Settings &gt; Configure Toolbars.</source>
        <translation>Die meistbenutzten Befehle. Welche, bestimmen Sie: Einstellungen &gt; Werkzeugleisten einrichten.</translation>
    </message>
    <message>
        <source>System-Call Logs (*.strace *.log *.txt *)</source>
        <translation>Systemaufruf-Protokolle (*.strace *.log *.txt *)</translation>
    </message>
    <message>
        <source>Open File</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Open Folder With a /proc Tree</source>
        <translation>Ordner mit einem /proc-Baum öffnen</translation>
    </message>
    <message>
        <source>Go To</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Process id, PID/TID, or an address such as 0x7f0000001000:</source>
        <translation>Prozesskennung, PID/TID oder eine Adresse wie 0x7f0000001000:</translation>
    </message>
    <message>
        <source>Cannot Go to “%1”</source>
        <translation>„%1“ ist kein Ziel</translation>
    </message>
    <message>
        <source>Give a process id (7), a thread (7/9) or an address (0x7f0000001000).</source>
        <translation>Geben Sie eine Prozesskennung (7), einen Thread (7/9) oder eine Adresse (0x7f0000001000) an.</translation>
    </message>
    <message>
        <source>No Process %1</source>
        <translation>Kein Prozess %1</translation>
    </message>
    <message>
        <source>There is none with this id at this generation.</source>
        <translation>In dieser Generation gibt es keinen mit dieser Kennung.</translation>
    </message>
    <message>
        <source>It was found at another generation, and is not there at this one.</source>
        <translation>Er wurde in einer anderen Generation gefunden und ist in dieser nicht da.</translation>
    </message>
    <message>
        <source>No Further Change</source>
        <translation>Keine weitere Änderung</translation>
    </message>
    <message>
        <source>No Earlier Change</source>
        <translation>Keine frühere Änderung</translation>
    </message>
    <message>
        <source>About Sandscope</source>
        <translation>Über Sandscope</translation>
    </message>
    <message>
        <source>Sandscope %1

Look into the processes of a sandbox: step by step, file by file.

Qt %2, KDE Frameworks %3

Apache License 2.0</source>
        <translation>Sandscope %1

Blicken Sie in die Prozesse einer Sandbox: Schritt für Schritt, Datei für Datei.

Qt %2, KDE Frameworks %3

Apache-Lizenz 2.0</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>&amp;Clear List</source>
        <translation>&amp;Liste leeren</translation>
    </message>
    <message>
        <source>&amp;Return to Live</source>
        <translation>Zur &amp;Gegenwart zurück</translation>
    </message>
    <message>
        <source>Nothing of the selected task changes after this moment.</source>
        <translation>Nach diesem Zeitpunkt ändert sich nichts mehr am ausgewählten Task.</translation>
    </message>
    <message>
        <source>Nothing of the selected task changed before this moment.</source>
        <translation>Vor diesem Zeitpunkt hat sich nichts am ausgewählten Task geändert.</translation>
    </message>
    <message>
        <source>No sandbox runs in %1</source>
        <translation>In %1 läuft keine Sandbox</translation>
    </message>
    <message>
        <source>Not Everything Is There</source>
        <translation>Nicht alles ist da</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>1 Moment Recorded</source>
        <translation>1 Moment aufgezeichnet</translation>
    </message>
    <message>
        <source>%1 Moments Recorded</source>
        <translation>%1 Momente aufgezeichnet</translation>
    </message>
    <message>
        <source>File &gt; Open File shows what is in “%1” (%2).</source>
        <translation>Datei &gt; Datei öffnen zeigt, was in „%1“ steht (%2).</translation>
    </message>
    <message>
        <source>Stop Recor&amp;ding</source>
        <translation>Aufzeichnung been&amp;den</translation>
    </message>
    <message>
        <source>Recor&amp;d…</source>
        <translation>&amp;Aufzeichnen…</translation>
    </message>
    <message>
        <source>● %1</source>
        <translation>● %1</translation>
    </message>
    <message>
        <source>%1 of %2 steps</source>
        <translation>%1 von %2 Schritten</translation>
    </message>
    <message>
        <source>%1 moments</source>
        <translation>%1 Momente</translation>
    </message>
    <message>
        <source>%1 left out</source>
        <translation>%1 ausgelassen</translation>
    </message>
    <message>
        <source>Samples came faster than they could be written, and some were left out.</source>
        <translation>Es wurde schneller abgefragt, als geschrieben werden konnte; einige Proben fehlen.</translation>
    </message>
    <message>
        <source>What is sampled is written to this file; %1 ends it.</source>
        <translation>Was abgefragt wird, wird in diese Datei geschrieben; %1 beendet es.</translation>
    </message>
    <message>
        <source>Scenarios, Recordings and Saved States (*.yaml *.yml *.sandscope *.saved *.strace)</source>
        <translation>Szenarien, Aufzeichnungen und gespeicherte Zustände (*.yaml *.yml *.sandscope *.saved *.strace)</translation>
    </message>
    <message>
        <source>Copying: %1 of %2 rows; Esc stops it</source>
        <translation>Kopiert: %1 von %2 Zeilen; Esc bricht ab</translation>
    </message>
    <message>
        <source>Not Copied</source>
        <translation>Nicht kopiert</translation>
    </message>
    <message>
        <source>The table changed while it was copied. Pause, and copy again.</source>
        <translation>Die Tabelle hat sich beim Kopieren geändert. Halten Sie an und kopieren Sie erneut.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::Manual</name>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Tutorial</source>
        <translation>Einführung</translation>
    </message>
    <message>
        <source>The Command Line</source>
        <translation>Die Kommandozeile</translation>
    </message>
    <message>
        <source>Dialects</source>
        <translation>Dialekte</translation>
    </message>
    <message>
        <source>The Language of Scenarios</source>
        <translation>Die Sprache der Szenarien</translation>
    </message>
    <message>
        <source>The Language of Questions</source>
        <translation>Die Sprache der Fragen</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation>Kapitel</translation>
    </message>
    <message>
        <source>Find in the manual</source>
        <translation>Im Handbuch suchen</translation>
    </message>
    <message>
        <source>%1 comes with the source text, not with the program.</source>
        <translation>%1 liegt dem Quelltext bei, nicht dem Programm.</translation>
    </message>
    <message>
        <source>The manual does not say “%1”.</source>
        <translation>Im Handbuch steht „%1“ nicht.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::MemoryPane</name>
    <message>
        <source>&amp;Residency (smaps)</source>
        <translation>&amp;Residenz (smaps)</translation>
    </message>
    <message>
        <source>Why there is no residency</source>
        <translation>Warum es keine Residenz gibt</translation>
    </message>
    <message>
        <source>Sums of the selected mappings</source>
        <translation>Summen der ausgewählten Abbildungen</translation>
    </message>
    <message>
        <source>Sums by kind</source>
        <translation>Summen nach Art</translation>
    </message>
    <message>
        <source>Memory, one mapping a row</source>
        <translation>Speicher, eine Abbildung je Zeile</translation>
    </message>
    <message>
        <source>All lines of the current mapping</source>
        <translation>Alle Zeilen der aktuellen Abbildung</translation>
    </message>
    <message>
        <source>Choose a mapping to see all its lines.</source>
        <translation>Wählen Sie eine Abbildung, um alle ihre Zeilen zu sehen.</translation>
    </message>
    <message>
        <source>Read smaps instead of maps: what is resident, dirty and swapped. Off at first for a live source, since the kernel walks all page tables of the process for it at each refresh and holds a lock of its memory meanwhile.</source>
        <translation>smaps statt maps lesen: was resident, geändert und ausgelagert ist. Bei einer laufenden Quelle zunächst aus, weil der Kernel dafür bei jeder Aktualisierung alle Seitentabellen des Prozesses durchgeht und dabei eine Sperre auf dessen Speicher hält.</translation>
    </message>
    <message>
        <source>Read smaps instead of maps: what is resident, dirty and swapped.</source>
        <translation>smaps statt maps lesen: was resident, geändert und ausgelagert ist.</translation>
    </message>
    <message>
        <source>No residency: %1. %2</source>
        <translation>Keine Residenz: %1. %2</translation>
    </message>
    <message>
        <source>%1 %2 kB, Rss %3</source>
        <translation>%1 %2 kB, Rss %3</translation>
    </message>
    <message>
        <source>%1 %2 kB</source>
        <translation>%1 %2 kB</translation>
    </message>
    <message>
        <source>H&amp;ost</source>
        <translation>H&amp;ost</translation>
    </message>
    <message>
        <source>What this computer has of this memory</source>
        <translation>Was dieser Computer von diesem Speicher hat</translation>
    </message>
    <message>
        <source>Look for this memory among the processes of this computer, and say how much of each mapping is committed. Nothing in the sandbox notices.</source>
        <translation>Sucht diesen Speicher bei den Prozessen dieses Computers und sagt, wie viel von jeder Abbildung wirklich belegt ist. In der Sandbox merkt niemand etwas davon.</translation>
    </message>
    <message>
        <source>0x%1 is in no mapping  ·  </source>
        <translation>0x%1 liegt in keiner Abbildung  ·  </translation>
    </message>
    <message>
        <source>This process has ended, and this computer has nothing of its memory any more.</source>
        <translation>Dieser Prozess ist zu Ende, und dieser Computer hat nichts mehr von seinem Speicher.</translation>
    </message>
    <message>
        <source>What this computer has of this memory is known of the newest moment only.</source>
        <translation>Was dieser Computer von diesem Speicher hat, ist nur vom neuesten Zeitpunkt bekannt.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::MessageBar</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Close Message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>sandscope::app::MountsPane</name>
    <message>
        <source>File to show</source>
        <translation>Anzuzeigende Datei</translation>
    </message>
    <message>
        <source>mountinfo tells more; mounts is what older programs read</source>
        <translation>mountinfo sagt mehr; mounts ist, was ältere Programme lesen</translation>
    </message>
</context>
<context>
    <name>sandscope::app::NamespacesPane</name>
    <message>
        <source>%1: cannot be read</source>
        <translation>%1: nicht lesbar</translation>
    </message>
    <message>
        <source>%1: none is mapped</source>
        <translation>%1: keine ist zugeordnet</translation>
    </message>
    <message>
        <source>%1: as outside</source>
        <translation>%1: wie außen</translation>
    </message>
    <message>
        <source>%1 is %2 outside</source>
        <translation>%1 ist außen %2</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>%1 weitere</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Only &amp;different</source>
        <translation>Nur a&amp;bweichende</translation>
    </message>
    <message>
        <source>Namespaces, one process a row</source>
        <translation>Namensräume, ein Prozess je Zeile</translation>
    </message>
    <message>
        <source>Only processes that are not in all the namespaces of the first one</source>
        <translation>Nur Prozesse, die nicht in allen Namensräumen des ersten sind</translation>
    </message>
    <message>
        <source>Ids of the selected task</source>
        <translation>Kennungen des ausgewählten Tasks</translation>
    </message>
    <message>
        <source>PID in each namespace: not told in %1</source>
        <translation>PID in jedem Namensraum: in %1 nicht genannt</translation>
    </message>
    <message>
        <source>PID in each namespace, outermost first: %1</source>
        <translation>PID in jedem Namensraum, der äußerste zuerst: %1</translation>
    </message>
    <message>
        <source>UIDs</source>
        <translation>UIDs</translation>
    </message>
    <message>
        <source>GIDs</source>
        <translation>GIDs</translation>
    </message>
</context>
<context>
    <name>sandscope::app::Pane</name>
    <message>
        <source>File shown</source>
        <translation>Angezeigte Datei</translation>
    </message>
    <message>
        <source>Nothing to Show</source>
        <translation>Nichts anzuzeigen</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Die Datei ist leer.</translation>
    </message>
    <message>
        <source>%1 · generation %2</source>
        <translation>%1 · Generation %2</translation>
    </message>
    <message>
        <source>Select a Process</source>
        <translation>Wählen Sie einen Prozess</translation>
    </message>
    <message>
        <source>Its status, memory and files appear here.</source>
        <translation>Hier erscheinen sein Status, sein Speicher und seine Dateien.</translation>
    </message>
    <message>
        <source>Diff shows what a program changed: pick two generations around the event.</source>
        <translation>Der Vergleich zeigt, was ein Programm geändert hat: Wählen Sie zwei Generationen um das Ereignis.</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>kein Unterschied</translation>
    </message>
    <message>
        <source>1 difference</source>
        <translation>1 Unterschied</translation>
    </message>
    <message>
        <source>%1 differences</source>
        <translation>%1 Unterschiede</translation>
    </message>
    <message>
        <source>Nothing to compare with: there is no such task in %1.</source>
        <translation>Nichts zu vergleichen: In %1 gibt es keinen solchen Task.</translation>
    </message>
    <message>
        <source>Nothing to compare with. %1: %2</source>
        <translation>Nichts zu vergleichen. %1: %2</translation>
    </message>
    <message>
        <source>Values are masked while presenting. View &gt; Presentation Mode shows them.</source>
        <translation>Werte sind beim Vorführen verdeckt. Ansicht &gt; Vorführmodus zeigt sie.</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>This is its last state.</source>
        <translation>Dies ist sein letzter Zustand.</translation>
    </message>
    <message>
        <source>Its last state is not kept; go to its last moment to see it.</source>
        <translation>Sein letzter Zustand ist nicht aufbewahrt; gehen Sie zu seinem letzten Zeitpunkt, um ihn zu sehen.</translation>
    </message>
    <message>
        <source>Not Read at This Moment</source>
        <translation>Zu diesem Zeitpunkt nicht gelesen</translation>
    </message>
    <message>
        <source>Nobody looked at it when this sample was taken.</source>
        <translation>Niemand sah hin, als diese Messung entstand.</translation>
    </message>
    <message>
        <source>Read It Now</source>
        <translation>Jetzt lesen</translation>
    </message>
    <message>
        <source>The sandbox does not tell it from outside. Inside it can be read, which starts a process in there for a moment.</source>
        <translation>Die Sandbox sagt es nicht von außen. In ihr lässt es sich lesen; dazu wird dort für einen Moment ein Prozess gestartet.</translation>
    </message>
    <message>
        <source>Read From Inside</source>
        <translation>Von innen lesen</translation>
    </message>
    <message>
        <source>Read from inside at generation %1, and as it was then.</source>
        <translation>Von innen gelesen in Generation %1, auf dem Stand von damals.</translation>
    </message>
    <message>
        <source>%1 Withheld: when this was recorded, * was put in place of each byte of arguments or environment. The length is that of the original.</source>
        <translation>%1 Zurückgehalten: Beim Aufzeichnen trat * an die Stelle jedes Bytes von Argumenten oder Umgebung. Die Länge ist die des Originals.</translation>
    </message>
    <message>
        <source>Not Started Yet</source>
        <translation>Noch nicht gestartet</translation>
    </message>
    <message>
        <source>The process that is selected starts at a later moment.</source>
        <translation>Der ausgewählte Prozess beginnt in einem späteren Moment.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::Photographer</name>
    <message>
        <source> (%1, line %2)</source>
        <translation> (%1, Zeile %2)</translation>
    </message>
    <message>
        <source> (%1)</source>
        <translation> (%1)</translation>
    </message>
    <message>
        <source>%1: %2%3</source>
        <translation>%1: %2%3</translation>
    </message>
    <message>
        <source>The source gave nothing to show within %1 seconds.</source>
        <translation>Die Quelle lieferte innerhalb von %1 Sekunden nichts.</translation>
    </message>
    <message>
        <source>The scenario has %1 steps, so there is no step %2.</source>
        <translation>Das Szenario hat %1 Schritte, also gibt es keinen Schritt %2.</translation>
    </message>
    <message>
        <source>There is no process %1 at generation %2.</source>
        <translation>In Generation %2 gibt es keinen Prozess %1.</translation>
    </message>
    <message>
        <source>Cannot write %1; choose another file or folder.</source>
        <translation>%1 lässt sich nicht schreiben; wählen Sie eine andere Datei oder einen anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::PlayerBar</name>
    <message>
        <source>Player</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>%1 per second</source>
        <translation>%1 pro Sekunde</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>How many steps a second playing takes</source>
        <translation>Wie viele Schritte pro Sekunde abgespielt werden</translation>
    </message>
    <message>
        <source>Note on this step</source>
        <translation>Notiz zu diesem Schritt</translation>
    </message>
    <message>
        <source>Searching at step %1 of %2 · Esc stops</source>
        <translation>Suche bei Schritt %1 von %2 · Esc bricht ab</translation>
    </message>
    <message>
        <source>Sample %1 of %2</source>
        <translation>Messung %1 von %2</translation>
    </message>
    <message>
        <source>Step %1 of %2 · generation %3 · %4</source>
        <translation>Schritt %1 von %2 · Generation %3 · %4</translation>
    </message>
    <message>
        <source>Live · %1 · %2</source>
        <translation>Live · %1 · %2</translation>
    </message>
    <message>
        <source>Paused at %1 · %2</source>
        <translation>Angehalten bei %1 · %2</translation>
    </message>
    <message>
        <source> · %1 newer</source>
        <translation> · %1 neuere</translation>
    </message>
    <message>
        <source> · no room for more</source>
        <translation> · kein Platz für mehr</translation>
    </message>
</context>
<context>
    <name>sandscope::app::ProcPage</name>
    <message>
        <source>Files below /proc</source>
        <translation>Dateien unter /proc</translation>
    </message>
</context>
<context>
    <name>sandscope::app::ProcessPage</name>
    <message>
        <source>Filter by name, command or id</source>
        <translation>Nach Name, Befehl oder PID filtern</translation>
    </message>
    <message>
        <source>Filter processes</source>
        <translation>Prozesse filtern</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>No Processes Yet</source>
        <translation>Noch keine Prozesse</translation>
    </message>
    <message>
        <source>Step forward to start the first one.</source>
        <translation>Gehen Sie einen Schritt vor, um den ersten zu starten.</translation>
    </message>
    <message>
        <source>No Process Matches “%1”</source>
        <translation>Kein Prozess passt zu „%1“</translation>
    </message>
    <message numerus="yes">
        <source>%n hidden by the filter.</source>
        <translation>
            <numerusform>%n durch den Filter ausgeblendet.</numerusform>
            <numerusform>%n durch den Filter ausgeblendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear Filter</source>
        <translation>Filter löschen</translation>
    </message>
</context>
<context>
    <name>sandscope::app::ProcessView</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>thread</source>
        <translation>Thread</translation>
    </message>
    <message>
        <source>Processes and threads</source>
        <translation>Prozesse und Threads</translation>
    </message>
    <message>
        <source>Left and Right fold and unfold, digits jump to a process id.</source>
        <translation>Links und Rechts klappen ein und aus, Ziffern springen zu einer PID.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::RawPane</name>
    <message>
        <source>Bytes of the file, line by line</source>
        <translation>Bytes der Datei, Zeile für Zeile</translation>
    </message>
    <message>
        <source>Fields of the file</source>
        <translation>Felder der Datei</translation>
    </message>
    <message>
        <source>File to show</source>
        <translation>Anzuzeigende Datei</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>How to show the bytes</source>
        <translation>Wie die Bytes angezeigt werden</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>Decoded</source>
        <translation>Dekodiert</translation>
    </message>
    <message>
        <source>(folder)</source>
        <translation>(Ordner)</translation>
    </message>
    <message>
        <source>Bytes of the file and of the baseline, line by line</source>
        <translation>Bytes der Datei und der Vergleichsbasis, Zeile für Zeile</translation>
    </message>
</context>
<context>
    <name>sandscope::app::RecordDialog</name>
    <message>
        <source>&amp;Withhold arguments and environment</source>
        <translation>Argumente und Umgebung &amp;zurückhalten</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>Choose a File</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>The last 5 minutes</source>
        <translation>Die letzten 5 Minuten</translation>
    </message>
    <message>
        <source>The last 30 minutes</source>
        <translation>Die letzten 30 Minuten</translation>
    </message>
    <message>
        <source>The last 2 hours</source>
        <translation>Die letzten 2 Stunden</translation>
    </message>
    <message>
        <source>The last 100 MB</source>
        <translation>Die letzten 100 MB</translation>
    </message>
    <message>
        <source>The last 1 GB</source>
        <translation>Die letzten 1 GB</translation>
    </message>
    <message>
        <source>* stands for each byte of what may be secret; the length stays</source>
        <translation>* steht für jedes Byte, das geheim sein könnte; die Länge bleibt</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>&amp;Datei:</translation>
    </message>
    <message>
        <source>&amp;Keep:</source>
        <translation>&amp;Behalten:</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Aufzeichnen</translation>
    </message>
    <message>
        <source>Record Into</source>
        <translation>Aufzeichnen in</translation>
    </message>
    <message>
        <source>Recordings (*.sandscope)</source>
        <translation>Aufzeichnungen (*.sandscope)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>sandscope::app::ShortcutSheet</name>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Pane %1</source>
        <translation>Bereich %1</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>In the address atlas: walk the mappings, select several</source>
        <translation>Im Adressatlas: Abbildungen abgehen, mehrere auswählen</translation>
    </message>
    <message>
        <source>arrows, Shift+arrows</source>
        <translation>Pfeile, Umschalt+Pfeile</translation>
    </message>
    <message>
        <source>In the address atlas: nearer, farther, everything</source>
        <translation>Im Adressatlas: näher, ferner, alles</translation>
    </message>
    <message>
        <source>+ − Ctrl+0</source>
        <translation>+ − Strg+0</translation>
    </message>
    <message>
        <source>In the address atlas: move, show the selection large</source>
        <translation>Im Adressatlas: verschieben, die Auswahl groß zeigen</translation>
    </message>
    <message>
        <source>Page Up, Page Down, Return</source>
        <translation>Bild auf, Bild ab, Eingabe</translation>
    </message>
    <message>
        <source>In the process list: unfold, or go to the first child</source>
        <translation>In der Prozessliste: ausklappen oder zum ersten Kind gehen</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>In the process list: fold, or go to the parent</source>
        <translation>In der Prozessliste: einklappen oder zum Elternprozess gehen</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>In the process list: unfold, fold, unfold all</source>
        <translation>In der Prozessliste: ausklappen, einklappen, alles ausklappen</translation>
    </message>
    <message>
        <source>+ − *</source>
        <translation>+ − *</translation>
    </message>
    <message>
        <source>In the process list: go to a process id</source>
        <translation>In der Prozessliste: zu einer PID gehen</translation>
    </message>
    <message>
        <source>digits</source>
        <translation>Ziffern</translation>
    </message>
    <message>
        <source>In the filter field: clear, then back to the list</source>
        <translation>Im Filterfeld: löschen, dann zurück zur Liste</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>sandscope::app::StartPage</name>
    <message>
        <source>Start Page</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Look into the processes of a sandbox: step by step, file by file.</source>
        <translation>Blicken Sie in die Prozesse einer Sandbox: Schritt für Schritt, Datei für Datei.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>A /proc tree or a capture that was recorded from a real kernel.</source>
        <translation>Ein /proc-Baum oder eine Aufzeichnung von einem echten Kernel.</translation>
    </message>
    <message>
        <source>The processes that run here now.</source>
        <translation>Die Prozesse, die hier gerade laufen.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Start Scenario</source>
        <translation>Szenario starten</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>Lektionen</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>gVisor Sandboxes</source>
        <translation>gVisor-Sandboxes</translation>
    </message>
    <message>
        <source>Process %1, state in %2</source>
        <translation>Prozess %1, Zustand in %2</translation>
    </message>
    <message>
        <source>A scenario of your own, a log of strace, a recording, or a saved state.</source>
        <translation>Ein eigenes Szenario, ein Protokoll von strace, eine Aufzeichnung oder ein gespeicherter Zustand.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::TablePane</name>
    <message>
        <source>%1, field by field</source>
        <translation>%1, Feld für Feld</translation>
    </message>
    <message>
        <source>Meaning of the current field</source>
        <translation>Bedeutung des aktuellen Feldes</translation>
    </message>
    <message>
        <source>Choose a row to read what it means.</source>
        <translation>Wählen Sie eine Zeile, um zu lesen, was sie bedeutet.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>sandscope::app::ThreadsPane</name>
    <message>
        <source>Threads, one a row</source>
        <translation>Threads, einer je Zeile</translation>
    </message>
    <message>
        <source>No Threads Listed</source>
        <translation>Keine Threads aufgeführt</translation>
    </message>
    <message>
        <source>The kernel lists none: the process has ended, or this source tells of processes alone, as runsc trace procfs does.</source>
        <translation>Der Kernel führt keine auf: Der Prozess ist beendet, oder diese Quelle nennt nur Prozesse, wie runsc trace procfs.</translation>
    </message>
</context>
<context>
    <name>sandscope::app::TimelineLegend</name>
    <message>
        <source>Signs on the timeline</source>
        <translation>Zeichen auf der Zeitleiste</translation>
    </message>
</context>
<context>
    <name>sandscope::app::TimelineView</name>
    <message>
        <source>All tasks</source>
        <translation>Alle Tasks</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>What happened, moment by moment. Click or drag to look at another one; Left and Right go to the next, with Ctrl to the next mark; the wheel, + and - zoom, 0 shows all.</source>
        <translation>Was geschah, Zeitpunkt für Zeitpunkt. Klicken oder ziehen Sie, um einen anderen zu sehen; Links und Rechts gehen zum nächsten, mit Strg zur nächsten Marke; Mausrad, + und - vergrößern und verkleinern, 0 zeigt alles.</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>sample %1 of %2</source>
        <translation>Messung %1 von %2</translation>
    </message>
    <message>
        <source>%1: not known yet</source>
        <translation>%1: noch nicht bekannt</translation>
    </message>
    <message>
        <source>%1, generation %2: %3</source>
        <translation>%1, Generation %2: %3</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>Messung %1</translation>
    </message>
    <message>
        <source>It is not known yet what happened.</source>
        <translation>Es ist noch nicht bekannt, was geschah.</translation>
    </message>
    <message>
        <source>%1 · generation %2 · %3</source>
        <translation>%1 · Generation %2 · %3</translation>
    </message>
    <message>
        <source>%1 of 1 task</source>
        <translation>%1 von 1 Task</translation>
    </message>
    <message>
        <source>%1 of %2 tasks</source>
        <translation>%1 von %2 Tasks</translation>
    </message>
    <message>
        <source>It was not run yet.</source>
        <translation>Es wurde noch nicht ausgeführt.</translation>
    </message>
    <message>
        <source>%1 earlier samples were dropped to save memory.</source>
        <translation>%1 frühere Messungen wurden verworfen, um Speicher zu sparen.</translation>
    </message>
    <message>
        <source>Nothing was sampled for %1.</source>
        <translation>%1 lang wurde nichts gemessen.</translation>
    </message>
    <message>
        <source>Steps %1 to %2</source>
        <translation>Schritte %1 bis %2</translation>
    </message>
    <message>
        <source>Samples %1 to %2</source>
        <translation>Messungen %1 bis %2</translation>
    </message>
    <message>
        <source>%1: %2
%3</source>
        <translation>%1: %2
%3</translation>
    </message>
</context>
<context>
    <name>sandscope::model::AuxvTableModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>kein Unterschied</translation>
    </message>
    <message>
        <source>Was</source>
        <translation>War</translation>
    </message>
</context>
<context>
    <name>sandscope::model::ComparedRows</name>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>verschwunden</translation>
    </message>
    <message>
        <source>was empty</source>
        <translation>war leer</translation>
    </message>
    <message>
        <source>was %1</source>
        <translation>war %1</translation>
    </message>
</context>
<context>
    <name>sandscope::model::FieldTableModel</name>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>kein Unterschied</translation>
    </message>
    <message>
        <source>Was</source>
        <translation>War</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
</context>
<context>
    <name>sandscope::model::FindModel</name>
    <message>
        <source>Column %1: %2</source>
        <translation>Spalte %1: %2</translation>
    </message>
    <message>
        <source>Below the folder of the task; empty where it is known without a file</source>
        <translation>Unterhalb des Ordners des Tasks; leer, wo es ohne Datei bekannt ist</translation>
    </message>
    <message>
        <source>Of the file, where its lines are counted</source>
        <translation>In der Datei, wo ihre Zeilen gezählt werden</translation>
    </message>
    <message>
        <source>The whole line; of other files the value</source>
        <translation>Die ganze Zeile; bei anderen Dateien der Wert</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
</context>
<context>
    <name>sandscope::model::History</name>
    <message>
        <source>signal %1</source>
        <translation>Signal %1</translation>
    </message>
    <message>
        <source>ended after generation %1</source>
        <translation>endete nach Generation %1</translation>
    </message>
    <message>
        <source>exited with code %1 at generation %2</source>
        <translation>endete bei Generation %2 mit Code %1</translation>
    </message>
    <message>
        <source>killed by %1 at generation %2</source>
        <translation>wurde bei Generation %2 von %1 beendet</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>exited (%1)</source>
        <translation>beendet (%1)</translation>
    </message>
</context>
<context>
    <name>sandscope::model::HostReader</name>
    <message>
        <source>The mappings of this process are not known, so nobody can say where this computer has them.</source>
        <translation>Die Abbildungen dieses Prozesses sind nicht bekannt; niemand kann sagen, wo dieser Computer sie hat.</translation>
    </message>
    <message>
        <source>You may not read the mappings of process %1 of this computer (%2). Run this program as the user who started the sandbox, or as root.</source>
        <translation>Sie dürfen die Abbildungen von Prozess %1 dieses Computers nicht lesen (%2). Starten Sie dieses Programm als der Benutzer, der die Sandbox gestartet hat, oder als root.</translation>
    </message>
    <message>
        <source>Reading the mappings of process %1 of this computer failed with %2.</source>
        <translation>Das Lesen der Abbildungen von Prozess %1 dieses Computers schlug mit %2 fehl.</translation>
    </message>
    <message>
        <source>No process of this computer maps memory of the sandbox at the addresses of a guest: the platform %1 has no stubs.</source>
        <translation>Kein Prozess dieses Computers bildet Speicher der Sandbox an den Adressen eines Gastes ab: Die Plattform %1 hat keine Stubs.</translation>
    </message>
    <message>
        <source>No process of this computer maps memory of the sandbox at the addresses of a guest.</source>
        <translation>Kein Prozess dieses Computers bildet Speicher der Sandbox an den Adressen eines Gastes ab.</translation>
    </message>
    <message>
        <source>No process of this computer maps what this process of the sandbox has: it changed in between, or has not run yet. Refresh to look once more.</source>
        <translation>Kein Prozess dieses Computers bildet ab, was dieser Prozess der Sandbox hat: Er hat sich inzwischen geändert oder lief noch nicht. Aktualisieren Sie, um noch einmal nachzusehen.</translation>
    </message>
    <message>
        <source>The processes of this computer cannot be listed: %1.</source>
        <translation>Die Prozesse dieses Computers lassen sich nicht auflisten: %1.</translation>
    </message>
    <message>
        <source>%1 (process %2) cannot be seen: it has ended, or this computer hides processes of other users (hidepid).</source>
        <translation>%1 (Prozess %2) ist nicht zu sehen: Er ist zu Ende, oder dieser Computer verbirgt Prozesse anderer Benutzer (hidepid).</translation>
    </message>
    <message>
        <source>Sentry</source>
        <translation>Sentry</translation>
    </message>
    <message>
        <source>Gofer</source>
        <translation>Gofer</translation>
    </message>
    <message>
        <source>Stub</source>
        <translation>Stub</translation>
    </message>
    <message>
        <source>Helper</source>
        <translation>Helfer</translation>
    </message>
    <message>
        <source>The kernel of the sandbox, and all of its memory.</source>
        <translation>Der Kernel der Sandbox und ihr ganzer Speicher.</translation>
    </message>
    <message>
        <source>Opens files of this computer for the sandbox.</source>
        <translation>Öffnet Dateien dieses Computers für die Sandbox.</translation>
    </message>
    <message>
        <source>Lends the sandbox an address space in which the code of a guest runs. Its memory is that of the sentry, so sizes of both count it.</source>
        <translation>Leiht der Sandbox einen Adressraum, in dem der Code eines Gastes läuft. Sein Speicher ist der des Sentrys; die Größen beider zählen ihn mit.</translation>
    </message>
    <message>
        <source>A child of the gofer.</source>
        <translation>Ein Kind des Gofers.</translation>
    </message>
    <message>
        <source>On this computer, process %1 has this memory.</source>
        <translation>Auf diesem Computer hat Prozess %1 diesen Speicher.</translation>
    </message>
    <message>
        <source>On this computer, one of the processes %1 has this memory; which one cannot be told, since their addresses are the same.</source>
        <translation>Auf diesem Computer hat einer der Prozesse %1 diesen Speicher; welcher, lässt sich nicht sagen, denn ihre Adressen sind gleich.</translation>
    </message>
    <message>
        <source>The memory file of the sandbox may not be looked at (%1), so what of it is committed is not known.</source>
        <translation>Die Speicherdatei der Sandbox darf nicht angesehen werden (%1); was von ihr belegt ist, bleibt unbekannt.</translation>
    </message>
    <message>
        <source>Host: nothing of these %1 is mapped.</source>
        <translation>Host: Von diesen %1 ist nichts abgebildet.</translation>
    </message>
    <message>
        <source>%1 of the memory file, %2 of it committed</source>
        <translation>%1 der Speicherdatei, davon %2 belegt</translation>
    </message>
    <message>
        <source>%1 of the memory file</source>
        <translation>%1 der Speicherdatei</translation>
    </message>
    <message>
        <source>%1 of files of this computer</source>
        <translation>%1 aus Dateien dieses Computers</translation>
    </message>
    <message>
        <source>Host: of these %1 are mapped: %2.</source>
        <translation>Host: Von diesen %1 sind abgebildet: %2.</translation>
    </message>
</context>
<context>
    <name>sandscope::model::HostTable</name>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
</context>
<context>
    <name>sandscope::model::KindTableModel</name>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Rss</source>
        <translation>Rss</translation>
    </message>
    <message>
        <source>Pss</source>
        <translation>Pss</translation>
    </message>
    <message>
        <source>Dirty</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Every line of the file.</source>
        <translation>Jede Zeile der Datei.</translation>
    </message>
    <message>
        <source>Some mappings do not tell it.</source>
        <translation>Manche Abbildungen sagen es nicht.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
</context>
<context>
    <name>sandscope::model::LensModel</name>
    <message>
        <source>same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>different</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>umbenannt</translation>
    </message>
    <message>
        <source>absent in %1</source>
        <translation>fehlt in %1</translation>
    </message>
    <message>
        <source>Since %1.</source>
        <translation>Seit %1.</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>sandscope::model::LensTextModel</name>
    <message>
        <source>no such line</source>
        <translation>keine solche Zeile</translation>
    </message>
    <message>
        <source>%1, different</source>
        <translation>%1, verschieden</translation>
    </message>
</context>
<context>
    <name>sandscope::model::NamespaceTable</name>
    <message>
        <source>Mount</source>
        <translation>Mount</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>Net</source>
        <translation>Net</translation>
    </message>
    <message>
        <source>IPC</source>
        <translation>IPC</translation>
    </message>
    <message>
        <source>UTS</source>
        <translation>UTS</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Cgroup</source>
        <translation>Cgroup</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message numerus="yes">
        <source>%1 namespace %2 (number %3), with %n process(es)</source>
        <translation>
            <numerusform>%1-Namensraum %2 (Nummer %3), mit %n Prozess</numerusform>
            <numerusform>%1-Namensraum %2 (Nummer %3), mit %n Prozessen</numerusform>
        </translation>
    </message>
    <message>
        <source>Known of the simulation; %1 prints no such link.</source>
        <translation>Aus der Simulation bekannt; %1 gibt keinen solchen Verweis aus.</translation>
    </message>
    <message>
        <source>Nothing tells whether two processes share it.</source>
        <translation>Nichts sagt, ob zwei Prozesse ihn teilen.</translation>
    </message>
    <message>
        <source>%1 namespace</source>
        <translation>%1-Namensraum</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>PID ns</source>
        <translation>PID-Raum</translation>
    </message>
    <message>
        <source>%1 (number %2)</source>
        <translation>%1 (Nummer %2)</translation>
    </message>
</context>
<context>
    <name>sandscope::model::ProcSource</name>
    <message>
        <source>Cannot Open Folder</source>
        <translation>Ordner lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>There is no folder “%1”. Check the path.</source>
        <translation>Es gibt keinen Ordner „%1“. Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>“%1” is not a folder. A proc source is a folder that is laid out like /proc.</source>
        <translation>„%1“ ist kein Ordner. Eine proc-Quelle ist ein Ordner, der wie /proc aufgebaut ist.</translation>
    </message>
    <message>
        <source>You may not read the folder “%1”. Change its permissions, or run this program as a user who may.</source>
        <translation>Sie dürfen den Ordner „%1“ nicht lesen. Ändern Sie seine Rechte oder starten Sie das Programm als Benutzer, der es darf.</translation>
    </message>
    <message>
        <source>Reading the folder “%1” failed with %2.</source>
        <translation>Das Lesen des Ordners „%1“ schlug mit %2 fehl.</translation>
    </message>
    <message>
        <source>too many entries</source>
        <translation>zu viele Einträge</translation>
    </message>
    <message>
        <source>Cannot Open Capture</source>
        <translation>Aufzeichnung lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>“%1” cannot be read (%2). Change its permissions, or open a copy of the capture.</source>
        <translation>„%1“ ist nicht lesbar (%2). Ändern Sie die Rechte oder öffnen Sie eine Kopie der Aufzeichnung.</translation>
    </message>
    <message>
        <source>Damaged Capture</source>
        <translation>Beschädigte Aufzeichnung</translation>
    </message>
    <message>
        <source>The index of this capture is damaged in line %1 of “%2”: %3 Take the capture again, or restore the file.</source>
        <translation>Das Verzeichnis dieser Aufzeichnung ist in Zeile %1 von „%2“ beschädigt: %3 Zeichnen Sie erneut auf oder stellen Sie die Datei wieder her.</translation>
    </message>
    <message>
        <source>Folder Is Gone</source>
        <translation>Der Ordner ist verschwunden</translation>
    </message>
    <message>
        <source>The folder “%1” was removed, renamed or replaced. What was read from it stays on screen; restart to read what is there now.</source>
        <translation>Der Ordner „%1“ wurde entfernt, umbenannt oder ersetzt. Was daraus gelesen wurde, bleibt angezeigt; beginnen Sie neu, um zu lesen, was jetzt da ist.</translation>
    </message>
    <message>
        <source>/proc on this computer</source>
        <translation>/proc auf diesem Computer</translation>
    </message>
    <message>
        <source>The Process Has Ended</source>
        <translation>Der Prozess ist beendet</translation>
    </message>
    <message>
        <source>No Such Process</source>
        <translation>Kein solcher Prozess</translation>
    </message>
    <message>
        <source>“%1” is a capture. Only of a live /proc or of a plain copy can one subtree be opened; leave “?root=%2” out.</source>
        <translation>„%1“ ist eine Aufzeichnung. Nur von einem laufenden /proc oder einer einfachen Kopie lässt sich ein Teilbaum öffnen; lassen Sie „?root=%2“ weg.</translation>
    </message>
    <message>
        <source>Process %1, whose subtree is shown, is gone. What was read stays on screen; open the whole folder to see what its children do.</source>
        <translation>Prozess %1, dessen Teilbaum gezeigt wird, ist beendet. Was gelesen wurde, bleibt auf dem Bildschirm; öffnen Sie den ganzen Ordner, um zu sehen, was seine Kinder tun.</translation>
    </message>
    <message>
        <source>There is no process %1. A subtree begins at the pid of a process, not at that of a thread.</source>
        <translation>Es gibt keinen Prozess %1. Ein Teilbaum beginnt bei der PID eines Prozesses, nicht bei der eines Threads.</translation>
    </message>
    <message>
        <source>%1, process %2 and its descendants</source>
        <translation>%1, Prozess %2 und seine Nachkommen</translation>
    </message>
    <message>
        <source>“%1” lists no process 1, so it seems to hide processes of other users (hidepid). Root sees them, and the group that its option gid names.</source>
        <translation>„%1“ nennt keinen Prozess 1, verbirgt also wohl Prozesse anderer Benutzer (hidepid). root sieht sie und die Gruppe, die die Option gid nennt.</translation>
    </message>
    <message>
        <source>In “%1” there is neither a process nor a file of /proc. Open the folder “proc” below it.</source>
        <translation>In „%1“ gibt es weder einen Prozess noch eine Datei von /proc. Öffnen Sie den Ordner „proc“ darunter.</translation>
    </message>
    <message>
        <source>In “%1” there is neither a process nor a file of /proc. A proc source is a folder that is laid out like /proc.</source>
        <translation>In „%1“ gibt es weder einen Prozess noch eine Datei von /proc. Eine proc-Quelle ist ein Ordner, der wie /proc aufgebaut ist.</translation>
    </message>
    <message>
        <source>No /proc Tree Here</source>
        <translation>Hier ist kein /proc-Baum</translation>
    </message>
</context>
<context>
    <name>sandscope::model::ProcTreeModel</name>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>link</source>
        <translation>Verweis</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Size or Target</source>
        <translation>Größe oder Ziel</translation>
    </message>
</context>
<context>
    <name>sandscope::model::RawModel</name>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>Zeichen</translation>
    </message>
</context>
<context>
    <name>sandscope::model::RecordingSource</name>
    <message>
        <source>no reason is known</source>
        <translation>ein Grund ist nicht bekannt</translation>
    </message>
    <message>
        <source>There is no file “%1”. Check the path.</source>
        <translation>Es gibt keine Datei „%1“. Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>You may not read “%1”. Change its permissions, or copy it to where you may.</source>
        <translation>Sie dürfen „%1“ nicht lesen. Ändern Sie die Rechte, oder kopieren Sie die Datei dorthin, wo Sie es dürfen.</translation>
    </message>
    <message>
        <source>“%1” is not a file. A recording is a file that “sandscope-cli record” or File &gt; Record wrote.</source>
        <translation>„%1“ ist keine Datei. Eine Aufzeichnung ist eine Datei, die „sandscope-cli record“ oder Datei &gt; Aufzeichnen geschrieben hat.</translation>
    </message>
    <message>
        <source>“%1” holds no moment: it was ended before the first one was written, none is written yet, or it was copied without the “%1-wal” beside it, which belongs to a recording that runs.</source>
        <translation>„%1“ enthält keinen Moment: Sie wurde beendet, bevor der erste geschrieben war, es ist noch keiner geschrieben, oder sie wurde ohne „%1-wal“ daneben kopiert, was zu einer laufenden Aufzeichnung gehört.</translation>
    </message>
    <message>
        <source>“%1” is not a recording. A recording is a file that “sandscope-cli record” or File &gt; Record wrote.</source>
        <translation>„%1“ ist keine Aufzeichnung. Eine Aufzeichnung ist eine Datei, die „sandscope-cli record“ oder Datei &gt; Aufzeichnen geschrieben hat.</translation>
    </message>
    <message>
        <source>“%1” has format %2, which is newer than this program. Open it with a newer Sandscope.</source>
        <translation>„%1“ hat das Format %2, das neuer ist als dieses Programm. Öffnen Sie die Datei mit einem neueren Sandscope.</translation>
    </message>
    <message>
        <source>“%1” is damaged, and nothing of it can be shown: %2. Take another copy of it.</source>
        <translation>„%1“ ist beschädigt, und nichts davon lässt sich zeigen: %2. Nehmen Sie eine andere Kopie.</translation>
    </message>
    <message>
        <source>The recording “%1” was not ended, and what was written last is in “%1-wal”. Copy both into a folder that you may write to, and open the copy.</source>
        <translation>Die Aufzeichnung „%1“ wurde nicht beendet, und was zuletzt geschrieben wurde, steht in „%1-wal“. Kopieren Sie beide in einen Ordner, in den Sie schreiben dürfen, und öffnen Sie die Kopie.</translation>
    </message>
    <message>
        <source>Opening “%1” was cancelled.</source>
        <translation>Das Öffnen von „%1“ wurde abgebrochen.</translation>
    </message>
    <message>
        <source>“%1” cannot be read: %2.</source>
        <translation>„%1“ lässt sich nicht lesen: %2.</translation>
    </message>
    <message>
        <source>A recording of “%1” (%2), written by %3.</source>
        <translation>Eine Aufzeichnung von „%1“ (%2), geschrieben von %3.</translation>
    </message>
    <message>
        <source>Begun at %1.</source>
        <translation>Begonnen um %1.</translation>
    </message>
    <message>
        <source>Arguments and environment are withheld.</source>
        <translation>Argumente und Umgebung sind zurückgehalten.</translation>
    </message>
    <message>
        <source>It holds these files of each process: %1.</source>
        <translation>Sie enthält diese Dateien jedes Prozesses: %1.</translation>
    </message>
    <message>
        <source>Looked at when it was begun: %1.</source>
        <translation>Betrachtet, als sie begann: %1.</translation>
    </message>
    <message>
        <source>This recording is damaged. %1 of its moments are left out, which are not what was written or build on such; %2 are whole.</source>
        <translation>Diese Aufzeichnung ist beschädigt. %1 ihrer Momente sind ausgelassen, weil sie nicht sind, was geschrieben wurde, oder auf solchen aufbauen; %2 sind ganz.</translation>
    </message>
    <message>
        <source>Cannot Open Recording</source>
        <translation>Aufzeichnung kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Cannot Record</source>
        <translation>Aufzeichnen nicht möglich</translation>
    </message>
    <message>
        <source>“%1” is there already; name a new file.</source>
        <translation>„%1“ gibt es schon; nennen Sie eine neue Datei.</translation>
    </message>
    <message>
        <source>There is no room left for “%1”. What was recorded is whole; make room, and record into another file.</source>
        <translation>Für „%1“ ist kein Platz mehr. Was aufgezeichnet wurde, ist ganz; schaffen Sie Platz, und zeichnen Sie in eine andere Datei auf.</translation>
    </message>
    <message>
        <source>“%1” cannot be made: there is no such folder.</source>
        <translation>„%1“ kann nicht angelegt werden: Den Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>“%1” cannot be written: %2. What was recorded before is whole.</source>
        <translation>„%1“ lässt sich nicht schreiben: %2. Was vorher aufgezeichnet wurde, ist ganz.</translation>
    </message>
    <message>
        <source>This Moment Cannot Be Shown</source>
        <translation>Dieser Moment kann nicht gezeigt werden</translation>
    </message>
</context>
<context>
    <name>sandscope::model::RunscSource</name>
    <message>
        <source>Unknown Sandbox Name</source>
        <translation>Unbekannter Sandbox-Name</translation>
    </message>
    <message>
        <source>“%1” is no name of a sandbox: letters, digits and + - . _ are. A source is runsc:SANDBOX?root=FOLDER.</source>
        <translation>„%1“ ist kein Name einer Sandbox: Buchstaben, Ziffern und + - . _ sind es. Eine Quelle heißt runsc:SANDBOX?root=ORDNER.</translation>
    </message>
    <message>
        <source>“%1=%2” is no option of a sandbox. Possible are root=FOLDER, runsc=PROGRAM and inside=yes.</source>
        <translation>„%1=%2“ ist keine Option einer Sandbox. Möglich sind root=ORDNER, runsc=PROGRAMM und inside=yes.</translation>
    </message>
    <message>
        <source>One generation is kept.</source>
        <translation>Eine Generation bleibt erhalten.</translation>
    </message>
    <message>
        <source>%1 generations are kept.</source>
        <translation>%1 Generationen bleiben erhalten.</translation>
    </message>
    <message>
        <source>Nothing runs there; name the folder with ?root=FOLDER.</source>
        <translation>Dort läuft nichts; nennen Sie den Ordner mit ?root=ORDNER.</translation>
    </message>
    <message>
        <source>There are: %1.</source>
        <translation>Es gibt: %1.</translation>
    </message>
    <message>
        <source>answered with something else than a list of processes: %1</source>
        <translation>antwortete mit etwas anderem als einer Prozessliste: %1</translation>
    </message>
    <message>
        <source>ended with code %1.</source>
        <translation>endete mit Code %1.</translation>
    </message>
    <message>
        <source>ended with code %1: %2</source>
        <translation>endete mit Code %1: %2</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>lehnte ab: %1</translation>
    </message>
    <message>
        <source>did not answer in time and was given up.</source>
        <translation>antwortete nicht rechtzeitig und wurde aufgegeben.</translation>
    </message>
    <message>
        <source>answered with more than 256 MiB.</source>
        <translation>antwortete mit mehr als 256 MiB.</translation>
    </message>
    <message>
        <source>ended in the middle of its answer.</source>
        <translation>brach mitten in der Antwort ab.</translation>
    </message>
    <message>
        <source>was cancelled.</source>
        <translation>wurde abgebrochen.</translation>
    </message>
    <message>
        <source>failed with %1.</source>
        <translation>schlug mit %1 fehl.</translation>
    </message>
    <message>
        <source>The control socket</source>
        <translation>Der Steuer-Socket</translation>
    </message>
    <message>
        <source>Cannot Run runsc</source>
        <translation>runsc lässt sich nicht ausführen</translation>
    </message>
    <message>
        <source>“%1” cannot be run: the program is there, but you may not execute it. Change its permissions.</source>
        <translation>„%1“ lässt sich nicht ausführen: Das Programm ist da, aber Sie dürfen es nicht starten. Ändern Sie seine Rechte.</translation>
    </message>
    <message>
        <source>runsc Not Found</source>
        <translation>runsc nicht gefunden</translation>
    </message>
    <message>
        <source>“%1” cannot be run: there is no such program. Install the package runsc, or say where it is with &amp;runsc=PROGRAM.</source>
        <translation>„%1“ lässt sich nicht ausführen: Es gibt kein solches Programm. Installieren Sie das Paket runsc oder sagen Sie mit &amp;runsc=PROGRAMM, wo es ist.</translation>
    </message>
    <message>
        <source>Unknown Sandbox</source>
        <translation>Unbekannte Sandbox</translation>
    </message>
    <message>
        <source>There is no sandbox “%1” in “%2”. %3</source>
        <translation>Es gibt keine Sandbox „%1“ in „%2“. %3</translation>
    </message>
    <message>
        <source>Sandbox Not Permitted</source>
        <translation>Sandbox nicht erlaubt</translation>
    </message>
    <message>
        <source>You may not read the state of the sandboxes in “%1”. Run this program as the user who started them, who is root more often than not.</source>
        <translation>Sie dürfen den Zustand der Sandboxes in „%1“ nicht lesen. Starten Sie dieses Programm als der Benutzer, der sie gestartet hat, meist root.</translation>
    </message>
    <message>
        <source>Unknown Sandbox State</source>
        <translation>Unbekannter Sandbox-Zustand</translation>
    </message>
    <message>
        <source>What runsc wrote down about “%1” in “%2” is no state that this program knows. It may be of a newer release.</source>
        <translation>Was runsc über „%1“ in „%2“ aufgeschrieben hat, ist kein Zustand, den dieses Programm kennt. Vielleicht ist er von einer neueren Version.</translation>
    </message>
    <message>
        <source>Cannot Open Sandbox</source>
        <translation>Sandbox lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Reading the state of “%1” in “%2” failed with %3.</source>
        <translation>Das Lesen des Zustands von „%1“ in „%2“ schlug mit %3 fehl.</translation>
    </message>
    <message>
        <source>Sandbox “%1” Stopped</source>
        <translation>Sandbox „%1“ ist beendet</translation>
    </message>
    <message>
        <source>Its process has ended.</source>
        <translation>Ihr Prozess ist zu Ende.</translation>
    </message>
    <message>
        <source>Sandbox Not Understood</source>
        <translation>Sandbox nicht verstanden</translation>
    </message>
    <message>
        <source>Sandbox Does Not Answer</source>
        <translation>Sandbox antwortet nicht</translation>
    </message>
    <message>
        <source>Refresh to ask it once more.</source>
        <translation>Aktualisieren fragt sie noch einmal.</translation>
    </message>
    <message>
        <source>Sandbox Cannot Be Read</source>
        <translation>Sandbox nicht lesbar</translation>
    </message>
    <message>
        <source>Nothing Read from Inside</source>
        <translation>Nichts von innen gelesen</translation>
    </message>
    <message>
        <source>Sandbox “%1” has neither cat nor busybox nor toybox, so nothing in there can read a file for us. What the dump tells is all there is to be had.</source>
        <translation>Sandbox „%1“ hat weder cat noch busybox noch toybox; nichts darin kann eine Datei für uns lesen. Mehr als den Auszug gibt es nicht.</translation>
    </message>
    <message>
        <source>Sandbox “%1” is paused, and nothing can be started in it. Resume it first.</source>
        <translation>Sandbox „%1“ ist angehalten, und nichts lässt sich in ihr starten. Setzen Sie sie erst fort.</translation>
    </message>
    <message>
        <source>The reader in sandbox “%1” printed something else than the files asked for: %2</source>
        <translation>Der Leser in Sandbox „%1“ gab etwas anderes aus als die verlangten Dateien: %2</translation>
    </message>
    <message>
        <source>%1 files were read in %2 ms by a process started in the sandbox, which has ended. They are as they were then, and do not follow.</source>
        <translation>%1 Dateien las in %2 ms ein Prozess, der in der Sandbox gestartet wurde und zu Ende ist. Sie sind auf dem damaligen Stand und folgen nicht.</translation>
    </message>
    <message>
        <source>There were more than can be read at once.</source>
        <translation>Es waren mehr, als sich auf einmal lesen lassen.</translation>
    </message>
    <message>
        <source>Read from Inside</source>
        <translation>Von innen gelesen</translation>
    </message>
    <message>
        <source>asked by runsc in %1 ms, read in %2 ms</source>
        <translation>mit runsc gefragt in %1 ms, gelesen in %2 ms</translation>
    </message>
    <message>
        <source>asked over its socket in %1 ms, read in %2 ms</source>
        <translation>über ihren Socket gefragt in %1 ms, gelesen in %2 ms</translation>
    </message>
    <message>
        <source>sandbox %1</source>
        <translation>Sandbox %1</translation>
    </message>
</context>
<context>
    <name>sandscope::model::SavedSource</name>
    <message>
        <source>Cannot Open Saved State</source>
        <translation>Gespeicherter Zustand lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>A saved state is what “sandscope-cli save” wrote.</source>
        <translation>Ein gespeicherter Zustand ist, was „sandscope-cli save“ schrieb.</translation>
    </message>
    <message>
        <source>“%1” is larger than 256 MiB, which no saved state is.</source>
        <translation>„%1“ ist größer als 256 MiB; so groß ist kein gespeicherter Zustand.</translation>
    </message>
    <message>
        <source>“%1” cannot be opened. %2 Save the state again, with “sandscope-cli save”.</source>
        <translation>„%1“ lässt sich nicht öffnen. %2 Speichern Sie den Zustand erneut mit „sandscope-cli save“.</translation>
    </message>
    <message>
        <source>A state of “%1”, saved after %2 of its steps.</source>
        <translation>Ein Zustand von „%1“, gespeichert nach %2 Schritten.</translation>
    </message>
</context>
<context>
    <name>sandscope::model::ScenarioSource</name>
    <message>
        <source>Cannot Open Scenario</source>
        <translation>Szenario lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>These come with the program: %1.</source>
        <translation>Diese kommen mit dem Programm: %1.</translation>
    </message>
    <message>
        <source>Did you mean scenario:%1?</source>
        <translation>Meinten Sie scenario:%1?</translation>
    </message>
    <message>
        <source>There is no scenario “%1”. %2 A file of your own is named by its path, such as scenario:./%1.yaml.</source>
        <translation>Es gibt kein Szenario „%1“. %2 Eine eigene Datei wird mit ihrem Pfad benannt, etwa scenario:./%1.yaml.</translation>
    </message>
    <message>
        <source>A scenario is a YAML file.</source>
        <translation>Ein Szenario ist eine YAML-Datei.</translation>
    </message>
    <message>
        <source>“%1” is larger than 1 MiB. A scenario is a short YAML file.</source>
        <translation>„%1“ ist größer als 1 MiB. Ein Szenario ist eine kurze YAML-Datei.</translation>
    </message>
    <message>
        <source>Scenario Stopped</source>
        <translation>Szenario angehalten</translation>
    </message>
    <message>
        <source>The program was built without its schema.</source>
        <translation>Das Programm wurde ohne sein Schema gebaut.</translation>
    </message>
</context>
<context>
    <name>sandscope::model::Source</name>
    <message>
        <source>“%1” is not a file. %2</source>
        <translation>„%1“ ist keine Datei. %2</translation>
    </message>
    <message>
        <source>There is no file “%1”. Check the path.</source>
        <translation>Es gibt keine Datei „%1“. Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>You may not read “%1”. Change its permissions, or open a copy.</source>
        <translation>Sie dürfen „%1“ nicht lesen. Ändern Sie die Rechte oder öffnen Sie eine Kopie.</translation>
    </message>
    <message>
        <source>Reading “%1” failed with %2.</source>
        <translation>Das Lesen von „%1“ schlug mit %2 fehl.</translation>
    </message>
    <message>
        <source>There is no generation %1: the last one is %2. Ask for a smaller number.</source>
        <translation>Es gibt keine Generation %1: Die letzte ist %2. Wählen Sie eine kleinere Zahl.</translation>
    </message>
    <message>
        <source>There is no generation %1: the first one is %2. Ask for a greater number.</source>
        <translation>Es gibt keine Generation %1: Die erste ist %2. Wählen Sie eine größere Zahl.</translation>
    </message>
    <message>
        <source>No Such Generation</source>
        <translation>Keine solche Generation</translation>
    </message>
    <message>
        <source>No Such Step</source>
        <translation>Kein solcher Schritt</translation>
    </message>
    <message>
        <source>There is no step %1: the last one is %2.</source>
        <translation>Es gibt keinen Schritt %1: Der letzte ist %2.</translation>
    </message>
    <message>
        <source>Never So</source>
        <translation>Nie wahr</translation>
    </message>
    <message>
        <source>“%1” holds for no task at any of the %2 steps.</source>
        <translation>„%1“ ist für keinen Task in einem der %2 Schritte wahr.</translation>
    </message>
    <message>
        <source>Unknown Source</source>
        <translation>Unbekannte Quelle</translation>
    </message>
    <message>
        <source>%1 Possible are: %2.</source>
        <translation>%1 Möglich sind: %2.</translation>
    </message>
    <message>
        <source>The name of the source is empty.</source>
        <translation>Der Name der Quelle ist leer.</translation>
    </message>
    <message>
        <source>“%1” does not say what to open.</source>
        <translation>„%1“ sagt nicht, was zu öffnen ist.</translation>
    </message>
    <message>
        <source>There is no kind of source “%1”.</source>
        <translation>Es gibt keine Quelle der Art „%1“.</translation>
    </message>
    <message>
        <source>“%1” is a file of no known kind; a log of system calls is strace:%1.</source>
        <translation>„%1“ ist eine Datei unbekannter Art; ein Protokoll von Systemaufrufen ist strace:%1.</translation>
    </message>
    <message>
        <source>“%1” is not a source. Did you mean scenario:%1?</source>
        <translation>„%1“ ist keine Quelle. Meinten Sie scenario:%1?</translation>
    </message>
    <message>
        <source>“%1” is neither a source nor a folder.</source>
        <translation>„%1“ ist weder eine Quelle noch ein Ordner.</translation>
    </message>
    <message>
        <source>Cannot Be Opened</source>
        <translation>Lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>There is no “%1”.</source>
        <translation>„%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>“%1” is neither a folder nor a scenario (.yaml), a saved state (.saved), a recording (.sandscope) or a log of system calls (.strace, .log, .txt). A log of another name is opened by File &gt; Open File, where logs can be chosen.</source>
        <translation>„%1“ ist weder ein Ordner noch ein Szenario (.yaml), ein gespeicherter Zustand (.saved), eine Aufzeichnung (.sandscope) oder ein Protokoll von Systemaufrufen (.strace, .log, .txt). Ein Protokoll mit anderem Namen öffnet Datei &gt; Datei öffnen, wo sich Protokolle wählen lassen.</translation>
    </message>
</context>
<context>
    <name>sandscope::model::StepModel</name>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
</context>
<context>
    <name>sandscope::model::StepperEngine</name>
    <message>
        <source>… and %1 more.</source>
        <translation>… und %1 weitere.</translation>
    </message>
    <message>
        <source>Not an Expression</source>
        <translation>Kein Ausdruck</translation>
    </message>
    <message>
        <source>“%1” cannot be asked: %2</source>
        <translation>„%1“ lässt sich nicht fragen: %2</translation>
    </message>
</context>
<context>
    <name>sandscope::model::StraceSource</name>
    <message>
        <source>Cannot Open Log</source>
        <translation>Protokoll lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>%1 steps from %2 lines, replayed in a simulated kernel.</source>
        <translation>%1 Schritte aus %2 Zeilen, nachgespielt in einem simulierten Kernel.</translation>
    </message>
    <message>
        <source>One line is damaged: %2.</source>
        <translation>Eine Zeile ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>%1 lines are damaged and left out; the first one: %2.</source>
        <translation>%1 Zeilen sind beschädigt und ausgelassen; die erste: %2.</translation>
    </message>
    <message>
        <source>Where the log and the simulation differ the log wins, and the step is marked.</source>
        <translation>Wo Protokoll und Simulation sich unterscheiden, gilt das Protokoll, und der Schritt ist markiert.</translation>
    </message>
    <message>
        <source>A log is what strace or runsc --strace wrote.</source>
        <translation>Ein Protokoll ist, was strace oder runsc --strace schrieb.</translation>
    </message>
    <message>
        <source>“%1” is larger than 1 GiB. Cut it, or trace fewer calls.</source>
        <translation>„%1“ ist größer als 1 GiB. Kürzen Sie es oder zeichnen Sie weniger Aufrufe auf.</translation>
    </message>
    <message>
        <source>“%1” cannot be replayed: %2.</source>
        <translation>„%1“ lässt sich nicht nachspielen: %2.</translation>
    </message>
    <message>
        <source>“%1” is no name of a log: %2.</source>
        <translation>„%1“ ist kein Name eines Protokolls: %2.</translation>
    </message>
    <message>
        <source>The capture cannot be compared with: %1.</source>
        <translation>Mit der Aufzeichnung lässt sich nicht vergleichen: %1.</translation>
    </message>
    <message>
        <source>Replay Stopped</source>
        <translation>Nachspielen abgebrochen</translation>
    </message>
</context>
<context>
    <name>sandscope::model::SurveyTable</name>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>sandscope::model::VmaTableModel</name>
    <message>
        <source>Start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Inode</source>
        <translation>Inode</translation>
    </message>
    <message>
        <source>Rss</source>
        <translation>Rss</translation>
    </message>
    <message>
        <source>Pss</source>
        <translation>Pss</translation>
    </message>
    <message>
        <source>Private Dirty</source>
        <translation>Privat geändert</translation>
    </message>
    <message>
        <source>Private Clean</source>
        <translation>Privat unverändert</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Flags</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Was part of %1.</source>
        <translation>War Teil von %1.</translation>
    </message>
    <message>
        <source>Is part of %1 now.</source>
        <translation>Ist jetzt Teil von %1.</translation>
    </message>
    <message>
        <source>Perms</source>
        <translation>Rechte</translation>
    </message>
    <message>
        <source>Dirty</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Ausgelagert</translation>
    </message>
    <message>
        <source>Shared Dirty</source>
        <translation>Gemeinsam geändert</translation>
    </message>
    <message>
        <source>Shared Clean</source>
        <translation>Gemeinsam unverändert</translation>
    </message>
    <message>
        <source>Referenced</source>
        <translation>Benutzt</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwendung</translation>
    </message>
    <message>
        <source>A guess by its name and neighbours.</source>
        <translation>Aus Namen und Nachbarn erraten.</translation>
    </message>
    <message>
        <source>stack of thread %1</source>
        <translation>Stack von Thread %1</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>How much of the mapping this computer has committed: pages of the memory file of the sandbox, at the same addresses.</source>
        <translation>Wie viel der Abbildung dieser Computer wirklich belegt hat: Seiten der Speicherdatei der Sandbox an denselben Adressen.</translation>
    </message>
</context>
</TS>
