// What connect-host.js expects to find in a page of the product, before it is loaded.
window.AJS = { $: window.jQuery };
// oxlint-disable-next-line no-underscore-dangle -- the name is Atlassian's
window.__FEATUREGATES_JS__ = {
  initializeCompleted: () => true,
  checkGate: () => false,
  getPackageVersion: () => '4.23.4',
};
window.require = () => ({ emitGasV3() {} });
