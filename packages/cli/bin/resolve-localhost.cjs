'use strict';
// A preload for the apps that `authbeat dev` starts: `*.localhost` is this machine (RFC 6761, section 6.3), which Node
// does not know on every system. So an app in Node can call the REST API of a site of the local host.

const dns = require('node:dns');

const { lookup } = dns;
const { lookup: lookupPromise } = dns.promises;
const local = (name) => (/(^|\.)localhost\.?$/i.test(name) ? '127.0.0.1' : name);
dns.lookup = Object.assign((name, ...rest) => lookup(local(name), ...rest), lookup);
dns.promises.lookup = (name, ...rest) => lookupPromise(local(name), ...rest);
