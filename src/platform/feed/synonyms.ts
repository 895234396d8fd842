/** What banks call the fields of ours, in Chinese and English, and how they write the codes of ours: what a first suggestion is made of. */

/** By entity where a field means another thing in it; `*` for all. */
export const FIELD_WORDS: Record<string, Record<string, string[]>> = {
  '*': {
    name: ['名称', '姓名', 'name'], org: ['机构', '机构号', '机构代码', '网点', '网点号', '支行', '支行号', '开户机构', '所属机构', '开户网点', '归属机构', '管理机构', '经办机构', 'branch', 'branch_no', 'brn_no', 'org', 'org_no', 'org_code', 'dept'],
    owner: ['客户经理', '客户经理号', '客户经理工号', '管户经理', '管户人', '经理工号', 'manager', 'mgr', 'mgr_no', 'rm', 'rm_no', 'rm_code', 'owner', 'acct_manager'],
    openedOn: ['开户日期', '开户日', '建档日期', '开立日期', '开通日期', '注册日期', '发卡日期', '放款日期', '起始日期', 'open_date', 'open_dt', 'create_date', 'reg_date', 'opened', 'issue_date'],
    closedOn: ['销户日期', '销户日', '注销日期', '结清日期', 'close_date', 'close_dt', 'closed'],
    updatedOn: ['更新日期', '修改日期', '维护日期', '最后更新', 'update_date', 'upd_dt', 'modify_date', 'last_modified'],
    maturesOn: ['到期日', '到期日期', '到期', 'maturity', 'maturity_date', 'matu_dt', 'expiry_date', 'due_date', 'end_date'],
    currency: ['币种', '货币', '币别', '货币代码', 'currency', 'ccy', 'curr', 'curr_cd'], status: ['状态', '账户状态', '账号状态', '卡状态', 'status', 'state', 'acct_status', 'sts'],
    product: ['产品代码', '产品编号', '产品号', '产品', '基金代码', '理财产品', 'product', 'prod_cd', 'prod_code', 'product_code', 'fund_code'],
    balance: ['余额', '账户余额', '当前余额', '本期余额', '交易后余额', '账面余额', '结余', 'balance', 'bal', 'acct_bal', 'cur_bal'],
    amount: ['金额', '交易金额', '发生额', '交易额', '转账金额', 'amount', 'amt', 'tran_amt', 'trade_amount', 'tx_amt'],
    counterparty: ['对方户名', '对手户名', '对方名称', '交易对手', '收款人', '对方姓名', 'opp_name', 'counterparty', 'payee', 'payee_name'],
    counterpartyAccount: ['对方账号', '对方账户', '对手账号', '收款账号', 'opp_acct', 'counterparty_account', 'payee_acct'],
    counterpartyBank: ['对方银行', '对方行名', '对方开户行', '收款行', '对方行', 'opp_bank', 'counterparty_bank', 'payee_bank'],
    email: ['邮箱', '电子邮箱', '电子邮件', 'email', 'e_mail', 'mail'], summary: ['摘要', '备注', '附言', '用途说明', 'summary', 'memo', 'remark', 'desc'], purpose: ['用途', '转账用途', 'purpose', 'usage'],
    place: ['交易地点', '地点', '交易场所', 'place', 'location'], merchant: ['商户名称', '商户', '特约商户', 'merchant', 'mcht_name'], mcc: ['商户类别', '商户类别码', '行业代码', 'mcc'],
    channel: ['渠道', '交易渠道', '渠道类型', 'channel', 'chnl'], kind: ['类型', '类别', '种类', 'type', 'kind', 'category'], subkind: ['细类', '账户细类', '储种', '存期类型', 'sub_type'],
    role: ['角色', '关系', '持有关系', '岗位', 'role', 'relation'], holder: ['持有人', '持卡人', '共有人', 'holder'], parent: ['上级', '上级机构', '上级机构号', '主账号', '关联账号', 'parent', 'parent_no'],
    customer: ['客户号', '客户编号', '客户代码', '客户标识', '客户内码', '所属客户', 'cust_no', 'cust_id', 'customer_no', 'customer_id', 'client_id', 'client_no', 'cif', 'party_id'],
    phone: ['电话', '手机', '手机号', '手机号码', '移动电话', '联系电话', '联系方式', '联系手机', 'phone', 'mobile', 'mobile_no', 'tel', 'cell', 'phone_no'],
  },
  'identity.record': {
    key: ['客户号', '客户编号', '客户代码', '客户标识', '客户内码', '核心客户号', '会员号', 'cust_no', 'cust_id', 'customer_no', 'customer_id', 'client_id', 'client_no', 'cif', 'cif_no', 'party_id', 'user_id'],
    name: ['客户名称', '客户姓名', '姓名', '户名', '中文名', '企业名称', '单位名称', 'cust_name', 'customer_name', 'client_name', 'name', 'real_name', 'full_name'],
    kind: ['客户类型', '客户类别', '公私标志', '对公对私', 'cust_type', 'client_type', 'customer_type'],
    idType: ['证件类型', '证件种类', '证件类别', 'cert_type', 'id_type', 'document_type', 'ident_type'],
    idNumber: ['证件号码', '证件号', '身份证', '身份证号', '身份证号码', '统一社会信用代码', '营业执照号', '社会信用代码', 'cert_no', 'id_no', 'id_number', 'id_card', 'ident_no', 'uscc', 'document_no'],
    gender: ['性别', 'sex', 'gender'], birthday: ['出生日期', '生日', '出生年月', '出生年月日', 'birth_date', 'birth_dt', 'birthday', 'dob', 'date_of_birth'],
    phone2: ['固定电话', '住宅电话', '家庭电话', '办公电话', '单位电话', '备用电话', '座机', 'tel', 'home_phone', 'office_phone', 'telephone', 'phone2'],
    address: ['地址', '住址', '家庭地址', '联系地址', '通讯地址', '居住地址', '户籍地址', '注册地址', '办公地址', 'address', 'addr', 'home_addr', 'home_address'],
    employer: ['工作单位', '单位', '就业单位', '所在单位', 'employer', 'company', 'work_unit'], occupation: ['职业', '职务', '职位', 'occupation', 'job', 'profession', 'job_title'],
    income: ['年收入', '收入', '月收入', '家庭收入', '年收入金额', 'income', 'annual_income'], legalName: ['法定代表人', '法人', '法人代表', '法人姓名', '法定代表人姓名', 'legal_name', 'legal_rep'],
    legalIdNumber: ['法人证件号', '法定代表人证件号码', '法人身份证', 'legal_id', 'legal_id_no'], industry: ['行业', '所属行业', '行业类别', 'industry', 'trade'],
  },
  'account.account': {
    key: ['账号', '账户', '账户号', '账户编号', '账户号码', '卡号', '贷款账号', '借据号', '合同号', 'acct_no', 'account_no', 'account_id', 'acct_id', 'card_no', 'loan_no', 'account'],
    customer: ['客户号', '客户编号', '客户代码', '所属客户', '户主客户号', 'cust_no', 'cust_id', 'customer_no', 'client_id', 'client_no', 'cif', 'party_id'],
    kind: ['账户类型', '账户类别', '账户种类', '账户性质', 'acct_type', 'account_type'], principal: ['本金', '贷款本金', '存入本金', '合同金额', 'principal', 'prin', 'loan_amt'],
    rate: ['利率', '年利率', '执行利率', 'rate', 'interest_rate', 'int_rate'], limit: ['额度', '授信额度', '信用额度', '透支额度', 'limit', 'credit_limit'], overdue: ['逾期金额', '逾期', '逾期本金', 'overdue', 'overdue_amt', 'past_due'],
  },
  'account.transaction': {
    key: ['流水号', '交易流水号', '交易流水', '交易序号', '流水编号', '交易号', '订单号', 'tran_no', 'trans_no', 'transaction_id', 'tx_id', 'serial_no', 'seq_no', 'trade_no', 'journal_no'],
    account: ['账号', '账户', '账户号', '交易账号', '卡号', 'acct_no', 'account_no', 'account_id', 'account', 'card_no'],
    at: ['交易时间', '交易日期', '交易日', '发生时间', '记账时间', '记账日期', '入账时间', '日期时间', 'tran_time', 'tran_ts', 'trans_time', 'tran_date', 'trade_time', 'tx_time', 'timestamp', 'post_date'],
    kind: ['交易类型', '交易类别', '交易种类', '交易代码', '业务类型', '摘要代码', 'tran_type', 'tran_cd', 'trans_type', 'tx_type', 'trade_type'],
  },
  'account.holding': {
    key: ['持仓号', '持仓编号', '份额编号', '持有编号', '合约号', 'hold_id', 'hold_no', 'position_id', 'holding_id'],
    account: ['账号', '账户', '理财账号', '基金账号', '交易账号', 'acct_no', 'account_no', 'account_id', 'account'],
    units: ['份额', '持有份额', '数量', '持仓份额', 'units', 'shares', 'quantity', 'vol'], value: ['市值', '持仓市值', '当前市值', '参考市值', 'value', 'market_value', 'mkt_val'],
    cost: ['成本', '持仓成本', '买入金额', '投资本金', 'cost', 'cost_amt'], since: ['起息日', '购买日期', '买入日期', '申购日期', '成立日', 'since', 'start_date', 'buy_date', 'value_date'],
  },
  'archive.contact': {
    key: ['编号', '序号', '记录编号', '联系编号', 'id', 'contact_id'], kind: ['渠道', '联系渠道', '联系类型', '联系方式类型', '类型', 'contact_type', 'type'],
    value: ['联系方式', '联系号码', '电话或邮箱', '号码', '电话', '手机号', '联系电话', '邮箱', 'contact', 'contact_value', 'phone', 'tel'], verifiedOn: ['核实日期', '核验日期', 'verified_on'], remark: ['备注', 'remark', 'memo'],
  },
  'account.holder': { key: ['编号', '序号', 'id'], account: ['账号', '账户', 'acct_no', 'account_no'], customer: ['客户号', '持有人客户号', 'cust_no', 'client_id'] },
  'account.order': { key: ['协议号', '签约编号', '指令号', 'order_id', 'agreement_no'], account: ['账号', '付款账号', '扣款账号', 'acct_no', 'account_no'] },
  'account.card': { key: ['卡号', 'card_no', 'card_id'], holder: ['持有人', '持卡人编号', 'holder', 'disp_id'], kind: ['卡类型', 'card_type'] },
  'product.product': {
    key: ['产品代码', '产品编号', '产品号', 'prod_cd', 'product_code', 'prod_id'], name: ['产品名称', '产品全称', 'product_name', 'prod_name'], kind: ['产品类型', '产品类别', 'prod_type', 'product_type'],
    risk: ['风险等级', '产品风险等级', 'risk', 'risk_level'], rate: ['预期收益率', '年化收益率', '业绩比较基准', '利率', 'rate'], term: ['期限', '产品期限', '期限天数', 'term', 'term_days'], minimum: ['起点金额', '起购金额', '最低金额', 'minimum', 'min_amt'],
  },
  'access.org': { key: ['机构号', '机构代码', '机构编号', '网点号', 'org_no', 'org_code', 'branch_no'], name: ['机构名称', '网点名称', 'org_name', 'branch_name'], kind: ['机构类型', '机构级别', 'org_type'], order: ['顺序', '排序', 'sort', 'order'] },
  'access.staff': { key: ['员工号', '工号', '柜员号', 'staff_no', 'emp_no', 'employee_id'], name: ['员工姓名', '姓名', 'emp_name'], login: ['登录名', '用户名', '域账号', 'login', 'user_name'], org: ['所属机构', '机构号', '部门', 'org_no'], role: ['岗位', '角色', 'role', 'position'] },
}

