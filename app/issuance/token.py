"""The registrar's key on a token (憑證載具): a card, a stick or an HSM that signs and never gives the key away.

The one door to PKCS#11. The module is the vendor's library, a ``.so`` or ``.dll`` named in the settings; it is loaded
in the worker process only. The token gets a digest and gives a signature; if it insists on hashing by itself it gets
the few hundred bytes of signed attributes.

**A PIN is never tried twice.** Three wrong tries block a real token, and no program can take that back. Before a PIN is
sent, a small file in the data folder says "being tried"; only when the token took it is the file removed. A refusal, or
a program that died meanwhile, leaves it there: no worker, no restart and no second program on this computer sends a PIN
again until a person has kept the right one (``./desk keys signing``). A token that says its last try is left is not
tried at all.

A token that is pulled out is an outage: the job waits and goes on when the token is back.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.errors import Trouble
from app.issuance.orders import TokenPlace

if TYPE_CHECKING:
    import pkcs11

TRYING, REFUSED = "trying", "refused"
LONGEST_TRY = 60.0  # seconds after which a PIN that is "being tried" belongs to a program that died
_SHA256_HEAD = bytes.fromhex("3031300d060960864801650304020105000420")  # DigestInfo (RFC 8017) in front of a SHA-256
Public = RSAPublicKey | EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key that lies on a token. ``sign`` gives what the software key's would give: PKCS#1 or DER."""

    sign: Callable[[bytes], bytes] = field(repr=False)
    public: Public


@dataclass(frozen=True, slots=True)
class Plugged:
    """What can be seen of a token without its PIN."""

    label: str
    last_try: bool
    blocked: bool
    refused: bool  # a PIN was refused, and nobody has kept another since
    certificates: tuple[x509.Certificate, ...]  # those that can be read without a PIN


def open_on_token(place: TokenPlace) -> tuple[TokenKey, list[x509.Certificate]]:
    """Log in, find the key, and the certificates: the key's own first, then those that may be its issuers.

    Trouble that passes: ``token.gone``, ``token.busy``. Never by itself: ``signing.module_unusable``,
    ``signing.pin_refused``, ``signing.pin_unsure``, ``signing.pin_last_try``, ``signing.pin_blocked``,
    ``signing.key_not_on_token``, ``signing.certificate_not_on_token``.
    """
    token = _token(_module(place), place)
    session = _logged_in(token, place)
    with _outage(place):
        raw = _signer(token, _private(session, place), place)
        others = [*_on_token(session), *_in_file(place)]
    own, public = _own(raw, others)
    return TokenKey(raw, public), [own, *(each for each in others if each != own)]


def look_at_token(place: TokenPlace) -> Plugged:
    """Whether the module loads and the token is there; no PIN is sent. Trouble as in :func:`open_on_token`."""
    import pkcs11

    token = _token(_module(place), place)
    flags = token.flags
    with _outage(place), token.open() as session:
        certificates = (*_on_token(session), *_in_file(place))
    return Plugged(
        token.label,
        last_try=bool(flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY),
        blocked=bool(flags & pkcs11.TokenFlag.USER_PIN_LOCKED),
        refused=_trial_of(place.trial) != "",
        certificates=certificates,
    )


def forget_trial(trial: Path) -> None:
    """A person has kept a PIN: it may be tried, once."""
    with suppress(FileNotFoundError):
        trial.unlink()


# ------------------------------------------------------------------ the module and the token
def _module(place: TokenPlace) -> Any:
    """The vendor's library, its slots looked at anew: a token that was plugged in again is seen."""
    import pkcs11

    try:
        module = pkcs11.lib(str(place.module))
        module.reinitialize()
    except pkcs11.GeneralError as failure:  # it is there, and finds no reader or token at all
        raise Trouble("token.gone", retryable=True, name=place.label) from failure
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as failure:
        raise Trouble("signing.module_unusable", file=place.module.name) from failure
    return module


def _token(module: Any, place: TokenPlace) -> pkcs11.Token:
    with _outage(place):
        found = [each for each in module.get_tokens() if _is_meant(each, place)]
    if len(found) > 1:
        raise Trouble("signing.token_ambiguous", name=place.label)
    if not found:
        raise Trouble("token.gone", retryable=True, name=place.label)
    token: pkcs11.Token = found[0]
    return token


def _is_meant(token: pkcs11.Token, place: TokenPlace) -> bool:
    serial = token.serial.decode("ascii", "replace").strip() if isinstance(token.serial, bytes) else str(token.serial)
    return token.label.strip() == place.label and place.serial in ("", serial)


@contextmanager
def _outage(place: TokenPlace) -> Iterator[None]:
    """Whatever the token answers instead of working, it is away; only a PIN's refusal is something else."""
    import pkcs11

    try:
        yield
    except pkcs11.PKCS11Error as failure:
        raise Trouble("token.gone", retryable=True, name=place.label) from failure


