import { text } from '#kernel/text'

/** The words of live capture. */
export const t = text({
  zh: {
    title: '实时采集', subtitle: '业务系统一有变更即采集：是否跟得上、积压多少、停在哪里',
    none: '还没有实时采集的来源', noneAdvice: '以变更方式接入的业务系统会出现在这里；演示环境可启动核心模拟器',
    states: { connecting: '连接中', streaming: '采集中', stopped: '已停止', failing: '连接失败' },
    stop: '停止采集', start: '开始采集', stopAsk: '停止采集？', stopAdvice: '停止期间源系统会替我们保留日志；停得太久、超过其上限，期间的变更将无法补回。',
    replay: '回放', replayTitle: '从某一时刻回放变更', replayAdvice: '已采集并加密保存的变更，从所选时刻起按原顺序再装入一遍；每个主键最终仍是最新的样子，交易不会重复。', since: '从何时起', moments: { quarter: '十五分钟前', hour: '一小时前', day: '一天前', week: '一周前' }, replayed: (n: string) => `已排入 ${n} 条变更，正在装入`, nothing: '该时刻之后没有采集到变更',
    position: '日志位置', received: '最近收到', error: '最近错误', kept: '源端保留日志', keptOf: (kept: string, limit: string) => `${kept}（上限 ${limit}）`, bytes: (mb: string) => `${mb} MB`, gigabytes: (gb: string) => `${gb} GB`,
    keptAlarm: '源系统保留的日志已过上限的一半：请尽快恢复采集，否则变更将丢失', never: '尚未收到',
    face: '接口', table: '源表', waiting: '积压', lag: '延迟（秒）', perMinute: '每分钟（条）', mean: '平均（秒）', worst: '最慢（秒）', course: '走势', refused: '拒绝', spans: '每分钟与平均是最近一分钟的；最慢、拒绝与走势是最近一小时的。', taken: '最近装入', state: '状态',
   
    fine: '正常', behind: '落后', failing: '装入失败', courseOf: (n: string) => `最近一小时共 ${n} 条变更`,
    alarm: '源表结构有变', missing: (names: string) => `接口需要而源表已没有的列：${names}`, added: (names: string) => `源表新增、接口尚未声明的列：${names}`, identity: '源表没有公布变更前的整行，删除与改主键无法识别',
    list: (names: string[]) => names.join('、'),
    errors: {
      'slot-lost': '源系统已丢弃我们未读的日志，须重新全量导入', 'another-reader': '另一进程已在读取', silent: '线路无应答', cut: '连接中断', 'no-publication': '源系统没有公布变更', failed: '读取失败',
      ECONNREFUSED: '源系统拒绝连接', ECONNRESET: '连接被重置', ETIMEDOUT: '连接超时', '28P01': '口令不对', '57P03': '源系统正在启动', '55006': '日志位置正被占用', unavailable: '本系统数据库暂不可用', '57014': '装入超时', 'too-many-faults': '数据库拒收的行过多',
    },
  },
  en: {
    title: 'Live capture', subtitle: 'Changes are read as the systems commit them: whether we keep up, what waits, and where we are',
    none: 'No source is captured live', noneAdvice: 'Systems whose changes are followed appear here; in the demo, start the core simulator',
    states: { connecting: 'Connecting', streaming: 'Capturing', stopped: 'Stopped', failing: 'Cannot connect' },
    stop: 'Stop', start: 'Start', stopAsk: 'Stop the capture?', stopAdvice: 'Meanwhile the system keeps its log for us; beyond its limit it forgets, and those changes cannot be had again.',
    replay: 'Replay', replayTitle: 'Replay changes from a moment on', replayAdvice: 'What was captured and kept, encrypted, is loaded once more in its order; every key ends as it stands now, and no transaction comes twice.', since: 'From', moments: { quarter: 'A quarter of an hour ago', hour: 'An hour ago', day: 'A day ago', week: 'A week ago' }, replayed: (n) => `${n} changes are on their way in`, nothing: 'Nothing was captured since then',
    position: 'Place in the log', received: 'Last received', error: 'Last error', kept: 'Log kept for us', keptOf: (kept, limit) => `${kept} of ${limit}`, bytes: (mb) => `${mb} MB`, gigabytes: (gb) => `${gb} GB`,
    keptAlarm: 'The system keeps more than half of what it may: go on reading soon, or changes are lost', never: 'Nothing yet',
    face: 'Interface', table: 'Table', waiting: 'Waiting', lag: 'Lag (s)', perMinute: 'A minute', mean: 'Mean (s)', worst: 'Worst (s)', course: 'Course', refused: 'Refused', spans: 'A minute and mean: the last minute. Worst, refused and course: the last hour.', taken: 'Last taken in', state: 'State',
   
    fine: 'Fine', behind: 'Behind', failing: 'Cannot load', courseOf: (n) => `${n} changes in the last hour`,
    alarm: 'The table has changed', missing: (names) => `Columns the interface needs and the table has no longer: ${names}`, added: (names) => `New columns of the table, not declared: ${names}`, identity: 'The table does not tell what a row was: deletions and changed keys go unseen',
    list: (names) => names.join(', '),
    errors: {
      'slot-lost': 'The system has dropped log we had not read: load everything anew', 'another-reader': 'Another process reads', silent: 'The line does not answer', cut: 'The connection was cut', 'no-publication': 'The system publishes no changes', failed: 'Reading failed',
      ECONNREFUSED: 'The system refuses connections', ECONNRESET: 'The connection was reset', ETIMEDOUT: 'The connection timed out', '28P01': 'Wrong password', '57P03': 'The system is starting', '55006': 'The slot is in use', unavailable: 'Our own database is away', '57014': 'Loading took too long', 'too-many-faults': 'The database refused too many rows',
    },
  },
})
