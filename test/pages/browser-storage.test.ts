import { afterEach, expect, test, vi } from 'vitest';
import { deviceStorage, tabStorage } from '../../src/pages/browser-storage.ts';

const isFull = () => {
  throw new DOMException('', 'QuotaExceededError');
};

/** As much of a browser's storage as the pages use: what is stored are its own properties. */
function storageOf(stored: Record<string, string>): Storage {
  const methods = {
    getItem: (name: string) => stored[name] ?? null,
    setItem: (name: string, value: string) => {
      stored[name] = value;
    },
    removeItem: (name: string) => {
      delete stored[name];
    },
  };
  return Object.setPrototypeOf(stored, methods) as Storage;
}

afterEach(() => vi.unstubAllGlobals());

test('values are stored as JSON under names of this program', () => {
  const inTab: Record<string, string> = { other: 'x' };
  const onDevice: Record<string, string> = {};
  vi.stubGlobal('sessionStorage', storageOf(inTab));
  vi.stubGlobal('localStorage', storageOf(onDevice));
  tabStorage.set('filling.r1', { v1: 'GOOD' });
  tabStorage.set('token', 'abc');
  deviceStorage.set('language', 'en');
  expect({ ...inTab }).toEqual({
    other: 'x',
    'hoinghi.filling.r1': '{"v1":"GOOD"}',
    'hoinghi.token': '"abc"',
  });
  expect({ ...onDevice }).toEqual({ 'hoinghi.language': '"en"' });
  expect([tabStorage.get('token'), tabStorage.get('language'), deviceStorage.get('language')]).toEqual([
    'abc',
    null,
    'en',
  ]);
  expect(tabStorage.names('filling.')).toEqual(['filling.r1']);
  tabStorage.remove('token');
  expect(tabStorage.names('')).toEqual(['filling.r1']);
  tabStorage.clear();
  expect({ ...inTab }).toEqual({ other: 'x' });
});

test('a page works on where its storage is full, or forbidden, or holds what is no JSON', () => {
  vi.stubGlobal('sessionStorage', { ...storageOf({}), setItem: isFull });
  tabStorage.set('token', 'abc');
  vi.stubGlobal('localStorage', storageOf({ 'hoinghi.language': '{' }));
  expect(deviceStorage.get('language')).toBeNull();
  // Browsers that forbid it throw as soon as they are asked for it.
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      throw new DOMException('', 'SecurityError');
    },
  });
  deviceStorage.set('language', 'en');
  deviceStorage.remove('language');
  expect(deviceStorage.get('language')).toBeNull();
});
