import { extensionOf, settling } from './calls.js';

const DAY = 86_400;

/** `AP.cookie`: cookies of the host's page, for each app apart. */
export const cookie = {
  save: (...args) => {
    const [name, value, days] = args;
    const lifetime = args.length > 3 && Number.isFinite(Number(days)) ? Number(days) : 365;
    write(nameOf(args, name), encodeURIComponent(value), lifetime * DAY);
  },
  read: settling(async (...args) => {
    const prefix = `${nameOf(args, args[0])}=`;
    const found = document.cookie.split('; ').find((pair) => pair.startsWith(prefix));
    return found === undefined ? '' : decodeURIComponent(found.slice(prefix.length));
  }),
  erase: (...args) => write(nameOf(args, args[0]), '', 0),
};

function nameOf(args, name) {
  return encodeURIComponent(`${extensionOf(args).addon_key}$${name}`);
}

function write(name, value, seconds) {
  document.cookie = `${name}=${value}; path=/; max-age=${seconds}; samesite=lax`;
}
