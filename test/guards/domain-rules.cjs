/**
 * The table of domain rules: what each says, in a line, and the tests that prove it, found by the numbers in their titles.
 * `node test/guards/domain-rules.cjs` writes docs/domain-rules.md.
 */
const { execFileSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');

const root = join(__dirname, '../..');
const file = join(root, 'docs/domain-rules.md');

/** Number, term, and what the software does about it. */
const rules = [
  [1, '荣誉类别', 'each award goes to its kind of receiver; a team needs the unit it belongs to'],
  [2, '国籍', 'a nationality the clause does not name is refused, and one nobody states is asked for'],
  [3, '不重复授予', 'no award twice, unless the rules ask for new deeds and they are attached'],
  [4, '重复周期', 'again only after so many years, counted by years of rounds'],
  [5, '荣誉基础', 'an honour of a level or above comes first'],
  [6, '近三年', 'and one that recent on the day the round goes by'],
  [7, '事故三年', 'an accident bars for years, its last day included where the document says so'],
  [8, '当年禁报', 'a bar blocks the year it stands in; the next is free once it is cleared'],
  [9, '无竞赛不推奖状', 'no labour competition last year, no nomination'],
  [10, '级别限制', 'from a rank up nobody is nominated; below it somebody may count under a cap'],
  [11, '头衔按单位性质', "the title follows the employer's kind"],
  [12, '逐级推荐', 'the next level begins when the notice before is over without open objection'],
  [13, '征求意见', 'every department of the matrix must say yes; one no is a veto, with its reason'],
  [14, '职代会', 'a resolution is attached; minutes of a meeting do for small units only'],
  [15, '材料字数', 'characters without spaces; what is over warns or blocks as the document says'],
  [16, '名额', 'a quota is a ceiling; fewer will do where the document lets seats stay empty'],
  [17, '比例下限', 'a floor is a share of its base, rounded up unless the document says otherwise'],
  [18, '比例上限', 'a ceiling is a share of its base, rounded down unless the document says otherwise'],
  [19, '单列', 'who is listed singly, and who is honoured at once, stands outside every base'],
  [20, '分组基数', 'a cap may be a share of a subgroup'],
  [21, '重叠类别', 'who is in two categories counts in both'],
  [22, '控制数', 'no more than the control number in all, and what is free of it'],
  [23, '正选递补', 'substitutes take free seats in order; a seat nobody can take stays empty'],
  [24, '跨单位递补', "then the best of other units' substitutes, where the formula lets them"],
  [25, '备用人选', 'heads need backups'],
  [26, '名额公式', 'seats by weighted shares of several figures, exactly, the rest by the largest remainder'],
  [27, '差额', 'more candidates than seats where the document asks for it'],
  [28, '新就业形态', 'obligatory candidates and groups'],
  [29, '宏观比例报告', 'a share is half-up from the exact ratio, and printed with what it was worked out from'],
  [30, '公示期', 'working days, with or without the posting day'],
  [31, '节假日', 'holidays are not counted, and a year nobody knows is refused'],
  [32, '调休', 'weekends worked in exchange are counted'],
  [33, '截止时刻', 'what comes after the closing minute is recorded as late'],
  [34, '邮戳', 'a letter goes by its postmark'],
  [35, '异议形式', 'anonymous objections are recorded and hold nobody, unless the document says so'],
  [36, '异议冻结', 'an objection holds the nominee, not the list'],
  [37, '限期核实', 'without a signed answer in time the nomination is given up'],
  [38, '核实结论', 'kept, adjusted or cancelled, with a reason'],
  [39, '三次公示', 'level by level; one that was reopened blocks the next'],
  [40, '公示无异议', 'certified only when nothing is open'],
  [41, '公示脱敏', 'listed fields only, and nothing published shows an ID number or a phone'],
  [42, '法定人数', 'a quorum is the fraction of those who may decide, rounded up'],
  [43, '通过基数', 'a majority is of those present or of all members, as the document says'],
  [44, '回避', 'a recused member is in none of the numbers, and reads nothing of the item'],
  [45, '秘密表决', 'counts and signed minutes are kept, and nothing that leads to a voter'],
  [46, '逐项', 'every nominee has one vote of every voter'],
  [47, '并列出线', 'who is tied for the last seats is named, for a new ballot'],
  [48, '委员会规模', 'a committee has as many members as the document lets it'],
  [49, '重审', 'the latest minutes hold, and all of them stay'],
  [50, '报名限额', 'a unit may enter so many and no more'],
  [51, '最低人数', 'with too few entrants a contest is cancelled, or has results and no awards'],
  [52, '迟到', 'who comes too late is absent and takes no rank'],
  [53, '分组', 'groups have boards and prizes of their own'],
  [54, '综合榜', 'an overall board holds the groups it names and no others'],
  [55, '退赛', 'who withdrew is listed without a rank'],
  [56, '晋级', 'a cut by rank, share or score; who ties at it enters, or as the document says'],
  [57, '带分', 'points are carried to the next stage'],
  [58, '名次转分', 'ranks become points, with a floor; nothing scored gives none'],
  [59, '重复参赛', 'one unit in two contests may win both'],
  [60, '权重', 'weights that do not make 100 are refused'],
  [61, '三部分', 'any number of weighted parts'],
  [62, '去最高最低', 'trimmed means, refused where too few marks would be left'],
  [63, '去同分', 'of equal extremes one is dropped'],
  [64, '修约', 'exact decimals; rounding only where and how the document says'],
  [65, '评委修正', "the head judge's shift stays within its bounds"],
  [66, '加分就高', 'of several bonuses the highest counts'],
  [67, '加分封顶', 'each class of bonus has a cap'],
  [68, '扣分', 'deductions by fault, with a floor for the item'],
  [69, '一票否决', 'a veto keeps the score and takes the rank and the award'],
  [70, '分项及格', 'every dimension has a floor of its own'],
  [71, '门槛', 'thresholds include their bound and compare what is published'],
  [72, '求和或平均', 'a board says whether it adds or averages'],
  [73, '低者优', 'lower may be better'],
  [74, '绝对差', 'the distance from a reference counts'],
  [75, '并列', 'shared places are numbered as the document says'],
  [76, '并列决胜', 'a chain of values decides ties before a place is shared'],
  [77, '并列容差', 'totals within a tolerance of the best of a group tie, and chains do not spread'],
  [78, '双金', 'two golds leave no silver, three silvers no bronze'],
  [79, '加赛', 'a play-off orders and does not change the total'],
  [80, '匿名', 'judges read no names before the freeze'],
  [81, '冻结', 'behind a freeze only corrections'],
  [82, '申诉', 'appeals within minutes counted from the publication'],
  [83, '成绩更正', 'a correction keeps the old value, and says which places it changed'],
  [84, '事后取消', 'a later disqualification moves the others up'],
  [85, '回放', 'the rank each took when it was scored can be seen again'],
  [86, '违规处理', 'a sanction has no effect before a judge has signed it'],
  [87, '名次授奖', 'titles by class of contest and rank'],
  [88, '规模档', 'size bands must cover every number, or the document is refused'],
  [89, '比例设奖', 'prizes by share with the rounding stated'],
  [90, '低于及格不奖', 'below the pass mark there is no prize'],
  [91, '依次递补', 'who holds the honour is passed over and keeps the rank'],
  [92, '首位职工', 'the honour goes to the first who is an employee'],
  [93, '晋升', 'grades by bands of the finalists'],
  [94, '不重复奖励', 'money once, unless the document says otherwise'],
  [95, '队奖', 'a team has the sum of its members, and time decides'],
  [96, '月季年', 'periods roll up into a year'],
  [97, '流动红旗', 'the flag changes with the period, or stays with who won most'],
  [98, '负奖', 'money may be negative'],
  [99, '出勤', 'an attendance below its rate takes the rank'],
  [100, '参赛面', 'coverage as joined of all, to two decimals'],
  [101, '建议统计', 'proposals are counted each at its own state'],
  [102, '效益合计', 'a benefit counts when it is verified'],
  [103, '同比', 'growth on the year before against its target'],
  [
    104,
    '资格外',
    'so many years on end on the roll let a nomination apply outside the quota; without them it is refused',
  ],
  [105, '授予', 'a conferral has a decision number that is read and printed in one form, a day and a level'],
  [106, '即时与单列', 'given outside a round, on the list of the year its document says, outside the base'],
  [107, '追授', 'a posthumous honour names who takes the certificate'],
  [108, '连带', 'a conferral drafts the nominations that follow from it, and confers nothing'],
  [109, '撤销', 'a cause from the list, an approving body, a number and a day; the current list leaves it out'],
  [110, '批量撤销', 'one decision takes back many or none, and what has not come back stays listed'],
  [111, '摘牌分类', 'ordered, automatic or natural; the automatic one only once its term is over'],
  [112, '复查', 'who was not looked at for the set time is due'],
  [113, '排序', 'lists by strokes of the surname or of the whole name, by pinyin, by region'],
  [114, '姓名规范', 'names of two characters are padded on paper and nowhere else'],
  [115, '分奖编号', 'numbers begin again in each award'],
  [116, '清点', 'a list whose count is not the one stated is not exported'],
  [117, '表格安全', 'what a spreadsheet would take for a formula is text, and the change is told'],
  [118, '公示件', 'a notice shows number, award, name, unit and post, and an ethnicity that is not Han'],
  [119, '最少必要', 'a role gets the columns it needs; who asks for more is refused, and that is recorded'],
  [120, '掩码', 'ID numbers show 6 and 4, phones 3 and 4'],
  [121, '同名', 'people of one name are told apart by unit and post, then by year of birth'],
  [122, '保存期', 'papers and honours stay; what is deleted is the data of a person, by a written policy'],
  [123, '删除', 'a destroyed key leaves names unreadable everywhere, and ranks and counts as they were'],
  [124, '可核', 'boards, lists and the roll can be worked out again as of any moment'],
  [125, '未完成', 'unfinished is nothing for that event, and is still ranked'],
  [126, '超时', 'time over the mean and over the limit is deducted'],
  [127, '基础分', 'a start value goes up and down'],
  [128, '差错扣分', 'each error has its price'],
  [129, '弄虚作假', 'the unit that recommended by false material is barred from one next round'],
  [130, '意见超期', 'a department that has not answered by the closing day has not said yes'],
  [131, '分数修改留痕', 'who, when and why; after publication with a second person'],
  [132, '同一事件幂等', 'the same sheet twice counts once; other values are a conflict'],
];

const runs = new Set(['it', 'test']);
const skips = new Set(['xit', 'xtest', 'xdescribe']);
const skipping = new Set(['skip', 'todo', 'failing']);

/** `it`, `it.each(…)`, `describe.skip.each(…)`: the name in front and the words behind it. */
function calleeOf(node) {
  if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) return calleeOf(node.expression ?? node.tag);
  if (ts.isPropertyAccessExpression(node)) {
    const callee = calleeOf(node.expression);
    return callee && { ...callee, words: [...callee.words, node.name.text] };
  }
  return ts.isIdentifier(node) ? { name: node.text, words: [] } : undefined;
}

