import { Server } from 'node:net';

/** Loaded before a sample: lets its server listen on any free port of this machine, and reports that port. */
const listen = Reflect.get(Server.prototype, 'listen');
Server.prototype.listen = function listenOnFreePort(...options) {
  const callback = options.find((option) => typeof option === 'function');
  this.once('listening', () => process.send({ port: this.address().port }));
  return listen.call(this, { port: 0, host: '127.0.0.1' }, callback);
};