# ------------------------------------------------------------------ the PIN, once
def _logged_in(token: pkcs11.Token, place: TokenPlace) -> pkcs11.Session:
    import pkcs11

    if token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
        raise Trouble("signing.pin_blocked", name=place.label)
    if token.flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY:
        raise Trouble("signing.pin_last_try", name=place.label)
    _claim(place)
    try:
        session = token.open(user_pin=place.pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinExpired) as failure:
        _note(place.trial, REFUSED)
        raise Trouble("signing.pin_refused", name=place.label) from failure
    except pkcs11.PinLocked as failure:
        _note(place.trial, REFUSED)
        raise Trouble("signing.pin_blocked", name=place.label) from failure
    except (pkcs11.TokenNotPresent, pkcs11.DeviceRemoved) as failure:  # it never saw the PIN
        forget_trial(place.trial)
        raise Trouble("token.gone", retryable=True, name=place.label) from failure
    except pkcs11.PKCS11Error as failure:
        _note(place.trial, REFUSED)  # nobody knows what the token made of it
        raise Trouble("signing.pin_unsure", name=place.label) from failure
    forget_trial(place.trial)
    return session


def _claim(place: TokenPlace) -> None:
    """Say "being tried" before the PIN is sent; one program at a time, and none where a PIN was refused."""
    with suppress(OSError):
        place.trial.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.trial.open("x", encoding="ascii") as stream:
            stream.write(TRYING)
    except FileExistsError:
        found = _trial_of(place.trial)
        if found == REFUSED:
            raise Trouble("signing.pin_refused", name=place.label) from None
        if found and _age(place.trial) > LONGEST_TRY:
            raise Trouble("signing.pin_unsure", name=place.label) from None
        raise Trouble("token.busy", retryable=True, name=place.label) from None
    except OSError as fault:
        raise Trouble("signing.pin_not_noted", file=str(place.trial)) from fault


def _trial_of(trial: Path) -> str:
    """What the last try left: empty where the token took the PIN, or none was sent yet."""
    try:
        return trial.read_text("ascii") or TRYING  # an empty file was claimed a moment ago
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        return REFUSED


def _age(trial: Path) -> float:
    try:
        return datetime.now(UTC).timestamp() - trial.stat().st_mtime
    except OSError:
        return 0.0


def _note(trial: Path, state: str) -> None:
    with suppress(OSError):  # it says "being tried" already, and that keeps the PIN back too
        trial.write_text(state, "ascii")


# ------------------------------------------------------------------ key and certificates
def _private(session: pkcs11.Session, place: TokenPlace) -> Any:
    import pkcs11

    wanted: dict[pkcs11.Attribute, Any] = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}
    if place.key:
        wanted[pkcs11.Attribute.LABEL] = place.key
    if place.key_id:
        wanted[pkcs11.Attribute.ID] = bytes.fromhex(place.key_id)
    found = list(session.get_objects(wanted))
    if len(found) != 1:
        raise Trouble("signing.key_not_on_token", name=place.key or place.key_id or place.label, count=len(found))
    return found[0]


def _signer(token: pkcs11.Token, private: Any, place: TokenPlace) -> Callable[[bytes], bytes]:
    """Sign by digest where the token can, else let it hash. SHA-256 always."""
    import pkcs11

    offered = token.slot.get_mechanisms()
    rsa = private.key_type == pkcs11.KeyType.RSA
    if not rsa and private.key_type != pkcs11.KeyType.EC:
        raise Trouble("signing.key_kind")
    kinds = pkcs11.Mechanism
    plain, hashing = (kinds.RSA_PKCS, kinds.SHA256_RSA_PKCS) if rsa else (kinds.ECDSA, kinds.ECDSA_SHA256)
    if plain not in offered and hashing not in offered:
        raise Trouble("signing.key_kind")

    def sign(data: bytes) -> bytes:
        with _outage(place):
            if plain in offered:
                digest = hashlib.sha256(data).digest()
                signature = private.sign(_SHA256_HEAD + digest if rsa else digest, mechanism=plain)
            else:
                signature = private.sign(data, mechanism=hashing)
        return bytes(signature) if rsa else _as_der(bytes(signature))

    return sign


def _as_der(signature: bytes) -> bytes:
    """PKCS#11 gives r and s side by side; a signature in a file has them in a SEQUENCE."""
    half = len(signature) // 2
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))


def _on_token(session: pkcs11.Session) -> list[x509.Certificate]:
    import pkcs11

    wanted = {
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
        pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
    }
    found = []
    for each in list(session.get_objects(wanted)):
        with suppress(ValueError):  # a certificate that cannot be read is no certificate of ours
            found.append(x509.load_der_x509_certificate(bytes(each[pkcs11.Attribute.VALUE])))
    return found


def _in_file(place: TokenPlace) -> list[x509.Certificate]:
    """The certificates named in the settings, PEM or one in DER. Trouble ``signing.certificates_unreadable``."""
    if place.certificates is None:
        return []
    try:
        content = place.certificates.read_bytes()
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError) as failure:
        raise Trouble("signing.certificates_unreadable", file=place.certificates.name) from failure


def _own(sign: Callable[[bytes], bytes], found: Sequence[x509.Certificate]) -> tuple[x509.Certificate, Public]:
    """The certificate under which a trial signature verifies: the only proof that it belongs to this key."""
    text = secrets.token_bytes(32)
    signature = sign(text)
    for each in found:
        public = each.public_key()
        with suppress(InvalidSignature, ValueError):
            if isinstance(public, RSAPublicKey):
                public.verify(signature, text, PKCS1v15(), SHA256())
                return each, public
            if isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP256R1):
                public.verify(signature, text, ECDSA(SHA256()))
                return each, public
    raise Trouble("signing.certificate_not_on_token")
