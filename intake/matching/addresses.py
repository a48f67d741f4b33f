"""Addresses for comparing: lower case, plus-tags folded. Pure: no I/O, no clock."""


def fold_address(address: str) -> str:
    """An address for comparing: lower case, without its plus-tag; text that is no address in lower case."""
    whole = address.strip().lower()
    local, at, domain = whole.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}" if at else whole


def domain_of(address: str) -> str:
    """The domain of an address, lower case; "" where it has none."""
    return address.strip().lower().rpartition("@")[2] if "@" in address else ""
