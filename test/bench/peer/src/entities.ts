import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation as Of } from 'typeorm'

const loose = { createForeignKeyConstraints: false }

@Entity({ schema: 'access', name: 'org' })
export class Org {
  @PrimaryColumn('int') org: number
  @Column('text') name: string
}

@Entity({ schema: 'access', name: 'staff' })
export class Staff {
  @PrimaryColumn('text') staff: string
  @Column('text') name: string
  @Column('int') org: number
  @ManyToOne(() => Org, loose) @JoinColumn({ name: 'org', referencedColumnName: 'org' }) branch: Of<Org>
}

@Entity({ schema: 'customer', name: 'customer' })
export class Customer {
  @PrimaryColumn('text', { name: 'customer_no' }) customerNo: string
  @Column('text') type: string
  @Column('text') status: string
  @Column('text') level: string
  @Column('text', { nullable: true }) remark: string | null
  @Column('text', { nullable: true }) owner: string | null
  @Column('int') org: number
  @Column('int') version: number
  @ManyToOne(() => Staff, loose) @JoinColumn({ name: 'owner', referencedColumnName: 'staff' }) manager: Of<Staff>
  @ManyToOne(() => Org, loose) @JoinColumn({ name: 'org', referencedColumnName: 'org' }) branch: Of<Org>
  @OneToMany(() => Golden, (golden) => golden.customer) goldens: Golden[]
  @OneToMany(() => Position, (position) => position.customer) positions: Position[]
  @OneToMany(() => Holder, (holder) => holder.customer) holders: Holder[]
  @OneToMany(() => Relation, (relation) => relation.customer) relations: Relation[]
  @OneToMany(() => StatusStep, (step) => step.customer) statusSteps: StatusStep[]
}

@Entity({ schema: 'identity', name: 'golden' })
export class Golden {
  @PrimaryColumn('text', { name: 'customer_no' }) customerNo: string
  @PrimaryColumn('int') org: number
  @Column('boolean') whole: boolean
  @Column('text') kind: string
  @Column('text') name: string
  @Column('text', { name: 'id_number', nullable: true }) idNumber: string | null
  @Column('text', { nullable: true }) gender: string | null
  @Column('date', { nullable: true }) birthday: string | null
  @Column('text', { nullable: true }) phone: string | null
  @Column('text', { nullable: true }) email: string | null
  @Column('text', { nullable: true }) address: string | null
  @Column('text', { nullable: true }) employer: string | null
  @Column('text', { nullable: true }) occupation: string | null
  @Column('jsonb') winner: unknown
  @Column('text', { array: true }) sources: string[]
  @ManyToOne(() => Customer, (customer) => customer.goldens, loose) @JoinColumn({ name: 'customer_no', referencedColumnName: 'customerNo' }) customer: Of<Customer>
}

@Entity({ schema: 'account', name: 'position' })
export class Position {
  @PrimaryColumn('text', { name: 'customer_no' }) customerNo: string
  @PrimaryColumn('int') org: number
  @Column('boolean') whole: boolean
  @Column('numeric') aum: string
  @Column('numeric') lum: string
  @Column('numeric') overdue: string
  @Column('int') accounts: number
  @ManyToOne(() => Customer, (customer) => customer.positions, loose) @JoinColumn({ name: 'customer_no', referencedColumnName: 'customerNo' }) customer: Of<Customer>
}

@Entity({ schema: 'account', name: 'account' })
export class Account {
  @PrimaryColumn('text', { name: 'account_no' }) accountNo: string
  @Column('text') source: string
  @Column('text') key: string
  @Column('text') kind: string
  @Column('text', { nullable: true }) product: string | null
  @Column('int') org: number
  @Column('text') currency: string
  @Column('numeric', { nullable: true }) balance: string | null
  @Column('date', { name: 'opened_on', nullable: true }) openedOn: string | null
  @Column('text') status: string
  @ManyToOne(() => Org, loose) @JoinColumn({ name: 'org', referencedColumnName: 'org' }) branch: Of<Org>
  @ManyToOne(() => Product, loose) @JoinColumn({ name: 'product', referencedColumnName: 'product' }) sold: Of<Product>
  @OneToMany(() => Holding, (holding) => holding.account) holdings: Holding[]
  @OneToMany(() => StandingOrder, (order) => order.account) orders: StandingOrder[]
  @OneToMany(() => Month, (month) => month.account) months: Month[]
}

@Entity({ schema: 'product', name: 'product' })
export class Product {
  @PrimaryColumn('text') product: string
  @Column('text') name: string
  @Column('text') kind: string
  @Column('text', { nullable: true }) risk: string | null
}