/** What the name of a file or a table says of what it holds. */
export const ENTITY_WORDS: Record<string, string[]> = {
  'identity.record': ['客户', '个人信息', '对公客户', 'cust', 'client', 'party', 'member'],
  'account.account': ['账户', '存款', '贷款', '借据', '信用卡', 'acct', 'account', 'loan', 'deposit'],
  'account.transaction': ['流水', '交易', '明细', 'tran', 'trade', 'journal', 'entry'],
  'archive.contact': ['联系方式', '联系记录', '联系电话', 'contact'], 'archive.address': ['地址', 'address'], 'archive.person': ['联系人'], 'archive.contract': ['合同', 'contract'], 'archive.points': ['积分', 'points'], 'archive.feedback': ['反馈', '投诉', 'feedback', 'complaint'], 'archive.assessment': ['评级', '评估', 'rating', 'assessment'],
  'account.holding': ['持仓', '持有', '份额', '理财', 'hold', 'position'],
  'account.holder': ['持有人', '共有'], 'account.order': ['定期转账', '代扣', '协议', 'order'], 'account.card': ['卡片', 'card'],
  'product.product': ['产品', 'product', 'prod'], 'access.org': ['机构', '网点', 'branch', 'org'], 'access.staff': ['员工', '柜员', '人员', 'staff', 'employee'],
}

