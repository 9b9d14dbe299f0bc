"""Many pictures on one, small enough for a repository. A browser does the drawing and the compressing."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.async_api import Page

HEIGHT: Final = 300
"""Of each picture on a sheet, in pixels."""
COLUMNS: Final = 2
"""How many states stand beside each other."""
QUALITY: Final = 0.8

DRAW: Final = """async ([states, ratios, height, columns, quality]) => {
  const gap = 12, line = 26, width = ratios.reduce((sum, ratio) => sum + Math.round(height * ratio) + gap, gap);
  const rows = Math.ceil(states.length / columns);
  const canvas = new OffscreenCanvas(width * columns, rows * (height + line + gap) + gap);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#8a938f";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.font = "600 16px system-ui";
  paper.fillStyle = "#ffffff";
  for (const [index, [name, pictures]] of states.entries()) {
    let x = (index % columns) * width + gap;
    const y = Math.floor(index / columns) * (height + line + gap) + gap;
    paper.fillText(name, x, y + 17);
    for (const picture of pictures) {
      const image = await createImageBitmap(await (await fetch(picture)).blob());
      const across = Math.round((image.width / image.height) * height);
      paper.drawImage(image, x, y + line, across, height);
      x += across + gap;
    }
  }
  const blob = await canvas.convertToBlob({ type: "image/webp", quality });
  return btoa([...new Uint8Array(await blob.arrayBuffer())].map((byte) => String.fromCharCode(byte)).join(""));
}"""
COMPRESS: Final = """async ([picture, width, quality]) => {
  const image = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = new OffscreenCanvas(width, Math.round((image.height / image.width) * width));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality });
  return btoa([...new Uint8Array(await blob.arrayBuffer())].map((byte) => String.fromCharCode(byte)).join(""));
}"""


async def contact_sheet(page: Page, rows: Sequence[tuple[str, Sequence[Path]]], ratios: Sequence[float]) -> bytes:
    """A WebP with every state: its name, and its pictures beside each other, all of one height."""
    states = [(name, [_data(picture) for picture in pictures]) for name, pictures in rows]
    return b64decode(await page.evaluate(DRAW, [states, ratios, HEIGHT, COLUMNS, QUALITY]))


async def compressed(page: Page, picture: Path, width: int) -> bytes:
    """A WebP of one picture."""
    return b64decode(await page.evaluate(COMPRESS, [_data(picture), width, QUALITY]))


def _data(picture: Path) -> str:
    return f"data:image/png;base64,{b64encode(picture.read_bytes()).decode()}"
