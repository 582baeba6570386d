import { type Answered, boundOf, type Relation, relationOf } from '../core/policy/condition.ts';
import type { Finding, Other, QuotaStanding, ShareTest } from '../core/policy/outcome.ts';
import type { QuotaBase, Rounding, VoteBase } from '../core/vocabulary.ts';
import type { Catalogue, FactName } from './catalogue.ts';
import { minimumDecides, ratioText } from './ratios.ts';

// What the rules found, in Vietnamese.

export const levels: Catalogue['levels'] = {
  EXCELLENT: 'hoàn thành xuất sắc nhiệm vụ',
  GOOD: 'hoàn thành tốt nhiệm vụ',
  COMPLETED: 'hoàn thành nhiệm vụ',
  NOT_COMPLETED: 'không hoàn thành nhiệm vụ',
  NOT_RATED: 'chưa xếp loại',
};

export const facts: Readonly<Record<FactName, string>> = {
  exempt: 'được miễn sinh hoạt đảng',
  suspended: 'bị đình chỉ sinh hoạt đảng',
  disciplinedInPeriod: 'bị kỷ luật trong kỳ',
  workRelatedDiscipline: 'bị kỷ luật do thực hiện nhiệm vụ',
  selfDetectedAndRemedied: 'tự phát hiện và khắc phục xong',
  degraded: 'bị kết luận suy thoái',
  prohibitedConduct: 'vi phạm những điều đảng viên không được làm',
  exampleDutyBreached: 'vi phạm trách nhiệm nêu gương',
  internalDisunity: 'bị kết luận mất đoàn kết nội bộ',
  corruptionCaseInUnit: 'có vụ tham nhũng, lãng phí, tiêu cực trong đơn vị',
  corruptionRemedied: 'vụ việc đó tự phát hiện và khắc phục xong',
  mainTargetsMissed: 'không đạt chỉ tiêu chủ yếu',
  forceMajeure: 'bất khả kháng',
  unitMainTargetsMissed: 'đơn vị được lãnh đạo không đạt chỉ tiêu chủ yếu',
  monthsSinceAdmission: 'số tháng kể từ khi kết nạp',
  monthsSinceFounded: 'số tháng kể từ khi thành lập',
  sickLeaveMonths: 'số tháng nghỉ ốm',
  unitsTotal: 'tổng số đơn vị',
  unitsDisciplined: 'đơn vị bị kỷ luật',
  unitsRatedCompletedOrBetter: 'đơn vị hoàn thành nhiệm vụ trở lên',
  unitsRatedGoodOrBetter: 'đơn vị hoàn thành tốt nhiệm vụ trở lên',
  targetsTotal: 'tổng số chỉ tiêu',
  targetsMet: 'chỉ tiêu đạt',
  targetsExceeded: 'chỉ tiêu vượt',
  targetsLate: 'chỉ tiêu đạt chậm',
  unitTargetsTotal: 'tổng số chỉ tiêu của đơn vị được lãnh đạo',
  unitTargetsMet: 'chỉ tiêu đạt của đơn vị được lãnh đạo',
  unitTargetsExceeded: 'chỉ tiêu vượt của đơn vị được lãnh đạo',
  confidenceVotes: 'tổng số phiếu tín nhiệm',
  lowConfidenceVotes: 'phiếu tín nhiệm thấp',
  resultsGrade: 'cấp độ về kết quả',
  lowestOtherGrade: 'cấp độ thấp nhất của các tiêu chí khác',
  memberDiscipline: 'mức kỷ luật nặng nhất của thành viên',
  civilServantLevel: 'mức xếp loại cán bộ, công chức, viên chức',
  score: 'điểm',
};

const values: Readonly<Record<string, string>> = {
  OUTSTANDING: 'xuất sắc',
  GOOD: 'tốt',
  AVERAGE: 'trung bình',
  POOR: 'kém',
  NONE: 'không',
  REPRIMAND: 'khiển trách',
  WARNING: 'cảnh cáo',
  REMOVAL: 'cách chức',
  EXPULSION: 'khai trừ',
  EXCELLENT: 'hoàn thành xuất sắc',
  COMPLETED: 'hoàn thành',
  NOT_COMPLETED: 'không hoàn thành',
};

const holds: Readonly<Record<Relation, string>> = {
  atLeast: 'đạt từ',
  moreThan: 'quá',
  atMost: 'không quá',
  lessThan: 'dưới',
};
const fails: Readonly<Record<Relation, string>> = {
  atLeast: 'chưa đạt',
  moreThan: 'không quá',
  atMost: 'quá',
  lessThan: 'không dưới',
};

