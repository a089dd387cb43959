import type { Opening, Openings } from '../../e2e/harness/time-openings.ts';
import { escapeXml, PICTURE_STYLE } from '../picture.ts';

const [WIDTH, ROW, LEFT, TOP] = [720, 18, 190, 44];
const COLOURS = { app: '#0c66e4', host: '#22a06b' };

/** Draws the requests of each opening below one another, all on one scale, as SVG. */
export function drawWaterfall(all: readonly Openings[]): string {
  const openings = all.flatMap(({ latencyMs, fresh, expired }) => [
    { title: `A fresh panel, latency ${latencyMs} ms`, opening: fresh },
    { title: `An expired panel, latency ${latencyMs} ms`, opening: expired },
  ]);
  const longest = Math.max(...openings.map(({ opening }) => endOf(opening)));
  const scale = (WIDTH - LEFT - 60) / longest;
  let y = TOP;
  const drawn = openings.map(({ title, opening }) => {
    const rows = drawOpening(opening, y + ROW, scale);
    const heading = `<text x="16" y="${y + 13}" font-weight="bold">${title}: ${opening.contentMs.toFixed(0)} ms</text>`;
    y += ROW * (opening.requests.length + 1) + 12;
    return heading + rows;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="Requests of fresh and expired panels, from click to content">
<style>${PICTURE_STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${y}"/>
<text x="16" y="20">From click to content: requests to the <tspan style="fill: ${COLOURS.app}">app</tspan> and to the <tspan style="fill: ${COLOURS.host}">host</tspan></text>
${drawn.join('\n')}
</svg>
`;
}

function endOf({ requests }: Opening): number {
  return Math.max(...requests.map(({ endsMs }) => endsMs), 1);
}

function drawOpening({ requests }: Opening, top: number, scale: number): string {
  const rows = requests.map(({ name, to, beginsMs, endsMs }, index) => {
    const y = top + index * ROW;
    const width = Math.max((endsMs - beginsMs) * scale, 2);
    const bar = `<rect x="${(LEFT + beginsMs * scale).toFixed(1)}" y="${y + 3}" width="${width.toFixed(1)}" height="12" fill="${COLOURS[to]}"/>`;
    return `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escapeXml(name)}</text>${bar}`;
  });
  return rows.join('');
}
