"""SoftHSM tokens in a temporary folder, with a witness that writes down every call that reaches them."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from app.issuance.keys import KeyPlace
from app.issuance.orders import TokenPlace

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "482913"
LABEL = "registrar"


def witness() -> Path:
    """OpenSC's spy: a PKCS#11 module in front of another that logs each call."""
    return next(Path("/usr/lib").glob("*/pkcs11-spy.so"))


@cache
def _log() -> Path:
    """One for this whole process: a module that is loaded keeps the file that it opened."""
    folder = Path(tempfile.mkdtemp(prefix="tokens-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "calls.log"


def _logins() -> int:
    return len(re.findall(r"\bC_Login\b", _log().read_text("utf-8", "replace"))) if _log().exists() else 0


@dataclass(frozen=True)
class Token:
    """A token and where everything of it lies."""

    folder: Path
    place: TokenPlace
    before: int  # calls that the witness had written down when the token was made

    def with_pin(self, pin: str) -> TokenPlace:
        return replace(self.place, pin=pin)

    @property
    def logins(self) -> int:
        """How many PINs have reached the token."""
        return _logins() - self.before

    def unplug(self) -> None:
        (self.folder / "tokens").rename(self.folder / "in the pocket")

    def plug_in(self) -> None:
        (self.folder / "in the pocket").rename(self.folder / "tokens")


def a_token(folder: Path, key: KeyPlace, patch: pytest.MonkeyPatch) -> Token:
    """A token with this key on it; the chain lies in a file beside it."""
    (folder / "tokens").mkdir(parents=True)
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    patch.setenv("SOFTHSM2_CONF", str(conf))
    patch.setenv("PKCS11SPY", str(SOFTHSM))
    patch.setenv("PKCS11SPY_OUTPUT", str(_log()))
    held = load_pkcs12(key.path.read_bytes(), key.passphrase.encode())
    assert held.key is not None
    assert held.cert is not None
    pem = folder / "key.pem"
    pem.write_bytes(held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))  # type: ignore[union-attr]
    _softhsm("--init-token", "--free", "--label", LABEL, "--so-pin", "87654321", "--pin", PIN)
    _softhsm("--import", str(pem), "--token", LABEL, "--label", "sign", "--id", "a1b2", "--pin", PIN)
    pem.unlink()
    chain = folder / "chain.pem"
    certificates = [held.cert.certificate, *(each.certificate for each in held.additional_certs)]
    chain.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
    return Token(
        folder, TokenPlace(witness(), LABEL, PIN, folder / "data" / "pin", key="sign", certificates=chain), _logins()
    )


def _softhsm(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, env=os.environ)


def put_certificates_on(token: Token) -> TokenPlace:
    """The chain goes onto the token itself; the settings name no file."""
    import pkcs11

    assert token.place.certificates is not None
    module = pkcs11.lib(str(witness()))  # it may not be loaded twice by two names
    module.reinitialize()
    with module.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        for each in x509.load_pem_x509_certificates(token.place.certificates.read_bytes()):
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.SUBJECT: each.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: each.public_bytes(Encoding.DER),
                }
            )
    module.finalize()
    return replace(token.place, certificates=None)
