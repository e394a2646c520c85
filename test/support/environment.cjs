const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

const keptByClass = require.resolve('class-transformer/cjs/storage.js');
const timerConfig = { idToRef: (id) => ({ id, ref: () => id, unref: () => id }), refToId: (timer) => timer?.id };

/** What packages made global when they were loaded: they are loaded once, so it stays. */
const lasting = new Set();

/**
 * All specs of a process see the globals of that process and not, as is usual, a copy of their own behind a proxy, which costs
 * more than most of them do. What a spec made global or changed is put back when it has ended.
 */
class OneRealm {
  /** What `load` makes global outlasts the spec. */
  static load(load) {
    const before = new Set(Reflect.ownKeys(globalThis));
    const loaded = load();
    for (const key of Reflect.ownKeys(globalThis)) if (!before.has(key)) lasting.add(key);
    return loaded;
  }

  constructor({ projectConfig: config }) {
    const global = globalThis;
    this.global = global;
    this.globals = new Map(Reflect.ownKeys(global).map((key) => [key, Object.getOwnPropertyDescriptor(global, key)]));
    this.variables = { ...process.env };
    // Jest replaces it by one that tells who called it.
    this.exit = process.exit;
    this.moduleMocker = new ModuleMocker(global);
    this.fakeTimers = new LegacyFakeTimers({ config, global, moduleMocker: this.moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config, global });
  }

  async setup() {}

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    process.exit = this.exit;
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
    for (const key of Reflect.ownKeys(globalThis)) {
      const before = this.globals.get(key);
      if (lasting.has(key)) continue;
      if (before === undefined) Reflect.deleteProperty(globalThis, key);
      else if (isOther(before, Object.getOwnPropertyDescriptor(globalThis, key))) {
        Reflect.defineProperty(globalThis, key, before);
      }
    }
    // It would hold on to the classes of every spec.
    require.cache[keptByClass]?.exports.defaultMetadataStorage.clear();
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
}

const isOther = (one, other) => one.value !== other.value || one.get !== other.get;

module.exports = OneRealm;