/** Titles of the tests of a file that are run: not those in comments, and none that is skipped or inside what is. */
function titlesOf(text, path = 'a.spec.ts') {
  const titles = [];
  const visit = (node) => {
    if (ts.isCallExpression(node)) {
      const callee = calleeOf(node.expression);
      if (callee && (skips.has(callee.name) || callee.words.some((word) => skipping.has(word)))) return;
      const [title] = node.arguments;
      // Of `it.each(rows)(title, …)` the inner call has no title of its own.
      const named =
        callee && runs.has(callee.name) && title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title));
      if (named) titles.push(ts.isTemplateExpression(title) ? title.getText().slice(1, -1) : title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return titles;
}

/** `domain-rules 52 and 55:`, `domain-rules 56, 57:`, `domain-rules 100-103:`. */
const listIn = /domain-rules ((?:\d+(?:[-–]\d+)?(?:, | and )?)+)/;

/** Rule number → files and titles of the tests that name it. */
function proofs() {
  const found = new Map();
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.spec.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const path of files.trim().split('\n').sort()) {
    if (path.startsWith('test/guards/')) continue;
    const text = readFileSync(join(root, path), 'utf8');
    if (!text.includes('domain-rules ')) continue;
    for (const title of titlesOf(text, path)) {
      const numbers = listIn.exec(title)?.[1];
      if (numbers === undefined) continue;
      for (const part of numbers.split(/, | and /)) {
        const [from, to = from] = part.split(/[-–]/).map(Number);
        for (let rule = from; rule <= to; rule++) found.set(rule, [...(found.get(rule) ?? []), { path, title }]);
      }
    }
  }
  return found;
}

function table(found = proofs()) {
  const lines = rules.map(([number, term, said]) => {
    const [first, ...more] = found.get(number) ?? [];
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    const proof =
      first === undefined ? '**none**' : `${first.title.replace(/\|/g, '\\|')} (\`${first.path}\`)${others}`;
    return `| ${number} | ${term}: ${said} | ${proof} |`;
  });
  return [
    '# Domain rules and the tests that prove them',
    '',
    'Written by `npm run -s domain-rules` from the titles of the tests; a check fails when it is not up to date or a rule has no test.',
    'Which rules there are, and where they come from, is the dossier of the domain this was built from; documents cite their own sources.',
    '',
    '| rule | what it says | a test |',
    '|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

module.exports = { file, proofs, rules, table, titlesOf };
if (require.main === module) writeFileSync(file, table());