/** How sources write what is a word of ours. */
export const CODE_WORDS: Record<string, string[]> = {
  retail: ['个人', '对私', '零售', '自然人', 'P', 'I', 'PERSONAL', 'INDIVIDUAL'], corporate: ['对公', '企业', '公司', '单位', '法人', 'C', 'CORP', 'ENTERPRISE'], institution: ['机构', '同业', '金融机构', '事业单位'],
  'id-card': ['身份证', '居民身份证', '二代身份证', '01', '101', '1', 'A', 'ID', 'IDCARD', 'SFZ', '10100'], passport: ['护照', '03', '102', 'PASSPORT', 'B', 'HZ'],
  'hk-macau': ['港澳通行证', '港澳居民来往内地通行证', '回乡证', '04', '103'], taiwan: ['台胞证', '台湾居民来往大陆通行证', '台湾通行证', '05', '104'], foreign: ['外国人永久居留证', '外国人居留证', '06'],
  uscc: ['统一社会信用代码', '营业执照', '社会信用代码', 'USCC'], 'org-code': ['组织机构代码', '组织机构代码证'], other: ['其他', '其它', 'OTHER', '99'],
  M: ['男', '男性', '1', 'MALE', '先生', 'm'], F: ['女', '女性', '2', 'FEMALE', '女士', 'f'],
  CNY: ['人民币', 'RMB', '156', '01', 'CNY', '1', '10'], USD: ['美元', '840', '14', 'USD'], HKD: ['港币', '港元', '344', '13', 'HKD'], EUR: ['欧元', '978', '38', 'EUR'], JPY: ['日元', '392', '27', 'JPY'], GBP: ['英镑', '826', '12', 'GBP'],
  open: ['正常', '有效', '活动', '已开', '在用', '激活', '0', 'N', 'A', 'NORMAL', 'ACTIVE', '00', '01'], dormant: ['不动户', '睡眠', '休眠', '久悬', 'DORMANT', '1'],
  frozen: ['冻结', '止付', '挂失', '部分冻结', 'FROZEN', '2', 'F'], closed: ['销户', '已销', '注销', '结清', '关闭', 'CLOSED', '9', 'C'],
  deposit: ['存款', '储蓄', '活期', '定期', '存入', '现金存入', '现存', 'DEPOSIT', 'DEP'], loan: ['贷款', '个贷', '房贷', 'LOAN'], card: ['信用卡', '贷记卡', 'CARD'], wealth: ['理财', 'WEALTH'], fund: ['基金', 'FUND', '公积金'], mobile: ['手机银行', '手机', 'APP', 'MOBILE', 'MB', 'MOB'],
  withdrawal: ['取款', '取现', '支取', '现金支取', '现取', 'WITHDRAWAL', 'WD'], transfer: ['转账', '转入', '转出', '汇款', '汇入', '汇出', 'TRANSFER', 'TRF', '行内转账', '跨行转账'], salary: ['工资', '代发工资', '代发', 'SALARY'], pension: ['养老金', 'PENSION'],
  purchase: ['消费', '购物', 'POS消费', 'PURCHASE', 'POS'], refund: ['退款', '退货', 'REFUND'], interest: ['利息', '结息', '付息', 'INTEREST'], fee: ['手续费', '费用', '年费', 'FEE'], repayment: ['还款', '归还贷款', '扣款还贷', 'REPAYMENT'],
  disbursement: ['放款', '贷款发放', 'DISBURSEMENT'], investment: ['申购', '购买理财', '理财购买', '认购', 'BUY'], redemption: ['赎回', '理财赎回', 'SELL'], utility: ['缴费', '水电费', '代缴', 'UTILITY'], insurance: ['保险', '保费', 'INSURANCE'], tax: ['缴税', '税款', 'TAX'],
  counter: ['柜面', '柜台', '网点', 'CNT', 'COUNTER', 'TELLER'], atm: ['自助', '自助设备', 'ATM', 'CDM'], web: ['网银', '网上银行', 'WEB', 'EBANK', 'WY'], pos: ['POS', '刷卡'], qr: ['二维码', '扫码', 'QR', 'QRC'], batch: ['批量', '系统', 'BATCH', 'SYS'],
  phone: ['电话', '固定电话', '座机', '家庭电话', '住宅电话', '办公电话', '单位电话', 'TEL', 'PHONE'], email: ['邮箱', '电子邮箱', '电子邮件', 'EMAIL', 'E-MAIL', 'MAIL'], wechat: ['微信', '微信号', 'WECHAT', 'WX'],
  demand: ['活期', 'S', 'DEMAND'], time: ['定期', 'T', 'TIME'], notice: ['通知存款', 'NOTICE'],
  owner: ['户主', '主持有人', 'OWNER'], joint: ['共有', '联名', 'JOINT'], authorised: ['授权', '代理', 'DISPONENT'],
}

/** Columns that say whether money goes in or out, and what they write when it goes out. */
export const SIGN_WORDS = ['借贷标志', '借贷', '借贷方向', '收支', '收支标志', '收付标志', '方向', '交易方向', 'dc_flag', 'dc', 'drcr', 'cd_flag', 'direction']
export const OUT_WORDS = ['D', 'DR', '借', '借方', '支', '支出', '付', '出', '转出', 'OUT', 'd', '-']
export const DEBIT_WORDS = ['借方金额', '借方发生额', '支出金额', '支出', '付款金额', 'debit', 'debit_amt', 'dr_amt']
export const CREDIT_WORDS = ['贷方金额', '贷方发生额', '收入金额', '收入', '收款金额', 'credit', 'credit_amt', 'cr_amt']