@Entity({ schema: 'account', name: 'holder' })
export class Holder {
  @PrimaryColumn('text', { name: 'account_no' }) accountNo: string
  @PrimaryColumn('text') key: string
  @PrimaryColumn('int') version: number
  @Column('text', { name: 'customer_no' }) customerNo: string
  @Column('text') role: string
  @Column('date', { nullable: true }) until: string | null
  @ManyToOne(() => Customer, (customer) => customer.holders, loose) @JoinColumn({ name: 'customer_no', referencedColumnName: 'customerNo' }) customer: Of<Customer>
  @ManyToOne(() => Account, loose) @JoinColumn({ name: 'account_no', referencedColumnName: 'accountNo' }) account: Of<Account>
}

@Entity({ schema: 'account', name: 'holding' })
export class Holding {
  @PrimaryColumn('text', { name: 'account_no' }) accountNo: string
  @PrimaryColumn('text') key: string
  @Column('text') product: string
  @Column('numeric', { nullable: true }) units: string | null
  @Column('numeric', { nullable: true }) value: string | null
  @ManyToOne(() => Account, (account) => account.holdings, loose) @JoinColumn({ name: 'account_no', referencedColumnName: 'accountNo' }) account: Of<Account>
}

@Entity({ schema: 'account', name: 'standing_order' })
export class StandingOrder {
  @PrimaryColumn('text', { name: 'account_no' }) accountNo: string
  @PrimaryColumn('text') key: string
  @Column('numeric') amount: string
  @Column('text', { nullable: true }) purpose: string | null
  @ManyToOne(() => Account, (account) => account.orders, loose) @JoinColumn({ name: 'account_no', referencedColumnName: 'accountNo' }) account: Of<Account>
}

@Entity({ schema: 'account', name: 'month' })
export class Month {
  @PrimaryColumn('text', { name: 'account_no' }) accountNo: string
  @PrimaryColumn('date') month: string
  @Column('numeric') inflow: string
  @Column('numeric') outflow: string
  @Column('numeric', { nullable: true }) closing: string | null
  @ManyToOne(() => Account, (account) => account.months, loose) @JoinColumn({ name: 'account_no', referencedColumnName: 'accountNo' }) account: Of<Account>
}

@Entity({ schema: 'account', name: 'transaction' })
export class Transaction {
  @PrimaryColumn('text', { name: 'account_no' }) accountNo: string
  @PrimaryColumn('date', { name: 'on_day' }) onDay: string
  @PrimaryColumn('text') key: string
  @Column('timestamptz') at: Date
  @Column('numeric') amount: string
  @Column('numeric', { nullable: true }) balance: string | null
  @Column('text') kind: string
  @Column('text', { nullable: true }) channel: string | null
  @Column('text', { nullable: true }) counterparty: string | null
  @Column('text', { nullable: true }) summary: string | null
}

@Entity({ schema: 'customer', name: 'relation_type' })
export class RelationType {
  @PrimaryColumn('text') type: string
  @Column('text') zh: string
  @Column('text', { name: 'zh_back' }) zhBack: string
}

@Entity({ schema: 'customer', name: 'relation' })
export class Relation {
  @PrimaryColumn('text', { name: 'customer_no' }) customerNo: string
  @PrimaryColumn('text', { name: 'other_no' }) otherNo: string
  @PrimaryColumn('text') type: string
  @PrimaryColumn('text') direction: string
  @PrimaryColumn('date') since: string
  @Column('date', { nullable: true }) until: string | null
  @ManyToOne(() => Customer, (customer) => customer.relations, loose) @JoinColumn({ name: 'customer_no', referencedColumnName: 'customerNo' }) customer: Of<Customer>
  @ManyToOne(() => Customer, loose) @JoinColumn({ name: 'other_no', referencedColumnName: 'customerNo' }) other: Of<Customer>
  @ManyToOne(() => RelationType, loose) @JoinColumn({ name: 'type', referencedColumnName: 'type' }) kind: Of<RelationType>
}

@Entity({ schema: 'customer', name: 'status_step' })
export class StatusStep {
  @PrimaryColumn('text', { name: 'customer_no' }) customerNo: string
  @PrimaryColumn('bigint') seq: string
  @Column('text') after: string
  @Column('text') rule: string
  @ManyToOne(() => Customer, (customer) => customer.statusSteps, loose) @JoinColumn({ name: 'customer_no', referencedColumnName: 'customerNo' }) customer: Of<Customer>
}

export const entities = [Org, Staff, Customer, Golden, Position, Account, Product, Holder, Holding, StandingOrder, Month, Transaction, RelationType, Relation, StatusStep]
