"""Signs DOCX files with LibreOffice, as its File → Digital Signatures does. Run by a Python that has ``uno``:

    sign_docx.py SOFFICE PROFILE NSS FILE…

``NSS`` is a folder with a certificate database whose only personal certificate signs. Each file gets its signature in
place. LibreOffice takes the database from ``MOZILLA_CERTIFICATE_FOLDER``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

READ_WRITE = 7
SECONDS = 60


def connected(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def sign(context: Any, path: Path) -> None:
    services = context.ServiceManager
    security = services.createInstanceWithContext("com.sun.star.xml.crypto.SEInitializer", context)
    environment = security.createSecurityContext("").getSecurityEnvironment()
    (certificate,) = environment.getPersonalCertificates()
    storages = services.createInstanceWithContext("com.sun.star.embed.StorageFactory", context)
    zipped = uno.Any("[]com.sun.star.beans.PropertyValue", (PropertyValue("StorageFormat", 0, "ZipFormat", 0),))
    arguments = (uno.systemPathToFileUrl(str(path)), READ_WRITE, zipped)
    storage = uno.invoke(storages, "createInstanceWithArguments", (arguments,))
    signer = services.createInstanceWithArgumentsAndContext(
        "com.sun.star.security.DocumentDigitalSignatures", ("1.2", True), context
    )
    if not signer.signDocumentWithCertificate(certificate, storage, None):
        sys.exit("LibreOffice did not sign")
    storage.commit()
    storage.dispose()


def main(soffice: str, profile: str, nss: str, *files: str) -> None:
    pipe = f"sign{uuid.uuid4().hex}"
    options = [f"-env:UserInstallation={Path(profile).resolve().as_uri()}", "--headless", "--norestore", "--nologo"]
    process = subprocess.Popen(
        [soffice, *options, f"--accept=pipe,name={pipe};urp;"],
        env={**os.environ, "MOZILLA_CERTIFICATE_FOLDER": f"sql:{Path(nss).resolve()}"},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        context = connected(pipe)
        for name in files:
            sign(context, Path(name).resolve())
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


main(*sys.argv[1:])
