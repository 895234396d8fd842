import { useAsk } from '#ui/call'
import { UnitToggle } from '#ui/money'
import { Ask, Columns, Page, Stack } from '#ui/page'
import { usePhone } from '#ui/theme'
import { Figures } from './figures.tsx'
import { NextList } from './next.tsx'
import { RowsBeside } from './rows.tsx'
import { BirthdaysSoon, ContractsSoon, MaturingSoon } from './soon.tsx'
import { t } from './text.ts'
import { getMine } from './workbench.api.ts'
import './workbench.css'

const MINUTE_MS = 60_000

/** 我的工作台: whom to call first and why; each figure opens its rows beside the page. */
export default function Workbench() {
  const isPhone = usePhone() // there the question comes before the figures
  const { data } = useAsk(getMine, {}, { every: 5 * MINUTE_MS })
  return (
    <Page title={t.title} asOf={data?.asOf} actions={<UnitToggle />} opens={getMine}>
      <Ask door={getMine} input={{}} shape="page">
        {(mine) => (
          <>
            {!isPhone && <Figures of={mine} />}
            <Columns of={[2, 1]}>
              <NextList of={mine} />
              <Stack>
                {isPhone && <Figures of={mine} />}
                <MaturingSoon />
                <ContractsSoon />
                <BirthdaysSoon />
              </Stack>
            </Columns>
            <RowsBeside of={mine} />
          </>
        )}
      </Ask>
    </Page>
  )
}
