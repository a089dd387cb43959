/**
 * The frame that called a method of the bridge: the last argument of a method is its callback, which knows.
 *
 * @param {any[]} args
 */
// oxlint-disable-next-line no-underscore-dangle -- the name is Atlassian's
export const extensionOf = (args) => args.at(-1)._context.extension;

/**
 * Marks a method whose promise settles the call. Its last argument is the callback of the bridge.
 *
 * @template {Function} Method
 * @param {Method} method
 * @returns {Method}
 */
export const settling = (method) => Object.assign(method, { returnsPromise: true });
