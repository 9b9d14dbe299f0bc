"""Names of fixed length for ids of any length: what rows are found and ordered by."""

from hashlib import blake2b

from ringback.core.call import CallKey


def digest(*names: str) -> bytes:
    """16 bytes for several names; the same names in the same order give the same."""
    hashed = blake2b(digest_size=16)
    for name in names:
        encoded = name.encode()
        hashed.update(len(encoded).to_bytes(4, "big") + encoded)
    return hashed.digest()


def key_digest(key: CallKey) -> bytes:
    """What a call is stored under."""
    return digest(key.call_id, key.first, key.second)
