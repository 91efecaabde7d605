"""Colours in update masks: Google prints each colour twice, plain and as a style, and a write changes both."""

from sheetsync.emulator.shapes.masks import Mask


def paired(mask: Mask) -> Mask:
    """Return an update mask that never writes a colour without its style, nor a style without its colour."""
    result: Mask = {name: paired(below) for name, below in mask.items()}
    for name in mask:
        if name.endswith("olorStyle"):
            result.setdefault(name.removesuffix("Style"), {})
        elif name.endswith("olor") and name not in ("rgbColor", "themeColor"):
            result.setdefault(f"{name}Style", {})
    return result
