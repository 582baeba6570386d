import type { Finding, Other, ShareTest } from '../../core/policy/outcome.ts';
import { type QualityLevel, qualityLevels } from '../../core/vocabulary.ts';
import { capitalised, groupName, ratioText, relationFound, sumText } from '../numbers.ts';
import { answers, relations } from './answers.ts';
import { labels } from './labels.ts';
import { standing } from './standing.ts';

const { levels } = labels;

type Found<Name extends Finding['found']> = Finding & { readonly found: Name };

/** Returns what a rule found, as sentences. */
export function finding(found: Finding): string {
  switch (found.found) {
    case 'QUORUM': {
      const { present, summoned, needed, share } = found;
      return `Có mặt ${present} trên ${summoned} người có quyền biểu quyết, cần ${needed} (${ratioText(share)}).`;
    }
    case 'NOBODY_RECUSED':
      return 'Không có thành viên nào phải đứng ngoài nội dung này.';
    case 'SELF_LEFT_OUT':
      return `Người được xếp loại không bỏ phiếu cho mình và không tính vào tổng số; tỷ lệ tính trên ${found.base}.`;
    case 'BASE':
      return base(found);
    case 'SHARES':
      return `${found.tests.map(test).join('; ')}.`;
    case 'PLURALITY':
      return plurality(found);
    case 'PEOPLE_MUST_DECIDE':
      return 'Không mức nào tự đạt tỷ lệ: theo thiết lập, tập thể phải quyết định.';
    case 'NOT_NEEDED':
      return 'Không cần xét: đã có mức tự đạt tỷ lệ.';
    case 'CASE':
      return holding(found);
    case 'REQUIREMENT':
      return requirement(found);
    case 'BOUND': {
      const most = found.most === null ? '' : ` Không xếp cao hơn mức ${levels[found.most]}.`;
      return `${capitalised(found.others.map(other).join('; '))}.${most}`;
    }
    case 'QUOTA_WAITS':
      return `Tỷ lệ xuất sắc của nhóm “${groupName(labels, found.peerGroup)}” được xét trên cả nhóm khi bế mạc.`;
    case 'OUTSIDE_QUOTA':
      return found.why === 'PROPOSED'
        ? 'Ở đây chỉ đề xuất nên không tính vào tỷ lệ xuất sắc của hội nghị này.'
        : 'Theo thiết lập, người đứng đầu không tính vào tỷ lệ xuất sắc.';
    case 'QUOTA':
      return standing(found.standing);
    case 'SETTLED':
      return 'Tập thể tự quyết định mức xếp loại.';
    case 'AUTHORITY':
      return authority(found);
    default:
      return found satisfies never;
  }
}

function base({ of, base, electorate, counted, blank }: Found<'BASE'>): string {
  const on = of === 'BODY_MEMBERS' ? `tổng số ${base}` : String(base);
  const cast = `thu về ${counted} trên ${electorate} phiếu, trong đó ${blank === 0 ? 'không có' : blank} phiếu trắng`;
  return `Tỷ lệ tính trên ${on} ${labels.voteBases[of]}; ${cast}.`;
}

function test(one: ShareTest): string {
  const { level, marks, base, share } = one;
  const related = relations.NUMBERS[relationFound(one)];
  return `${levels[level]}: ${sumText(marks)} trên ${base}, ${related(`${share.numerator}/${share.denominator}`)}`;
}

function plurality({ marks, tied }: Found<'PLURALITY'>): string {
  const counts = qualityLevels.map((level, index) => `${levels[level]} ${marks[index] ?? 0}`).join(', ');
  return tied
    ? `Không mức nào có nhiều phiếu hơn hẳn: ${counts}. Tập thể phải quyết định.`
    : `Lấy mức có nhiều phiếu nhất: ${counts}.`;
}

function holding({ truth, because, most }: Found<'CASE'>): string {
  const said = answers(because);
  switch (truth) {
    case 'TRUE':
      return `Thuộc trường hợp này${most === null ? '' : `: cao nhất là mức ${levels[most]}`}.${said}`;
    case 'FALSE':
      return `Không thuộc trường hợp này.${said}`;
    case 'UNKNOWN': {
      const effect = most === null ? 'không bắt buộc cũng không miễn trừ' : 'không giới hạn mức nào';
      return `Chưa xác định được.${said} Điều chưa biết thì ${effect}.`;
    }
    default:
      return truth satisfies never;
  }
}

function requirement({ levels: names, truth, because }: Found<'REQUIREMENT'>): string {
  const said = answers(because);
  const of = listed(names);
  switch (truth) {
    case 'TRUE':
      return `Đạt điều kiện của mức: ${of}.${said}`;
    case 'FALSE':
      return `Không đạt điều kiện nên không được xếp mức: ${of}.${said}`;
    case 'UNKNOWN':
      return `Chưa xác định được nên không loại mức: ${of}.${said}`;
    default:
      return truth satisfies never;
  }
}

function listed(names: readonly QualityLevel[]): string {
  return names.map((level) => levels[level]).join(', ');
}

function other(one: Other): string {
  const name = one.name ?? 'đơn vị ngoài chương trình';
  switch (one.is) {
    case 'RATED':
      return `${name}: ${levels[one.level]}`;
    case 'OPEN':
      return `${name}: chưa có kết quả, còn phải chờ`;
    case 'WITHOUT_LEVEL':
      return `${name}: không có mức xếp loại nên không giới hạn`;
    default:
      return one satisfies never;
  }
}

function authority({ status, authority }: Found<'AUTHORITY'>): string {
  if (status === 'NEEDS_DECISION') return 'Không còn mức nào phù hợp: tập thể phải quyết định.';
  if (status === 'NOT_RATED') return 'Chưa xếp loại.';
  return authority === 'DECIDE'
    ? 'Hội nghị này quyết định.'
    : 'Hội nghị này đề xuất; cấp trên trực tiếp quyết định.';
}
