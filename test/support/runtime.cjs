const { isAbsolute } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const OneRealm = require('./environment.cjs');

const packages = new Map();

/** By file: the modules' functions. Each call of one makes a module anew, of code that is compiled and warm. */
const compiled = new Map();

/** Packages, and no file of this repository. What Jest itself brings is made for each spec. */
const isPackage = (name) =>
  !name.startsWith('.') && !isAbsolute(name) && !name.startsWith('@xf/') && !name.startsWith('@jest/');

/**
 * Packages are loaded once in a process and not once for each spec; modules of this repository are made anew for each spec,
 * which shares nothing of theirs with another. It needs specs that live in the globals of the process (see `environment.cjs`):
 * otherwise an array of a package were none to a spec.
 */
class SharingRuntime extends Runtime {
  constructor(...options) {
    super(...options);
    const { executor } = this;
    executor.compile = (source, filename) => {
      const known = compiled.get(filename);
      if (known?.source === source) return known.run;
      const run = compileFunction(source, executor.injectedModuleParameters, { filename });
      compiled.set(filename, { source, run });
      return run;
    };
  }

  requireModuleOrMock(from, name) {
    if (!isPackage(name)) return super.requireModuleOrMock(from, name);
    if (!packages.has(name))
      packages.set(
        name,
        OneRealm.load(() => require(name)),
      );
    return packages.get(name);
  }

  setMock(from, name, ...how) {
    if (isPackage(name)) throw new Error(`${name} is shared with other specs and cannot be mocked`);
    super.setMock(from, name, ...how);
  }
}

module.exports = SharingRuntime;
