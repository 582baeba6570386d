import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../src/package-root.ts';
import type { Browser, Point, Size, Tab } from './browser.ts';

// Somebody before a window: finds things as people do, by what they are and what stands on them, and waits until they are there.

type Role = 'button' | 'checkbox' | 'heading' | 'link' | 'radio' | 'textbox';

/** How something is found: by its role and its name or the beginning of it, by its label, or by the text that stands on it. */
export type Sought =
  | { readonly role: Role; readonly name: string }
  | { readonly role: Role; readonly beginning: string }
  | { readonly label: string }
  | { readonly text: string }
  | { readonly css: string };

const button = (name: string): Sought => ({ role: 'button', name });

const patienceMs = 30_000;
const pollMs = 100;

export const picturesFolder = join(packageRoot(), 'screenshots', 'browsers');

let failures = 0;

export class Person {
  constructor(
    readonly name: string,
    readonly tab: Tab,
    private readonly browser: Browser,
  ) {}

  static async enter(browser: Browser, name: string, size: Size): Promise<Person> {
    return new Person(name, await browser.open(size), browser);
  }

  async click(sought: Sought | string): Promise<void> {
    const one = typeof sought === 'string' ? button(sought) : sought;
    let former: Point | null = null;
    const at = await this.until(`click ${told(one)}`, async () => {
      const found = await this.#find(one);
      // What still moves is missed.
      const isStill = found !== null && found.x === former?.x && found.y === former.y;
      former = found;
      return isStill ? found : null;
    });
    await this.tab.click(at);
  }

  /** Presses a button, and the one of that name in the question that follows. `fill` answers it first. */
  async confirm(name: string, fill: () => Promise<void> = async () => {}): Promise<void> {
    await this.click({ role: 'button', beginning: name });
    await this.until('see a question', () =>
      this.tab.run(() => document.querySelector('dialog[open]') !== null),
    );
    await fill();
    await this.click(name);
    await this.until('be answered', () =>
      this.tab.run(() => document.querySelector('dialog[open]') === null),
    );
  }

  /** Ticks every box of the question that is open. */
  async tickAll(): Promise<void> {
    const left = () =>
      this.tab.run(() => document.querySelectorAll('dialog[open] input[type=checkbox]:not(:checked)').length);
    for (let boxes = await left(); boxes > 0; boxes = await left()) {
      await this.click({ css: 'dialog[open] input[type=checkbox]:not(:checked)' });
      await this.until('tick a box', async () => (await left()) < boxes);
    }
  }

  /** Writes over what stands in a field. */
  async fill(label: string, text: string): Promise<void> {
    await this.click({ label });
    const isFull = await this.tab.run(() => {
      const field = document.activeElement as HTMLInputElement;
      field.select();
      return field.value !== '';
    });
    if (isFull) await this.tab.press('Backspace');
    await this.tab.type(text);
  }

  /** Chooses an option by what stands on it. Browsers show the list of options outside the page, where no driver reaches it. */
  async choose(label: string, option: string): Promise<void> {
    await this.until(`choose “${option}” for “${label}”`, async () => {
      await this.#bring();
      return this.tab.run(
        (label, option) => {
          const [field] = (globalThis as unknown as Eyes).seek({ label }) as HTMLSelectElement[];
          const chosen = [...(field?.options ?? [])].find(({ text }) => text.trim() === option);
          if (field === undefined || chosen === undefined || field.disabled) return false;
          field.focus();
          field.value = chosen.value;
          for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
          return true;
        },
        label,
        option,
      );
    });
  }

  async attach(label: string, path: string): Promise<void> {
    const selector = await this.until(`find the field “${label}”`, async () => {
      await this.#bring();
      return this.tab.run((label) => {
        const [field] = (globalThis as unknown as Eyes).seek({ label });
        return field === undefined ? null : `#${CSS.escape(field.id)}`;
      }, label);
    });
    await this.tab.attach(selector, path);
  }

  async reload(): Promise<void> {
    await this.tab.run(() => {
      Object.assign(globalThis, { isFormer: true });
      location.reload();
    });
    await this.until('see the page again', () => this.tab.run(() => !('isFormer' in globalThis)));
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.tab.press(key);
  }

