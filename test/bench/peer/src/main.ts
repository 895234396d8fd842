import 'reflect-metadata'
import { Controller, Get, Injectable, Module, NotFoundException, Param } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm'
import { In, MoreThanOrEqual, Repository } from 'typeorm'
import { Account, Customer, entities, Holder, Holding, Month, Relation, StandingOrder, Transaction } from './entities'

const SHOWN = 20

@Injectable()
export class CustomerService {
  constructor(
    @InjectRepository(Customer) private readonly customers: Repository<Customer>,
    @InjectRepository(Holder) private readonly holders: Repository<Holder>,
    @InjectRepository(Account) private readonly accounts: Repository<Account>,
    @InjectRepository(Holding) private readonly holdings: Repository<Holding>,
    @InjectRepository(StandingOrder) private readonly orders: Repository<StandingOrder>,
    @InjectRepository(Month) private readonly months: Repository<Month>,
    @InjectRepository(Transaction) private readonly transactions: Repository<Transaction>,
    @InjectRepository(Relation) private readonly relations: Repository<Relation>,
  ) {}

  /** One question with every relation. */
  async eager(customerNo: string) {
    const customer = await this.customers.findOne({
      where: { customerNo },
      relations: {
        manager: { branch: true }, branch: true, goldens: true, positions: true, statusSteps: true,
        holders: { account: { branch: true, sold: true, holdings: true, orders: true } }, relations: { other: { goldens: true }, kind: true },
      },
    })
    if (!customer) throw new NotFoundException()
    const numbers = customer.holders.filter(({ until }) => until === null).map(({ accountNo }) => accountNo)
    const [transactions, months] = await Promise.all([
      this.transactions.find({ where: { accountNo: In(numbers) }, order: { onDay: 'DESC', at: 'DESC' }, take: SHOWN }),
      this.months.find({ where: { accountNo: In(numbers), month: MoreThanOrEqual(yearAgo()) } }),
    ])
    return { ...customer, transactions, trend: months }
  }

  /** The same, a relation at a time. */
  async lazy(customerNo: string) {
    const customer = await this.customers.findOne({ where: { customerNo }, relations: { manager: { branch: true }, branch: true, goldens: true, positions: true, statusSteps: true } })
    if (!customer) throw new NotFoundException()
    const holders = await this.holders.find({ where: { customerNo } })
    const accounts = []
    for (const { accountNo, until } of holders) {
      if (until !== null) continue
      const account = await this.accounts.findOne({ where: { accountNo }, relations: { branch: true, sold: true } })
      const [holdings, orders, months, transactions] = [
        await this.holdings.find({ where: { accountNo } }), await this.orders.find({ where: { accountNo } }),
        await this.months.find({ where: { accountNo, month: MoreThanOrEqual(yearAgo()) } }),
        await this.transactions.find({ where: { accountNo }, order: { onDay: 'DESC', at: 'DESC' }, take: SHOWN }),
      ]
      accounts.push({ ...account, holdings, orders, months, transactions })
    }
    const relations = await this.relations.find({ where: { customerNo }, relations: { other: { goldens: true }, kind: true } })
    return { ...customer, accounts, relations }
  }
}

const yearAgo = (): string => new Date(Date.now() - 366 * 86_400_000).toISOString().slice(0, 10)

@Controller()
export class CustomerController {
  constructor(private readonly customers: CustomerService) {}
  @Get('eager/:no') eager(@Param('no') no: string) { return this.customers.eager(no) }
  @Get('lazy/:no') lazy(@Param('no') no: string) { return this.customers.lazy(no) }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: process.env.PEER_DATABASE_URL, entities, synchronize: false, logging: false, extra: { max: 6 } }),
    TypeOrmModule.forFeature(entities),
  ],
  controllers: [CustomerController],
  providers: [CustomerService],
})
class AppModule {}

async function main() {
  const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false })
  await app.listen(Number(process.env.PORT), '127.0.0.1')
  console.log('ready')
}
void main()
