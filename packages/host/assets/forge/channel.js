/**
 * Connects two windows by a port: each calls the other with values that a port can carry, and functions, which a port
 * cannot. A function arrives as one that calls back.
 *
 * @param {MessagePort} port
 * @param {(command: string, payload: unknown) => unknown} handle serves a command of the other side
 * @returns {(command: string, payload?: unknown) => Promise<unknown>}
 */
// oxlint-disable-next-line no-unused-vars -- a part of the scripts that it is joined to
function connectChannel(port, handle) {
  const FUNCTION = 'authbeat:function';
  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  /** @type {Map<number, (...args: unknown[]) => unknown>} */
  const functions = new Map();
  let lastId = 0;

  const send = (message) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      port.postMessage({ id: lastId, ...message });
    });

  const convert = (value, leaf) => {
    const converted = leaf(value);
    if (converted !== undefined) return converted;
    if (Array.isArray(value)) return value.map((each) => convert(each, leaf));
    if (typeof value !== 'object' || value === null) return value;
    if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, convert(each, leaf)]));
  };
  const encode = (value) =>
    convert(value, (each) => {
      if (typeof each !== 'function') return undefined;
      lastId += 1;
      functions.set(lastId, each);
      return { [FUNCTION]: lastId };
    });
  const decode = (value) =>
    convert(value, (each) => {
      const id = each?.[FUNCTION];
      return typeof id === 'number' ? (...args) => send({ call: id, args: encode(args) }) : undefined;
    });

  const settle = ({ reply, value, error }) => {
    const { resolve, reject } = waiting.get(reply) ?? {};
    waiting.delete(reply);
    if (error === undefined) resolve?.(decode(value));
    else reject?.(new Error(error));
  };
  const serve = async ({ id, command, payload, call, args }) => {
    try {
      const value =
        call === undefined
          ? await handle(command, decode(payload))
          : await functions.get(call)?.(...decode(args));
      port.postMessage({ reply: id, value: encode(value) });
    } catch (error) {
      port.postMessage({ reply: id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  port.addEventListener('message', ({ data }) => {
    if (data.reply === undefined) void serve(data);
    else settle(data);
  });
  port.start();
  return (command, payload) => send({ command, payload: encode(payload) });
}
