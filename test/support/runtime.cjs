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
    return isPackage(name) && !this.mocked?.has(name) ? loaded(name) : super.requireModuleOrMock(from, name);
  }

  requireActual(from, name) {
    return isPackage(name) ? loaded(name) : super.requireActual(from, name);
  }

  /** Modules of this repository are given the mock; packages that use the mocked one are not. */
  setMock(from, name, ...how) {
    this.mocked ??= new Set();
    this.mocked.add(name);
    super.setMock(from, name, ...how);
  }
}

function loaded(name) {
  if (!packages.has(name))
    packages.set(
      name,
      OneRealm.load(() => require(name)),
    );
  return packages.get(name);
}

module.exports = SharingRuntime;