const voteBases: Readonly<Record<VoteBase, string>> = {
  BODY_MEMBERS: 'tổng số thành viên có quyền biểu quyết',
  PRESENT: 'số thành viên có mặt',
  CAST: 'số phiếu thu về',
  VALID: 'số phiếu hợp lệ',
};

const quotaBases: Readonly<Record<QuotaBase, string>> = {
  GOOD: 'được xếp loại hoàn thành tốt',
  GOOD_OR_BETTER: 'được xếp loại hoàn thành tốt trở lên',
  ALL_RATED: 'được xếp loại',
  ALL_MEMBERS: 'thuộc nhóm',
};

const needed: Readonly<Record<QuotaBase, string>> = {
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

function test({ level, marks, base, share, inclusive, passes }: ShareTest): string {
  const sum = marks.reduce((one, other) => one + other, 0);
  const counted = marks.length > 1 ? `${marks.join(' + ')} = ${sum}` : String(sum);
  const verb = (passes ? holds : fails)[inclusive ? 'atLeast' : 'moreThan'];
  return `${levels[level]}: ${counted} trên ${base} ${verb} ${share.numerator}/${share.denominator}`;
}

function labelOf({ question }: Answered): string {
  return 'named' in question ? `“${question.named}”` : facts[question.fact];
}

/** One question with its answer: "đơn vị bị kỷ luật: 3 trên 10 quá 20 %". */
function answer(one: Answered): string {
  const { question, given, truth, exception } = one;
  const label = labelOf(one);
  const [value = null, whole = null] = given;
  if (truth === 'UNKNOWN') {
    if (exception) return `${label}: không được nêu`;
    if (value !== null && 'of' in question && question.of !== undefined) {
      return whole === 0
        ? `${label}: tổng số là 0, không tính được tỷ lệ`
        : `${label}: ${value}, chưa có ${facts[question.of]}`;
    }
    return `${label}: chưa có thông tin`;
  }
  if ('is' in question) {
    if (exception) return `${label}: ${truth === 'TRUE' ? 'có nêu' : 'không được nêu'}`;
    return `${label}: ${value === true ? 'có' : 'không'}`;
  }
  const bound = boundOf(question);
  const verb = (truth === 'TRUE' ? holds : fails)[relationOf(question)];
  if (typeof bound === 'object') return `${label}: ${value} trên ${whole} ${verb} ${ratioText(bound)}`;
  return `${label}: ${values[String(value)] ?? value} ${verb} ${values[String(bound)] ?? bound}`;
}

function answers(because: readonly Answered[]): string {
  return because.map(answer).join('; ');
}

function other(one: Other): string {
  const name = one.name ?? 'đơn vị ngoài chương trình';
  switch (one.is) {
    case 'RATED':
      return `${name}: ${levels[one.level]}`;
    case 'OPEN':
      return `${name}: chưa có kết quả, còn chờ`;
    case 'WITHOUT_LEVEL':
      return `${name}: không có mức xếp loại, không giới hạn`;
    default:
      return one satisfies never;
  }
}

export function finding(found: Finding): string {
  switch (found.found) {
    case 'QUORUM': {
      const { present, summoned, needed: least, share } = found;
      return `Khi mở lượt bỏ phiếu có mặt ${present} trên ${summoned} người có quyền biểu quyết; cần ${least} (${ratioText(share)}).`;
    }
    case 'NOBODY_RECUSED':
      return 'Không có đại biểu nào phải đứng ngoài nội dung này.';
    case 'SELF_LEFT_OUT':
      return `Người được xếp loại không tự bỏ phiếu cho mình và không tính vào mẫu số; tỷ lệ tính trên ${found.base}.`;
    case 'BASE': {
      const { of, base, electorate, counted, blank } = found;
      return `Tỷ lệ tính trên ${voteBases[of]}: ${base}. Thu về ${counted} trên ${electorate} phiếu, trong đó ${blank} phiếu trắng.`;
    }
    case 'SHARES':
      return `${found.tests.map(test).join('; ')}.`;
    case 'PLURALITY': {
      const marks = found.marks.join(' : ');
      return found.tied
        ? `Không mức nào có nhiều phiếu nhất (${marks}): tập thể phải quyết định.`
        : `Mức có nhiều phiếu nhất (${marks}).`;
    }
    case 'PEOPLE_MUST_DECIDE':
      return 'Không mức nào tự đạt: theo thiết lập, tập thể phải quyết định.';
    case 'NOT_NEEDED':
      return 'Không cần xét: đã có mức tự đạt.';
    case 'CASE': {
      const said = answers(found.because);
      if (found.truth === 'UNKNOWN') return `Chưa đủ thông tin nên không áp dụng. ${said}.`;
      if (found.truth === 'FALSE') return `Không thuộc trường hợp này. ${said}.`;
      return `Thuộc trường hợp này${found.most === null ? '' : `: cao nhất là ${levels[found.most]}`}. ${said}.`;
    }
    case 'REQUIREMENT': {
      const names = found.levels.map((level) => levels[level]).join(', ');
      const said = answers(found.because);
      if (found.truth === 'UNKNOWN') return `Chưa đủ thông tin nên không loại mức nào. ${said}.`;
      if (found.truth === 'TRUE') return `Đạt điều kiện (${names}). ${said}.`;
      return `Không đạt điều kiện: không xếp mức ${names}. ${said}.`;
    }
    case 'BOUND': {
      const most = found.most === null ? '' : ` Không cao hơn ${levels[found.most]}.`;
      return `${found.others.map(other).join('; ')}.${most}`;
    }
    case 'QUOTA_WAITS':
      return `Tỷ lệ của nhóm “${found.peerGroup}” được xét trên cả nhóm khi bế mạc.`;
    case 'OUTSIDE_QUOTA':
      return found.why === 'PROPOSED'
        ? 'Ở đây chỉ đề xuất nên không tính vào tỷ lệ của hội nghị này.'
        : 'Theo thiết lập, người đứng đầu không tính vào tỷ lệ.';
    case 'QUOTA':
      return standing(found.standing);
    case 'SETTLED':
      return 'Tập thể tự quyết định mức xếp loại.';
    case 'AUTHORITY': {
      if (found.status === 'NEEDS_DECISION') {
        return 'Theo quy tắc không còn mức nào: tập thể phải quyết định.';
      }
      if (found.status === 'NOT_RATED') return 'Chưa xếp loại.';
      return found.authority === 'DECIDE'
        ? 'Hội nghị này quyết định.'
        : 'Hội nghị này đề xuất; cấp trên trực tiếp quyết định.';
    }
    default:
      return found satisfies never;
  }
}

export function standing(one: QuotaStanding): string {
  const { peerGroup, status, excellent, base, allowed, excess, open, over, ratio, quotaBase } = one;
  const group = `${peerGroup}: ${excellent} hoàn thành xuất sắc`;
  const rule = `${ratioText(ratio)} số ${quotaBases[quotaBase]}`;
  const minimum = minimumDecides(one) ? `, ít nhất ${one.minimum}` : '';
  const share = `${ratioText(ratio)} của ${base} ${quotaBases[quotaBase]}, ${roundings[one.rounding]}${minimum}`;
  const rest = open === null ? 'số chưa rõ còn lại' : `${open} đối tượng còn lại`;
  switch (status) {
    case 'WITHIN':
      if (open === 0) return `${group}, được ${allowed} (${share}): trong tỷ lệ.`;
      return `${group}: trong tỷ lệ (${rule}), dù ${rest} được xếp thế nào.`;
    case 'EXCEEDED':
      if (open === 0) return `${group}, được ${allowed} (${share}): vượt ${excess}.`;
      return `${group}: vượt ít nhất ${over} (${rule}), dù ${rest} được xếp thế nào.`;
    case 'INDETERMINATE':
      return `${group} (${rule}), còn ${open === null ? 'một số chưa rõ' : `${open}`} chưa có kết quả: ${boundText(one)}.`;
    default:
      return status satisfies never;
  }
}

function boundText({ open, quotaBase, bound }: QuotaStanding): string {
  if (bound === null) return 'chưa xác định';
  const { mostExcellent, neededWithNone, neededWithMost } = bound;
  const of = open === null ? 'số còn lại' : `${open} đối tượng còn lại`;
  const none =
    neededWithNone === 0
      ? 'không thêm ai xuất sắc'
      : `không thêm ai xuất sắc và ít nhất ${neededWithNone} trong ${of} ${needed[quotaBase]}`;
  if (mostExcellent === null) return `chỉ trong tỷ lệ nếu ${none}; thêm một xuất sắc thì cần thêm nhiều hơn`;
  if (mostExcellent === 0) return `chỉ trong tỷ lệ nếu ${none}`;
  const more = neededWithMost
    ? ` và đủ số còn lại ${needed[quotaBase]} (nếu thêm ${mostExcellent}: ít nhất ${neededWithMost})`
    : '';
  return `chỉ trong tỷ lệ nếu ${none}, hoặc nếu thêm nhiều nhất ${mostExcellent} xuất sắc${more}`;
}
