import type { ReportInput } from './command.ts';
import type { Fault } from './fault.ts';
import { limits } from './limits.ts';
import type { Report } from './preparation.ts';
import { readText, readWhole } from './text.ts';

/** [R7] Returns a self-review as it is kept. Adds its faults to `faults`. */
export function readReport(faults: Fault[], path: readonly string[], report: ReportInput): Report {
  const passage = (field: 'achievements' | 'shortcomings' | 'causes' | 'remedies') =>
    readText(faults, [...path, field], report[field], { most: limits.reportTextLength, required: false });
  if (report.targets.length > limits.targets) {
    faults.push({ path: [...path, 'targets'], problem: { is: 'TOO_MANY', most: limits.targets } });
  }
  return {
    presentedBy: readText(faults, [...path, 'presentedBy'], report.presentedBy, {
      most: limits.nameLength,
      required: false,
    }),
    achievements: passage('achievements'),
    shortcomings: passage('shortcomings'),
    causes: passage('causes'),
    remedies: passage('remedies'),
    targets: report.targets.slice(0, limits.targets).map((target, index) => {
      const place = [...path, 'targets', String(index)];
      return {
        name:
          readText(faults, [...place, 'name'], target.name, { most: limits.nameLength, required: true }) ??
          '',
        planned: readWhole(faults, [...place, 'planned'], target.planned, 0, limits.largestCount),
        achieved: readWhole(faults, [...place, 'achieved'], target.achieved, 0, limits.largestCount),
        exceeded: target.exceeded,
      };
    }),
  };
}
