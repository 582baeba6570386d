import type { Disclosure } from '../core/disclosure.ts';
import type { QuotaStanding, RuleStep } from '../core/policy/outcome.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Catalogue } from './catalogue.ts';
import { english } from './en.ts';
import { vietnamese } from './vi.ts';

export const languages = ['vi', 'en'] as const;
export type Language = (typeof languages)[number];

const catalogues: Readonly<Record<Language, Catalogue>> = { vi: vietnamese, en: english };

export function catalogueOf(language: Language): Catalogue {
  return catalogues[language];
}

export function messageOf(language: Language, refusal: Refusal): string {
  return catalogues[language].refusals[refusal.code](refusal.numbers, refusal.exceeded);
}

export function explanationOf(language: Language, step: RuleStep): string {
  return catalogues[language].finding(step.finding);
}

/** Says what a secret ballot cannot hide, with the numbers, before it is opened or of its count. */
export function disclosureMessageOf(
  language: Language,
  { code, ballots }: Disclosure,
  when: 'AHEAD' | 'COUNTED',
): string {
  return catalogues[language].disclosures[code](ballots, when);
}

/** Says what to look at and what to do where names are the same or look alike. */
export function alikeMessageOf(language: Language, ...alike: Parameters<Catalogue['alike']>): string {
  return catalogues[language].alike(...alike);
}

/** Says how a peer group stands to its quota, with the numbers. */
export function quotaExplanationOf(language: Language, standing: QuotaStanding): string {
  return catalogues[language].standing(standing);
}

/** Returns the first language of an Accept-Language header, or of a connection's payload, that this program has; else Vietnamese. */
export function languageOf(asked: unknown): Language {
  if (typeof asked !== 'string') return 'vi';
  const ranges = asked
    .slice(0, 200)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const quality = parameters.map((one) => /^\s*q=([0-9.]+)$/.exec(one)?.[1]).find((q) => q !== undefined);
      return { tag: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .sort((one, other) => other.quality - one.quality);
  for (const { tag, quality } of ranges) {
    const found = languages.find((language) => language === tag);
    if (found !== undefined && quality > 0) return found;
  }
  return 'vi';
}
