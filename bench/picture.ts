/** A curve: one number for each step of what grows. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Picture {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
}

/** The file of the requests of panels, beside the curves. */
export const WATERFALL_FILE = 'healing.svg';

/** The file of a picture. */
export function pictureFile({ title }: Picture): string {
  return `${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.svg`;
}

const [WIDTH, HEIGHT] = [560, 300];
const FRAME = { left: 64, right: 16, top: 40, bottom: 48 };
const COLOURS = ['#0c66e4', '#c9372c', '#22a06b', '#946f00'];

/** Draws curves as SVG. The steps lie at equal distances, whatever their values, and the vertical axis begins at 0. */
export function drawPicture({ title, xLabel, yLabel, curves }: Picture): string {
  const steps = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted(
    (a, b) => a - b,
  );
  const top = niceTop(Math.max(...curves.flatMap(({ points }) => points.map(({ y }) => y))));
  const xOf = (x: number): number =>
    FRAME.left + (steps.indexOf(x) * (WIDTH - FRAME.left - FRAME.right)) / Math.max(steps.length - 1, 1);
  const yOf = (y: number): number => HEIGHT - FRAME.bottom - (y / top) * (HEIGHT - FRAME.top - FRAME.bottom);
  const lines = [0, top / 2, top].map(
    (y) =>
      `<path class="grid" d="M${FRAME.left} ${round(yOf(y))}H${WIDTH - FRAME.right}"/>` +
      text(FRAME.left - 8, yOf(y) + 4, 'end', String(round(y))),
  );
  const names = steps.map((x) => text(xOf(x), HEIGHT - FRAME.bottom + 18, 'middle', x.toLocaleString('en')));
  const drawn = curves.map(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '';
    const path = points.map(({ x, y }) => `${round(xOf(x))} ${round(yOf(y))}`).join('L');
    const dots = points.map(
      ({ x, y }) => `<circle cx="${round(xOf(x))}" cy="${round(yOf(y))}" r="3" fill="${colour}"/>`,
    );
    const legend = `<text x="${FRAME.left + index * 200}" y="32" style="fill: ${colour}">${escapeXml(name)}</text>`;
    return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${legend}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(title)}">
<style>${PICTURE_STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>
<text x="${FRAME.left}" y="16" font-weight="bold">${escapeXml(title)}</text>
${[...lines, ...names, ...drawn].join('\n')}
${text(WIDTH / 2, HEIGHT - 8, 'middle', xLabel)}
<text transform="translate(14 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${escapeXml(yLabel)}</text>
</svg>
`;
}

/** Light and dark. */
export const PICTURE_STYLE = `text { font: 12px system-ui, sans-serif; fill: #172b4d; } .paper { fill: #ffffff; } .grid { stroke: #8590a2; stroke-width: 0.5; }
@media (prefers-color-scheme: dark) { text { fill: #c7d1db; } .paper { fill: #1d2125; } }`;

function text(x: number, y: number, anchor: string, content: string): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 0.001)));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Text as content or attribute. */
export function escapeXml(content: string): string {
  return content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
