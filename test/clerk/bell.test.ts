import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bell } from '../../src/clerk/bell.ts';
import { ThrottledBell } from '../../src/clerk/throttled-bell.ts';

describe('the bell', () => {
  test('is heard by those who listen to that session, until they stop', () => {
    const bell = new Bell();
    const heard: string[] = [];
    const off = bell.listen('ses_one', () => heard.push('first'));
    bell.listen('ses_one', () => heard.push('second'));
    bell.listen('ses_two', () => heard.push('other'));
    bell.ring('ses_one');
    expect(heard).toEqual(['first', 'second']);
    off();
    off();
    bell.ring('ses_one');
    expect(heard).toEqual(['first', 'second', 'second']);
    bell.ring('ses_none');
  });

  test('keeps no session that nobody listens to', () => {
    const bell = new Bell();
    const offs = ['ses_one', 'ses_one', 'ses_two'].map((id) => bell.listen(id, () => {}));
    expect(bell.size).toBe(2);
    for (const off of offs) off();
    expect(bell.size).toBe(0);
  });

  test('who stops listening while it rings harms nobody', () => {
    const bell = new Bell();
    const heard: string[] = [];
    const off = bell.listen('ses_one', () => {
      heard.push('leaving');
      off();
    });
    bell.listen('ses_one', () => heard.push('staying'));
    bell.ring('ses_one');
    bell.ring('ses_one');
    expect(heard).toEqual(['leaving', 'staying', 'staying']);
  });
});

describe('the throttled bell', () => {
  beforeEach(() => {
    const toFake = ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] as const;
    vi.useFakeTimers({ toFake: [...toFake] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('[L1] tells the first ring at once, and what follows at most once an interval, the last one too', () => {
    const bell = new Bell();
    let ticks = 0;
    new ThrottledBell(bell, 100).listen('ses_one', () => {
      ticks += 1;
    });
    bell.ring('ses_one');
    vi.advanceTimersByTime(0);
    expect(ticks).toBe(1);
    for (let ring = 0; ring < 50; ring += 1) bell.ring('ses_one');
    vi.advanceTimersByTime(99);
    expect(ticks).toBe(1);
    bell.ring('ses_one');
    vi.advanceTimersByTime(1);
    expect(ticks).toBe(2);
    vi.advanceTimersByTime(1_000);
    expect(ticks).toBe(2);
    bell.ring('ses_one');
    vi.advanceTimersByTime(0);
    expect(ticks).toBe(3);
  });

  test('followers of one session tick together, those of another by themselves', () => {
    const bell = new Bell();
    const throttled = new ThrottledBell(bell, 100);
    const ticks: string[] = [];
    throttled.listen('ses_one', () => ticks.push('a'));
    throttled.listen('ses_one', () => ticks.push('b'));
    throttled.listen('ses_two', () => ticks.push('c'));
    bell.ring('ses_one');
    vi.advanceTimersByTime(0);
    expect(ticks).toEqual(['a', 'b']);
    bell.ring('ses_two');
    vi.advanceTimersByTime(0);
    expect(ticks).toEqual(['a', 'b', 'c']);
  });

  test('with the last follower everything goes: the timer and the place at the bell', () => {
    const bell = new Bell();
    const throttled = new ThrottledBell(bell, 100);
    let ticks = 0;
    const tick = () => {
      ticks += 1;
    };
    const offs = [throttled.listen('ses_one', tick), throttled.listen('ses_one', () => {})];
    bell.ring('ses_one');
    for (const off of offs) off();
    expect(vi.getTimerCount()).toBe(0);
    expect(bell.size).toBe(0);
    throttled.listen('ses_one', tick);
    offs[0]?.();
    bell.ring('ses_one');
    vi.advanceTimersByTime(0);
    expect(ticks).toBe(1);
  });
});
