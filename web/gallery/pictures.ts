/** Moving pictures without a camera: each is drawn again twice a second, so that frames flow. */
const WIDTH = 1280;
const HEIGHT = 720;
const EVERY_MS = 500;

type Draw = (context: CanvasRenderingContext2D) => void;

/** Somebody at a desk, in the colours of a hue in degrees. */
export function portrait(hue: number): MediaStream {
  return filmed((context) => {
    const wall = context.createLinearGradient(0, 0, WIDTH, HEIGHT);
    wall.addColorStop(0, `hsl(${hue} 34% 62%)`);
    wall.addColorStop(1, `hsl(${hue + 30} 38% 34%)`);
    context.fillStyle = wall;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = `hsl(${hue + 190} 32% 30%)`;
    ellipse(context, WIDTH / 2, HEIGHT + 70, 330, 310);
    context.fillStyle = "#d9a47c";
    context.fillRect(WIDTH / 2 - 55, 380, 110, 120);
    ellipse(context, WIDTH / 2, 300, 125, 155);
    context.fillStyle = "#3a2a22";
    ellipse(context, WIDTH / 2, 215, 135, 95);
  });
}

/** A screen that somebody shares: a page with a chart. */
export function sharedScreen(): MediaStream {
  return filmed((context) => {
    context.fillStyle = "#f7f8fa";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = "#1f2d3d";
    context.fillRect(0, 0, WIDTH, 64);
    context.fillStyle = "#c9d2dc";
    for (let line = 0; line < 9; line++) context.fillRect(70, 130 + line * 56, 300 - (line % 3) * 40, 18);
    context.fillStyle = "#2f7de1";
    [200, 330, 260, 420, 380, 480].forEach((height, bar) => context.fillRect(470 + bar * 120, 640 - height, 76, height));
  });
}

function filmed(draw: Draw): MediaStream {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext("2d");
  if (!context) throw new TypeError("This browser draws nothing.");
  const stream = canvas.captureStream();
  draw(context);
  setInterval(() => draw(context), EVERY_MS);
  return stream;
}

function ellipse(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.beginPath();
  context.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
  context.fill();
}
