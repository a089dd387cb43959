import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { BSON, type Document } from 'mongodb';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** A stand-in for MongoDB: enough of its wire protocol for the drivers of apps, with the documents in memory. */
export interface MongoServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the stand-in. No registry that tests may use has a real MongoDB. */
export async function startMongoServer(): Promise<MongoServer> {
  const collections = new Map<string, Document[]>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const message = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(message.length);
        socket.write(respond(message, collections));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/app?directConnection=true`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function respond(message: Buffer, collections: Map<string, Document[]>): Buffer {
  const [id, kind] = [message.readInt32LE(4), message.readInt32LE(12)];
  const command = kind === OP_QUERY ? readQuery(message) : readMessage(message);
  const document = BSON.serialize({ ...run(command, collections), ok: 1 });
  const isQuery = kind === OP_QUERY;
  const start = isQuery ? Buffer.alloc(20) : Buffer.alloc(5);
  if (isQuery) start.writeInt32LE(1, 16);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + start.length + document.length, 0);
  header.writeInt32LE(id, 8);
  header.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, start, document]);
}

/** OP_QUERY, with which drivers begin a connection: flags, the collection's name, two numbers, a document. */
function readQuery(message: Buffer): Document {
  return BSON.deserialize(message.subarray(message.indexOf(0, 20) + 9));
}

/** OP_MSG: flags, then a document, and lists of documents under a name. */
function readMessage(message: Buffer): Document {
  const command: Document = {};
  for (let at = 20; at < message.length;) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    const section = message.subarray(at + 1, at + 1 + size);
    at += 1 + size;
    if (kind === 0) Object.assign(command, BSON.deserialize(section));
    else {
      const end = section.indexOf(0, 4);
      command[section.toString('utf8', 4, end)] = readDocuments(section.subarray(end + 1));
    }
  }
  return command;
}

function readDocuments(bytes: Buffer): Document[] {
  const documents: Document[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readInt32LE(at)) {
    documents.push(BSON.deserialize(bytes.subarray(at, at + bytes.readInt32LE(at))));
  }
  return documents;
}

function run(command: Document, collections: Map<string, Document[]>): Document {
  const [verb = '', name] = Object.entries(command)[0] ?? [];
  const kept = collections.get(String(name)) ?? [];
  const keep = (documents: Document[]): void => void collections.set(String(name), documents);
  switch (verb.toLowerCase()) {
    case 'hello':
    case 'ismaster':
      return {
        ismaster: true,
        isWritablePrimary: true,
        helloOk: true,
        minWireVersion: 0,
        maxWireVersion: 25,
      };
    case 'find':
      return { cursor: { id: 0n, ns: `app.${name}`, firstBatch: kept.filter(matching(command['filter'])) } };
    case 'update':
      for (const { q, u } of command['updates'] as Document[]) {
        const isMatch = matching(q as Document);
        const previous = kept.find(isMatch);
        keep([
          ...kept.filter((other) => !isMatch(other)),
          { _id: (previous?.['_id'] as unknown) ?? new BSON.ObjectId(), ...(u as Document) },
        ]);
      }
      return { n: 1, nModified: 1 };
    case 'delete':
      for (const { q } of command['deletes'] as Document[]) {
        const isMatch = matching(q as Document);
        keep(kept.filter((other) => !isMatch(other)));
      }
      return { n: 1 };
    default:
      return {};
  }
}

function matching(filter: Document = {}): (document: Document) => boolean {
  return (document) =>
    Object.entries(filter).every(([name, expected]: [string, unknown]) => {
      const isOther = typeof expected === 'object' && expected !== null && '$ne' in expected;
      return isOther ? document[name] !== expected.$ne : isDeepStrictEqual(document[name], expected);
    });
}
