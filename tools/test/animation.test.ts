import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinFrames } from '../animation.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(data.length, 0);
  bytes.writeUInt32BE(crc32(content), 4);
  return Buffer.concat([bytes.subarray(0, 4), content, bytes.subarray(4)]);
}

/** A grey picture, one pixel high. */
function picture(width: number, grey: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(1, 4);
  header[8] = 8;
  const pixels = deflateSync(Buffer.from([0, ...Array.from({ length: width }, () => grey)]));
  const end = chunk('IEND', Buffer.alloc(0));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', pixels), end]);
}

/** The chunks of a picture, each with its content; throws when a check sum is wrong. */
function chunksOf(png: Buffer): readonly (readonly [string, Buffer])[] {
  const chunks: (readonly [string, Buffer])[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const content = png.subarray(at + 4, at + 8 + length);
    if (crc32(content) !== png.readUInt32BE(at + 8 + length)) throw new Error('A check sum is wrong.');
    chunks.push([content.toString('latin1', 0, 4), content.subarray(4)]);
    at += length + 12;
  }
  return chunks;
}

describe('an animated PNG', () => {
  it('has the first picture for programs without animations, and numbers the others', () => {
    const chunks = chunksOf(
      joinFrames([
        { png: picture(2, 10), seconds: 1.5 },
        { png: picture(2, 200), seconds: 0.25 },
      ]),
    );
    expect(chunks.map(([type]) => type)).toEqual(['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'IEND']);
    const contents = (wanted: string): readonly Buffer[] =>
      chunks.filter(([type]) => type === wanted).map(([, data]) => data);
    expect(contents('acTL').map((data) => [data.readUInt32BE(0), data.readUInt32BE(4)])).toEqual([[2, 0]]);
    const numbered = chunks.filter(([type]) => type === 'fcTL' || type === 'fdAT');
    expect(numbered.map(([, data]) => data.readUInt32BE(0))).toEqual([0, 1, 2]);
    const seconds = contents('fcTL').map((data) => data.readUInt16BE(20) / data.readUInt16BE(22));
    expect(seconds).toEqual([1.5, 0.25]);
  });

  it('has frames of one size', () => {
    const frames = [picture(2, 10), picture(3, 10)].map((png) => ({ png, seconds: 1 }));
    expect(() => joinFrames(frames)).toThrow('the same size');
    expect(() => joinFrames([])).toThrow('needs a frame');
  });
});
