import { useParams } from 'react-router'
import { useAsk } from '#ui/call'
import { useLive } from '#ui/live'
import { Ask, Page } from '#ui/page'
import { Actions } from './edit.tsx'
import { Figures } from './figures.tsx'
import { Headline, Partial } from './headline.tsx'
import { getOverview, type Overview } from './overview.api.ts'
import { Parts } from './parts.tsx'
import { t } from './text.ts'
import './customer360.css'

/** 客户360视图: who this is, worth what, at what risk, and what next. */
export default function Customer() {
  const { customerNo = '' } = useParams()
  const { data, dataUpdatedAt } = useAsk(getOverview, { customerNo })
  const live = useLive('customer', 'customerNo', customerNo, dataUpdatedAt)
  return (
    <Page
      title={data?.name ?? t.title}
      tab={t.title}
      trail={[{ title: t.title }]}
      subtitle={data && <Headline of={data} />}
      asOf={data?.asOf}
      live={live}
      actions={data && <Actions of={data} />}
      opens={getOverview}
    >
      <Ask door={getOverview} input={{ customerNo }} shape="page" words={{ invalid: t.notFound }}>
        {(found) => <Whole key={customerNo} of={found} />}
      </Ask>
    </Page>
  )
}

function Whole({ of }: { of: Overview }) {
  return (
    <>
      {!of.whole && <Partial branch={of.branch} />}
      <Figures of={of} />
      <Parts of={of} />
    </>
  )
}
