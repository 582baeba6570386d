import type { QuotaBound, QuotaStanding } from '../../core/policy/outcome.ts';
import type { QuotaBase, Rounding } from '../../core/vocabulary.ts';
import { groupName, minimumDecides, ratioText } from '../numbers.ts';
import { labels } from './labels.ts';

/** Who is in a base whose number is not known yet. */
const bases: Readonly<Record<QuotaBase, string>> = {
  GOOD: 'số được xếp loại hoàn thành tốt',
  GOOD_OR_BETTER: 'số được xếp loại hoàn thành tốt trở lên',
  ALL_RATED: 'số được xếp loại',
  ALL_MEMBERS: 'tổng số thuộc nhóm',
};

/** What others must be, so that they add to the base beside the excellent ones. */
const enlarging: Readonly<Record<QuotaBase, string>> = {
  GOOD: 'hoàn thành tốt',
  GOOD_OR_BETTER: 'hoàn thành tốt',
  ALL_RATED: 'được xếp loại dưới mức xuất sắc',
  ALL_MEMBERS: 'thuộc nhóm',
};

const roundings: Readonly<Record<Rounding, string>> = {
  FLOOR: 'làm tròn xuống',
  HALF_UP: 'từ 0,5 làm tròn lên',
  CEIL: 'làm tròn lên',
};

/** Returns how a peer group stands to its quota, with the numbers. */
export function standing(one: QuotaStanding): string {
  const { status, excess, open, over } = one;
  const numbers = `${groupName(labels, one.peerGroup)}: ${one.excellent} xuất sắc, ${allowance(one)}`;
  switch (status) {
    case 'WITHIN':
      return `${numbers}: trong giới hạn${whatever(open)}.`;
    case 'EXCEEDED':
      return open === 0
        ? `${numbers}: vượt ${excess ?? over}.`
        : `${numbers}: vượt ít nhất ${over}${whatever(open)}.`;
    case 'INDETERMINATE':
      return `${numbers}; ${boundText(one)}.`;
    default:
      return status satisfies never;
  }
}

/** Returns the name of a group that exceeds its quota, and by how many. */
export function excess({ peerGroup, allowed, excess, over }: QuotaStanding): string {
  const by = excess === null ? `ít nhất ${over}` : String(excess);
  return `${groupName(labels, peerGroup)} vượt ${by}${allowed === null ? '' : ` (được phép ${allowed})`}`;
}

function allowance(one: QuotaStanding): string {
  const { ratio, quotaBase, rounding, minimum, base, allowed } = one;
  if (base === null) {
    const least = minimum > 0 ? `, nhưng ít nhất là ${minimum}` : '';
    return `được phép ${ratioText(ratio)} ${bases[quotaBase]}, ${roundings[rounding]}${least}`;
  }
  const least = minimumDecides(one) ? `, nhưng ít nhất là ${minimum}` : '';
  const share = `${ratioText(ratio)} của ${base} ${labels.quotaBases[quotaBase]}`;
  return `được phép ${allowed} (${share}, ${roundings[rounding]}${least})`;
}

function whatever(open: number | null): string {
  if (open === 0) return '';
  const rest = open === null ? 'số còn lại chưa rõ bao nhiêu' : `${open} trường hợp chưa có kết quả`;
  return `, dù ${rest} được xếp mức nào`;
}

function boundText({ open, quotaBase, bound }: QuotaStanding): string {
  if (bound === null) return 'chưa xác định';
  const what = enlarging[quotaBase];
  if (open === null) return `nhóm còn một số chưa rõ bao nhiêu: ${ofUnknown(bound, what)}`;
  const said = bound.maxExcellent === 0 ? withNone(bound, open, what) : withSome(bound, open, what);
  return `${open} trường hợp chưa có kết quả: ${said}`;
}

function withNone({ neededWithNone: least }: QuotaBound, open: number, what: string): string {
  if (least > 0 && open === 1) return `chỉ trong giới hạn nếu trường hợp này ${what}`;
  const none = 'chỉ trong giới hạn nếu không thêm trường hợp nào xuất sắc';
  return least === 0 ? none : `${none} và ít nhất ${least} trong ${open} trường hợp còn lại ${what}`;
}

function withSome(bound: QuotaBound, open: number, what: string): string {
  const most = bound.maxExcellent ?? 0;
  const many = bound.neededWithMost ?? 0;
  if (bound.neededWithNone === 0) {
    const limit = `chỉ trong giới hạn nếu nhiều nhất ${most} trong ${open} trường hợp đó xuất sắc`;
    return many === 0
      ? limit
      : `${limit}; nếu có ${most} xuất sắc thì ít nhất ${many} trong số còn lại phải ${what}`;
  }
  const none = withNone(bound, open, what);
  return most === 1
    ? `${none}, hoặc nếu thêm 1 xuất sắc và ít nhất ${many} trong số còn lại ${what}`
    : `${none}, hoặc nếu thêm nhiều nhất ${most} xuất sắc và đủ số còn lại ${what} (thêm ${most}: ít nhất ${many})`;
}

/** For an unknown number of open ones. */
function ofUnknown({ maxExcellent: most, neededWithNone: least }: QuotaBound, what: string): string {
  if (most === 0) return 'chỉ trong giới hạn nếu không thêm trường hợp nào xuất sắc';
  if (most !== null) return `chỉ trong giới hạn nếu nhiều nhất ${most} trong số đó xuất sắc`;
  return least === 0
    ? `trong giới hạn nếu không thêm trường hợp nào xuất sắc; càng thêm xuất sắc thì càng cần thêm nhiều trường hợp ${what}`
    : `chỉ trong giới hạn nếu ít nhất ${least} trong số còn lại ${what} khi không thêm xuất sắc nào, và nhiều hơn nữa khi thêm mỗi trường hợp xuất sắc`;
}
