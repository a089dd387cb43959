import { crc32 } from 'node:zlib';

/** A picture of an animation, with the time for which it is shown. */
export interface Frame {
  readonly png: Buffer;
  readonly seconds: number;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * Joins PNG pictures of one size and colour type to an animated PNG that repeats for ever. Programs that know no
 * animation show the first picture.
 *
 * @see Portable Network Graphics (third edition), section 11.3.6
 */
export function joinFrames(frames: readonly Frame[]): Buffer {
  const pictures = frames.map(({ png, seconds }) => ({ chunks: readChunks(png), seconds }));
  const header = pictures[0]?.chunks.find(({ type }) => type === 'IHDR');
  if (!header) throw new Error('An animation needs a frame.');
  const size = header.data.subarray(0, 8);
  let sequence = 0;
  const number = (): Buffer => uint32(sequence++);

  const body = pictures.flatMap(({ chunks, seconds }, index) => {
    if (!chunks.some(({ type, data }) => type === 'IHDR' && data.equals(header.data)))
      throw new Error('All frames must have the same size and colour type.');
    const control = Buffer.concat([
      number(),
      size,
      uint32(0),
      uint32(0),
      delay(seconds),
      Buffer.from([0, 0]),
    ]);
    const pixels = chunks
      .filter(({ type }) => type === 'IDAT')
      .map(({ data }): Chunk =>
        index === 0 ? { type: 'IDAT', data } : { type: 'fdAT', data: Buffer.concat([number(), data]) },
      );
    return [[{ type: 'fcTL', data: control }], pixels].flat();
  });
  const animation = { type: 'acTL', data: Buffer.concat([uint32(frames.length), uint32(0)]) };
  const all = [header, animation, ...body, { type: 'IEND', data: Buffer.alloc(0) }];
  return Buffer.concat([SIGNATURE, ...all.map(writeChunk)]);
}

function readChunks(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
}

function writeChunk({ type, data }: Chunk): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), content, uint32(crc32(content))]);
}

/** A fraction of a second: its numerator and denominator, two bytes each. */
function delay(seconds: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(Math.round(seconds * 100), 0);
  bytes.writeUInt16BE(100, 2);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