  /** A text is looked for in what can be read in the window, whatever its letters' case. */
  async sees(sought: Sought | string): Promise<void> {
    await this.until(`see ${told(sought)}`, () => this.#isThere(sought));
  }

  async seesNoMore(sought: Sought | string): Promise<void> {
    await this.until(`see no more of ${told(sought)}`, async () => !(await this.#isThere(sought)));
  }

  /** A picture of the window, named after who looks at what. */
  async shoot(what: string): Promise<void> {
    const folder = join(picturesFolder, this.browser.name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${what}-${this.name}.png`), await this.tab.picture());
  }

  /** The first answer that is neither null nor false. Rejects when patience is over, naming a picture of what was there instead. */
  async until<Answer>(what: string, look: () => Promise<Answer | null | false>): Promise<Answer> {
    const endMs = performance.now() + patienceMs;
    while (performance.now() < endMs) {
      // While a page gives way to the next, there is none to look at.
      const answer = await look().catch(() => null);
      if (answer !== null && answer !== false) return answer;
      await pause(pollMs);
    }
    throw new Error(`${this.name} could not ${what}; ${await this.#record()} has what was there instead`);
  }

  /** Keeps what is in the window now, as picture and text. Returns the file's name, without what tells the two apart. */
  async #record(): Promise<string> {
    failures += 1;
    const what = `failed-${failures}`;
    const text = await this.tab.run(() => `${location.href}\n${document.body.innerText}`).catch(String);
    await this.shoot(what).catch(() => {});
    const name = join(picturesFolder, this.browser.name, `${what}-${this.name}`);
    writeFileSync(`${name}.txt`, text);
    return relative(packageRoot(), name);
  }

  async #bring(): Promise<void> {
    if (!(await this.tab.run(() => 'seek' in globalThis))) await this.tab.bring(eyes);
  }

  /** The middle of the first of them, scrolled into view; null where it cannot be clicked. */
  async #find(sought: Sought): Promise<Point | null> {
    await this.#bring();
    return this.tab.run((sought) => {
      const [one] = (globalThis as unknown as Eyes).seek(sought as unknown as Sought);
      if (one === undefined || (one as HTMLButtonElement).disabled || one.ariaDisabled === 'true')
        return null;
      one.scrollIntoView({ block: 'center' });
      const { left, top, width, height } = one.getBoundingClientRect();
      const at = { x: left + width / 2, y: top + height / 2 };
      const hit = document.elementFromPoint(at.x, at.y);
      return hit !== null && (one.contains(hit) || hit.contains(one)) ? at : null;
    }, sought as never);
  }

  async #isThere(sought: Sought | string): Promise<boolean> {
    if (typeof sought === 'string') {
      const text = await this.tab.run(() => document.body.innerText);
      return squeezed(text).includes(squeezed(sought));
    }
    await this.#bring();
    return this.tab.run(
      (sought) => (globalThis as unknown as Eyes).seek(sought as unknown as Sought).length > 0,
      sought as never,
    );
  }
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').toLocaleLowerCase('vi');
}

function told(sought: Sought | string): string {
  if (typeof sought === 'string') return `“${sought}”`;
  if ('css' in sought) return sought.css;
  if ('beginning' in sought) return `the ${sought.role} “${sought.beginning} …”`;
  if ('role' in sought) return `the ${sought.role} “${sought.name}”`;
  return 'label' in sought ? `the field “${sought.label}”` : `“${sought.text}”`;
}

interface Eyes {
  readonly TestingLibraryDom: {
    queryAllByRole(within: Element, role: string, options: object): HTMLElement[];
    queryAllByLabelText(within: Element, label: string): HTMLElement[];
    queryAllByText(within: Element, text: string): HTMLElement[];
  };
  /** Those that are to be seen; where a question is open, in it alone. */
  readonly seek: (sought: Sought) => HTMLElement[];
}

/** Put into pages, so it uses nothing from here. */
function seek(sought: Sought): HTMLElement[] {
  const { TestingLibraryDom } = globalThis as unknown as Eyes;
  const within = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  const found =
    'css' in sought
      ? [...document.querySelectorAll<HTMLElement>(sought.css)]
      : 'role' in sought
        ? TestingLibraryDom.queryAllByRole(within, sought.role, {
            name: 'name' in sought ? sought.name : (name: string) => name.startsWith(sought.beginning),
          })
        : 'label' in sought
          ? TestingLibraryDom.queryAllByLabelText(within, sought.label)
          : TestingLibraryDom.queryAllByText(within, sought.text);
  return found.filter((one) => one.getClientRects().length > 0);
}

const testingLibrary = createRequire(import.meta.url).resolve(
  '@testing-library/dom/dist/@testing-library/dom.umd.min.js',
);
const eyes = `${readFileSync(testingLibrary, 'utf8')}\n;globalThis.seek = ${seek};`;
